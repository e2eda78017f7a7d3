"""Addresses of archiving and transfer, below `/desk/<office>/archive/`. Names: `desk:archive:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.archive import views, views_transfers

app_name = "archive"
urlpatterns = [
    path("", views.bundles, name="list"),
    path("cases/<uuid:pk>/", views.case, name="case"),
    path("bundles/<uuid:pk>/", views.bundle, name="bundle"),
    path("transfers/", views_transfers.transfers, name="transfers"),
    path("transfers/new/", views_transfers.new, name="new_transfer"),
    path("transfers/<uuid:pk>/", views_transfers.transfer, name="transfer"),
    path("transfers/<uuid:pk>/<slug:kind>/", views_transfers.transfer_file, name="transfer_file"),
    path("receipts/<uuid:pk>/", views_transfers.receipt, name="receipt"),
]
