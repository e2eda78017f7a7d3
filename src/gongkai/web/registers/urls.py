"""Addresses of the registers, below `/desk/<office>/registers/`. Names: `desk:registers:…`; kind: slug of a register."""

from __future__ import annotations

from django.urls import include, path

from gongkai.web.registers import views, views_figures, views_import, views_norms, views_penalties

app_name = "registers"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views_figures.figures, name="figures"),
    path("figures/entries/", views_figures.basis, name="basis"),
    path("figures/quarters/", views_figures.quarters, name="quarters"),
    path("imports/<uuid:pk>/", views_import.check, name="check"),
    path("imports/<uuid:pk>/problems/", views_import.problems, name="problems"),
    path("imports/<uuid:pk>/discard/", views_import.discard, name="discard"),
    path("imports/<uuid:pk>/undo/", views_import.undo, name="undo"),
    path("documents/drafts/", views_norms.drafts, name="drafts"),
    path("documents/drafts/add/", views_norms.draft, name="draft"),
    path("documents/in-force/", views_norms.in_force, name="in_force"),
    path("documents/in-force/export/", views_norms.in_force_export, name="in_force_export"),
    path("documents/policy/", views_norms.policy, name="policy"),
    path("documents/life/<int:sequence>/", views_norms.life, name="life"),
    path("documents/life/<int:sequence>/void/", views_norms.void_step, name="void_step"),
    path("documents/life/<int:sequence>/<slug:act>/", views_norms.step, name="step"),
    path("decisions/withdrawals/", views_penalties.penalty_list, name="penalties"),
    path("decisions/withdrawals/add/", views_penalties.add_penalty, name="add_penalty"),
    path("decisions/withdrawals/<int:pk>/", views_penalties.withdraw_penalty, name="withdraw_penalty"),
    path("records/", include("gongkai.web.guides.urls", namespace="records")),
    path("<slug:kind>/", views.register_list, name="list"),
    path("<slug:kind>/add/", views.add, name="add"),
    path("<slug:kind>/export/", views.export, name="export"),
    path("<slug:kind>/template/", views_import.template, name="template"),
    path("<slug:kind>/import/", views_import.upload, name="import"),
    path("<slug:kind>/<int:sequence>/", views.page, name="page"),
    path("<slug:kind>/<int:sequence>/correct/", views.correct, name="correct"),
    path("<slug:kind>/<int:sequence>/void/", views.void, name="void"),
]
