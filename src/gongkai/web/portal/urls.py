"""Addresses of the public pages. The office's stand below `/o/<office>/`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("o/<slug:code>/", views.office, name="office"),
    path("o/<slug:code>/guide/", views.guide, name="guide"),
    path("o/<slug:code>/apply/", views.apply, name="apply"),
    path("status/", views.status, name="status"),
]
