"""Addresses of the desk. The first part names the office: `desk.guard` looks there."""

from __future__ import annotations

from django.urls import include, path

from gongkai.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:code>/", views.todo, name="todo"),
    path("<slug:code>/search/", views.search, name="search"),
    path("<slug:code>/cases/", include("gongkai.web.applications.urls", namespace="cases")),
    path("<slug:code>/office/", include("gongkai.web.offices.urls", namespace="offices")),
]
