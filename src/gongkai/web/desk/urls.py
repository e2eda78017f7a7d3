"""Addresses of the desk. The first part names the office: `desk.guard` looks there."""

from __future__ import annotations

from django.urls import include, path, re_path

from gongkai.web.desk import views, views_statistics

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^feed/(?P<token>[0-9a-f]{32}\.[0-9A-Za-z_-]{1,64})\.ics$", views.feed, name="feed"),
    path("<slug:code>/", views.todo, name="todo"),
    path("<slug:code>/search/", views.search, name="search"),
    path("<slug:code>/statistics/", views_statistics.statistics, name="statistics"),
    path("<slug:code>/statistics/cases/", views_statistics.basis, name="statistics_basis"),
    path("<slug:code>/statistics/export/", views_statistics.export, name="statistics_export"),
    path("<slug:code>/calendar/", views.feeds, name="feeds"),
    path("<slug:code>/cases/", include("gongkai.web.applications.urls", namespace="cases")),
    path("<slug:code>/office/", include("gongkai.web.offices.urls", namespace="offices")),
    path("<slug:code>/challenges/", include("gongkai.web.challenges.urls", namespace="challenges")),
    path("<slug:code>/", include("gongkai.web.notices.urls", namespace="letters")),
    path("<slug:code>/", include("gongkai.web.sheets.urls", namespace="sheets")),
    path("<slug:code>/archive/", include("gongkai.web.archive.urls", namespace="archive")),
    path("<slug:code>/items/", include("gongkai.web.publishing.urls", namespace="items")),
    path("<slug:code>/registers/", include("gongkai.web.registers.urls", namespace="registers")),
    path("<slug:code>/channels/", include("gongkai.web.channels.urls", namespace="channels")),
    path("<slug:code>/catalogue/", include("gongkai.web.catalogue.urls", namespace="catalogue")),
    path("<slug:code>/jobs/", include("gongkai.web.jobs.urls", namespace="jobs")),
    path("<slug:code>/notifications/", include("gongkai.web.notifications.urls", namespace="notifications")),
    path("<slug:code>/", include("gongkai.web.portal.urls_desk")),
]
