"""Addresses of import and export, below `/desk/<office>/`. Names: `desk:sheets:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.sheets import views, views_export

app_name = "sheets"
urlpatterns = [
    path("import/", views.sheets, name="list"),
    path("import/template.xlsx", views_export.template, name="template"),
    path("import/<uuid:pk>/", views.columns, name="columns"),
    path("import/<uuid:pk>/words/", views.words, name="words"),
    path("import/<uuid:pk>/check/", views.check, name="check"),
    path("import/<uuid:pk>/errors/<slug:kind>/", views.findings, name="findings"),
    path("import/<uuid:pk>/discard/", views.discard, name="discard"),
    path("import/<uuid:pk>/undo/", views.undo, name="undo"),
    path("export/", views_export.export, name="export"),
    path("export/ledger.xlsx", views_export.ledger, name="ledger"),
]
"""The address of the ledger takes ?year=."""
