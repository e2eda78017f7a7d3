"""Addresses of columns and channels, below `/desk/<office>/channels/`. Names: `desk:channels:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.channels import views, views_boards, views_figures, views_publish, views_transfers

app_name = "channels"
urlpatterns = [
    path("", views.home, name="columns"),
    path("start/", views.start, name="start"),
    path("new/", views.add, name="new_column"),
    path("columns/<int:pk>/", views.column, name="column"),
    path("fresh/", views.fresh, name="fresh"),
    path("counts/", views.counts, name="counts"),
    path("ready/", views_publish.batch, name="batch"),
    path("items/<uuid:pk>/", views_publish.publish, name="publish"),
    path("items/<uuid:pk>/draft/", views_publish.put_draft, name="put_draft"),
    path("drafts/<int:pk>/", views_publish.draft, name="draft"),
    path("proofs/<uuid:pk>/", views_publish.proof, name="proof"),
    path("boards/", views_boards.boards, name="boards"),
    path("boards/new/", views_boards.add, name="new_board"),
    path("boards/export/", views_boards.export, name="export_boards"),
    path("boards/<int:pk>/", views_boards.board, name="board"),
    path("boards/<int:pk>/edit/", views_boards.edit, name="edit_board"),
    path("figures/", views_figures.figures, name="figures"),
    path("figures/new/", views_figures.record, name="new_figures"),
    path("figures/import/", views_figures.bring_in, name="import_figures"),
    path("figures/template/", views_figures.template, name="figures_template"),
    path("accounts/new/", views_figures.add_account, name="new_account"),
    path("accounts/<int:pk>/", views_figures.account, name="account"),
    path("transfers/", views_transfers.transfers, name="transfers"),
    path("transfers/<uuid:pk>/package/", views_transfers.package, name="package"),
]
