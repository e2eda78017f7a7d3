"""Addresses of jobs, below `/desk/<office>/jobs/`. Names: `desk:jobs:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:pk>/", views.job, name="job"),
    path("<uuid:pk>/made/", views.made, name="made"),
    path("<uuid:pk>/file/", views.file, name="file"),
    path("<uuid:pk>/again/", views.again, name="again"),
]
