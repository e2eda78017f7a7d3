"""Addresses of the records, below `/desk/<office>/registers/records/`. Names: `desk:registers:records:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.guides import views, views_import

app_name = "records"
urlpatterns = [
    path("imports/<uuid:pk>/", views_import.check, name="check"),
    path("imports/<uuid:pk>/discard/", views_import.discard, name="discard"),
    path("imports/<uuid:pk>/undo/", views_import.undo, name="undo"),
    path("<slug:kind>/", views.record_list, name="list"),
    path("<slug:kind>/add/", views.add, name="add"),
    path("<slug:kind>/export/", views.export, name="export"),
    path("<slug:kind>/template/", views_import.template, name="template"),
    path("<slug:kind>/import/", views_import.upload, name="import"),
    path("<slug:kind>/<uuid:pk>/", views.page, name="page"),
    path("<slug:kind>/<uuid:pk>/change/", views.change, name="change"),
    path("<slug:kind>/<uuid:pk>/end/", views.end, name="end"),
    path("<slug:kind>/<uuid:pk>/release/", views.release, name="release"),
    path("<slug:kind>/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:kind>/<uuid:pk>/answer/", views.answer, name="answer"),
    path("<slug:kind>/<uuid:pk>/files/", views.add_file, name="add_file"),
    path("<slug:kind>/<uuid:pk>/files/<uuid:file>/", views.file, name="file"),
    path("<slug:kind>/<uuid:pk>/files/<uuid:file>/remove/", views.remove_file, name="remove_file"),
]
