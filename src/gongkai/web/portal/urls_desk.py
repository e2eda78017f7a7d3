"""Addresses of the portal's pages at the desk, below `/desk/<office>/`. Names: `desk:guide`, `desk:requests`, …"""

from __future__ import annotations

from django.urls import path

from gongkai.web.portal import views_desk

urlpatterns = [
    path("guide/", views_desk.edit_guide, name="guide"),
    path("requests/", views_desk.request_list, name="requests"),
    path("requests/<uuid:pk>/", views_desk.request_case, name="request"),
    path("requests/<uuid:pk>/files/<uuid:file>/", views_desk.request_file, name="request_file"),
]
