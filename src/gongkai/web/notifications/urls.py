"""Addresses of one's notices, below `/desk/<office>/notifications/`. Names: `desk:notifications:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read, name="read"),
    path("times/", views.times, name="times"),
    path("settings/", views.preferences, name="preferences"),
]
