"""Addresses of letters, below `/desk/<office>/`. Names: `desk:letters:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.notices import views, views_register, views_send

app_name = "letters"
_ONE = "letters/<uuid:pk>/<uuid:letter>/"  # pk: of the case, request or challenge it belongs to
urlpatterns = [
    path("cases/<uuid:pk>/letters/draft/", views.draft, name="draft"),
    path("requests/<uuid:pk>/letters/draft/", views.draft_for_request, name="draft_for_request"),
    path("challenges/<uuid:pk>/letters/draft/", views.draft_for_challenge, name="draft_for_challenge"),
    path(_ONE, views.letter, name="letter"),
    path(_ONE + "edit/", views.edit, name="edit"),
    path(_ONE + "decide/", views.decide, name="decide"),
    path(_ONE + "seal/", views_send.seal, name="seal"),
    path(_ONE + "scan/", views_send.scan, name="scan"),
    path(_ONE + "scan/replace/", views_send.replace_scan, name="replace_scan"),
    path(_ONE + "files/<uuid:paper>/", views_send.paper, name="paper"),
    path(_ONE + "dispatch/", views_send.dispatch, name="dispatch"),
    path(_ONE + "service/", views_send.service, name="service"),
    path(_ONE + "letter.pdf", views_send.as_pdf, name="pdf"),
    path(_ONE + "letter.docx", views_send.as_docx, name="docx"),
    path(_ONE + "proof.pdf", views_send.proof, name="proof"),
    path("letters/", views_register.register, name="register"),
    path("letters/export/<slug:kind>/", views_register.export, name="export"),
    path("letters/waiting/", views_register.waiting, name="waiting"),
    path("letters/seals/", views_register.seals, name="seals"),
    path("letters/settings/", views_register.office_settings, name="settings"),
]
