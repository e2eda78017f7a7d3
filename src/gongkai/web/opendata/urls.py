"""Addresses for machines. `form` is csv or json; the same years as the pages have."""

from __future__ import annotations

from django.urls import path, re_path

from gongkai.web.opendata import files
from gongkai.web.opendata.feeds import Newest, NewestRss

app_name = "opendata"
urlpatterns = [
    path("robots.txt", files.robots, name="robots"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
    path("feed.atom", Newest(), name="atom_all"),
    path("feed.rss", NewestRss(), name="rss_all"),
    path("data/catalog.jsonld", files.dcat, name="dcat"),
    path("data/dictionary.json", files.fields, name="dictionary"),
    path("o/<slug:code>/feed.atom", Newest(), name="atom"),
    path("o/<slug:code>/feed.rss", NewestRss(), name="rss"),
    path("o/<slug:code>/info/c/<slug:category>/feed.atom", Newest(), name="atom_column"),
    path("o/<slug:code>/info/c/<slug:category>/feed.rss", NewestRss(), name="rss_column"),
    path("o/<slug:code>/sitemap.xml", files.sitemap_of, name="sitemap_office"),
    re_path(r"^o/(?P<code>[-\w]+)/sitemap-(?P<year>[12]\d{3})\.xml$", files.sitemap_of, name="sitemap_year"),
    path("o/<slug:code>/data/", files.home, name="home"),
    re_path(
        r"^o/(?P<code>[-\w]+)/data/(?P<name>items)-(?P<year>[12]\d{3})\.(?P<form>csv|json)$", files.data, name="items"
    ),
    re_path(r"^o/(?P<code>[-\w]+)/data/(?P<name>[a-z]+)\.(?P<form>csv|json)$", files.data, name="data"),
]
