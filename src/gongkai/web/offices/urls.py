"""Addresses of an office's own settings, below `/desk/<office>/office/`. Names: `desk:offices:…`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "offices"
urlpatterns: list[URLPattern] = []
