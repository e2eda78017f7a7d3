"""Login and what belongs to one's own account. allauth's own addresses; signing up is closed by the adapter."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
