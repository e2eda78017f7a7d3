"""Addresses of the public pages. The office's stand below `/o/<office>/`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.portal import views, views_apply, views_check, views_requests, views_status

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("large/", views.large, name="large"),
    path("challenge/", views.challenge, name="challenge"),
    path("status/", views_status.status, name="status"),
    path("o/<slug:code>/", views.office, name="office"),
    path("o/<slug:code>/guide/", views.guide, name="guide"),
    path("o/<slug:code>/apply/", views_apply.apply, name="apply"),
    path("o/<slug:code>/suggest/", views.suggestions, name="suggest"),
    path("o/<slug:code>/send/<uuid:pk>/", views_check.check, name="intake"),
    path("o/<slug:code>/send/<uuid:pk>/edit/", views_check.edit, name="edit"),
    path("o/<slug:code>/send/<uuid:pk>/receipt/", views_check.receipt, name="receipt"),
    path("o/<slug:code>/status/", views_status.office_status, name="office_status"),
    path("o/<slug:code>/case/<uuid:pk>/", views_status.case_page, name="case"),
    path("o/<slug:code>/case/<uuid:pk>/send/<slug:kind>/", views_status.send, name="send"),
    path("o/<slug:code>/case/<uuid:pk>/survey/", views_status.survey, name="survey"),
    path("o/<slug:code>/case/<uuid:pk>/files/<uuid:file>/", views_status.case_file, name="file"),
    path("o/<slug:code>/case/<uuid:pk>/leave/", views_status.leave, name="leave"),
    path("o/<slug:code>/requests/", views_requests.requests, name="requests"),
    path("o/<slug:code>/requests/<slug:kind>/", views_requests.new_request, name="new_request"),
    path("o/<slug:code>/request/<uuid:pk>/", views_status.request_page, name="request"),
    path("o/<slug:code>/request/<uuid:pk>/letters/<uuid:paper>/", views_status.request_letter, name="request_letter"),
]
