"""Addresses of the catalogue, below `/desk/<office>/catalogue/`. Names: `desk:catalogue:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.catalogue import views, views_import, views_item, views_take

app_name = "catalogue"
urlpatterns = [
    path("", views.home, name="home"),
    path("items/", views.listing, name="list"),
    path("items/print/", views.printed, name="print"),
    path("items/export/", views.export, name="export"),
    path("items/add/", views_item.add, name="add"),
    path("items/<int:pk>/", views_item.page, name="page"),
    path("items/<int:pk>/change/", views_item.change, name="change"),
    path("items/<int:pk>/end/", views_item.end, name="end"),
    path("coverage/", views.board, name="coverage"),
    path("starter/", views_take.starter, name="starter"),
    path("above/", views_take.take, name="take"),
    path("above/differences/", views_take.differences, name="differences"),
    path("import/", views_import.upload, name="import"),
    path("import/template/", views_import.template, name="template"),
    path("imports/<uuid:pk>/", views_import.check, name="check"),
    path("imports/<uuid:pk>/problems/", views_import.problems, name="problems"),
    path("imports/<uuid:pk>/discard/", views_import.discard, name="discard"),
    path("imports/<uuid:pk>/undo/", views_import.undo, name="undo"),
]
