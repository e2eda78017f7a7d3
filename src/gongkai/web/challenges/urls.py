"""Addresses of reconsideration and litigation, below `/desk/<office>/challenges/`. Names: `desk:challenges:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.challenges import views, views_papers

app_name = "challenges"
urlpatterns = [
    path("", views.challenge_list, name="list"),
    path("export/<slug:kind>/", views.export, name="export"),
    path("register/", views.register, name="register"),
    path("<uuid:pk>/", views.page, name="page"),
    path("<uuid:pk>/details/", views.details, name="details"),
    path("<uuid:pk>/response/", views.respond, name="respond"),
    path("<uuid:pk>/decision/", views.decision, name="decide"),
    path("<uuid:pk>/redo/", views.redo_case, name="redo"),
    path("<uuid:pk>/void/<int:sequence>/", views.void, name="void"),
    path("<uuid:pk>/evidence/", views_papers.evidence, name="evidence"),
    path("<uuid:pk>/evidence/<slug:kind>/", views_papers.evidence_file, name="evidence_file"),
    path("<uuid:pk>/answer/", views_papers.answer, name="answer"),
]
