"""Addresses of the cases of an office, below `/desk/<office>/cases/`. Names: `desk:cases:…`."""

from __future__ import annotations

from django.urls import include, path

from gongkai.web.applications import views_assessment, views_export, views_files, views_list, views_steps

app_name = "cases"
urlpatterns = [
    path("", views_list.case_list, name="list"),
    path("register/", views_steps.register_case, name="register"),
    path("print/", views_list.print_list, name="print"),
    path("export/<slug:kind>/", views_export.export, name="export"),
    path("views/", views_list.save, name="views"),
    path("<uuid:pk>/", views_list.case_page, name="case"),
    path("<uuid:pk>/assign/", views_list.assign_case, name="assign"),
    path("<uuid:pk>/reveal/", views_list.reveal_person, name="reveal"),
    path("<uuid:pk>/files/", views_files.files, name="files"),
    path("<uuid:pk>/files/<uuid:file>/", views_files.file, name="file"),
    path("<uuid:pk>/files/<uuid:file>/share/", views_files.share, name="share"),
    path("<uuid:pk>/redaction/<uuid:file>/", include("gongkai.web.redaction.urls")),
    path("<uuid:pk>/assessment/", views_assessment.assessment, name="assessment"),
    path("<uuid:pk>/tasks/", views_assessment.task_list, name="tasks"),
    path("<uuid:pk>/tasks/<int:task>/", views_assessment.task_done, name="task_done"),
    path("<uuid:pk>/submissions/<uuid:submission>/", views_assessment.submission, name="submission"),
    path("<uuid:pk>/merge/", views_assessment.merge_case, name="merge"),
    path("<uuid:pk>/void/<int:sequence>/", views_assessment.void, name="void"),
    path("<uuid:pk>/note/", views_assessment.note, name="note"),
    path("<uuid:pk>/again/", views_steps.register_again, name="again"),
    path("<uuid:pk>/receipt/", views_steps.receipt, name="receipt"),
    path("<uuid:pk>/receipt/code/", views_steps.new_code, name="new_code"),
    path("<uuid:pk>/co-applicants/", views_steps.co_applicants, name="co_applicants"),
    path("<uuid:pk>/steps/<slug:act>/", views_steps.step, name="step"),
]
