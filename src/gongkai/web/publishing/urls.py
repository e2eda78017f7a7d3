"""Addresses of items at the desk, under `<office>/items/`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.publishing import (
    views,
    views_item,
    views_review,
    views_settings,
    views_steps,
    views_tasks,
    views_write,
)

app_name = "items"
urlpatterns = [
    path("", views.item_list, name="list"),
    path("export/", views.export, name="export"),
    path("papers/", views.papers, name="papers"),
    path("evaluations/", views.evaluations, name="evaluations"),
    path("new/", views_write.new, name="new"),
    path("import/", views_write.bring_in, name="import"),
    path("reviews/", views_review.queue, name="queue"),
    path("settings/", views_settings.settings, name="settings"),
    path("tasks/", views_tasks.tasks, name="tasks"),
    path("tasks/<int:task>/", views_tasks.task, name="task"),
    path("tasks/<int:task>/chase/", views_tasks.chase, name="chase"),
    path("sections/", views_tasks.sections, name="sections"),
    path("sections/export/", views_tasks.export_sections, name="export_sections"),
    path("<uuid:pk>/", views_item.item_page, name="item"),
    path("<uuid:pk>/edit/", views_write.edit, name="edit"),
    path("<uuid:pk>/place/", views_write.place, name="place"),
    path("<uuid:pk>/files/", views_item.files, name="files"),
    path("<uuid:pk>/files/<uuid:file>/", views_item.file, name="file"),
    path("<uuid:pk>/files/<uuid:file>/change/", views_item.change_file, name="change_file"),
    path("<uuid:pk>/versions/", views_item.difference, name="difference"),
    path("<uuid:pk>/review/", views_review.review_page, name="review"),
    path("<uuid:pk>/step/<slug:act>/", views_steps.step, name="step"),
    path("<uuid:pk>/void/<int:sequence>/", views_steps.void_entry, name="void"),
]
