"""Addresses of redaction, below `/desk/<office>/cases/<case>/redaction/<original>/`. Names: `desk:cases:redaction:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.redaction import views, views_copies

app_name = "redaction"
urlpatterns = [
    path("", views.page, name="page"),
    path("begin/", views.begin_work, name="begin"),
    path("pages/<int:number>.png", views.page_picture, name="picture"),
    path("marks/", views.add, name="add"),
    path("marks/places/", views.add_places, name="places"),
    path("marks/<int:mark>/", views.change, name="mark"),
    path("find/", views.find_text, name="find"),
    path("copy/", views_copies.make, name="make"),
    path("copies/<uuid:copy>/", views_copies.preview, name="copy"),
    path("copies/<uuid:copy>/pages/<int:number>.png", views_copies.copy_picture, name="copy_picture"),
    path("copies/<uuid:copy>/release/", views_copies.release_copy, name="release"),
    path("copies/<uuid:copy>/withdraw/", views_copies.withdraw_copy, name="withdraw"),
]
