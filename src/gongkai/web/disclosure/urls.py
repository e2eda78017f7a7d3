"""Addresses of the disclosure pages. They are printed, quoted and written to static files: none is ever changed."""

from __future__ import annotations

from django.urls import path, register_converter

from gongkai.web.disclosure import views, views_item, views_more, views_search


class Year:
    """A year in an address."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(Year, "year")

app_name = "disclosure"
urlpatterns = [
    path("search/", views_search.search_all, name="search_all"),
    path("o/<slug:code>/search/", views_search.search, name="search"),
    path("o/<slug:code>/info/", views.browse, name="info"),
    path("o/<slug:code>/info/<year:year>/", views.year, name="year"),
    path("o/<slug:code>/info/c/<slug:category>/", views.column, name="column"),
    path("o/<slug:code>/item/<slug:number>/", views_item.item, name="item"),
    path("o/<slug:code>/file/<uuid:file>/<str:name>", views_item.file, name="file"),
    path("o/<slug:code>/documents/", views_more.documents, name="documents"),
    path("o/<slug:code>/systems/", views_more.systems, name="systems"),
    path("o/<slug:code>/services/", views_more.services, name="services"),
    path("o/<slug:code>/services/<uuid:pk>/", views_more.service, name="service"),
    path("o/<slug:code>/contacts/", views_more.contacts, name="contacts"),
    path("o/<slug:code>/reports/", views_more.reports, name="reports"),
    path("o/<slug:code>/catalogue/", views_more.catalogue, name="catalogue"),
]
