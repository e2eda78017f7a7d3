"""Addresses of the cases of an office, below `/desk/<office>/cases/`. Names: `desk:cases:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.applications import views_list, views_steps

app_name = "cases"
urlpatterns = [
    path("", views_list.case_list, name="list"),
    path("register/", views_steps.register_case, name="register"),
    path("<uuid:pk>/", views_list.case_page, name="case"),
    path("<uuid:pk>/steps/<slug:act>/", views_steps.step, name="step"),
]
