"""Atom and RSS: the newest items of an office, of a column, of all; Atom also says what was withdrawn (RFC 6721)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.opendata.reading import withdrawn
from gongkai.web.publishing import content, public
from gongkai.web.publishing.models import Category, Item

NEWEST = 50
LONGEST = 400
"""Characters of a text in a feed."""
_CHINA = ZoneInfo("Asia/Shanghai")
_DELETED = "http://purl.org/atompub/tombstones/1.0"


def _at(on: date | None) -> datetime:
    return datetime.combine(on or local_today(), time(), _CHINA)


class WithTombstones(Atom1Feed):
    """Atom with an entry for each item that was withdrawn."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": _DELETED}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for address, on in self.feed["gone"]:
            handler.addQuickElement("at:deleted-entry", None, {"ref": address, "when": rfc3339_date(_at(on))})


class Newest(Feed):
    """The newest items. The object is an office, a column, or nothing for all offices."""

    feed_type = WithTombstones
    extension = "atom"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method not in ("GET", "HEAD"):
            raise Http404
        with scopes_disabled():
            response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=60"
        return response

    def get_object(self, request: HttpRequest, code: str = "", category: str = "") -> Any:
        self.base = request.build_absolute_uri("/").rstrip("/")
        if not code:
            return None
        office = get_object_or_404(Office, code=code)
        if not category:
            return office
        return get_object_or_404(public.categories(office, local_today()).select_related("office"), code=category)

    def title(self, about: Any) -> str:
        if isinstance(about, Category):
            return f"{about.office.name}：{about.name}"
        return _("%(office)s政府信息公开") % {"office": about.name if about else ""}

    def link(self, about: Any) -> str:
        if isinstance(about, Category):
            return f"/o/{about.office.code}/info/c/{about.code}/"
        return f"/o/{about.code}/" if about else "/"

    def items(self, about: Any) -> list[Item]:
        office = about.office if isinstance(about, Category) else about
        found = public.items(office)
        if isinstance(about, Category):
            found = found.filter(category=about)
        return public.with_words(found[:NEWEST])

    def feed_extra_kwargs(self, about: Any) -> dict[str, Any]:
        office = about.office if isinstance(about, Category) else about
        rows = [(self._address(one.item), one.ended_on) for one in withdrawn(office)[:NEWEST]]
        return {"gone": rows}

    def _address(self, item: Item) -> str:
        return f"{self.base}/o/{item.office.code}/item/{item.number}/"

    def item_title(self, item: Item) -> str:
        return str(item.on_web[0].version.title)

    def item_description(self, item: Item) -> str:
        version = item.on_web[0].version
        said = version.summary or content.plain(version.body)
        return said[:LONGEST] + ("……" if len(said) > LONGEST else "")

    def item_link(self, item: Item) -> str:
        return f"/o/{item.office.code}/item/{item.number}/"

    def item_guid(self, item: Item) -> str:
        return self._address(item)

    def item_pubdate(self, item: Item) -> datetime:
        return _at(item.first_published_on)

    def item_updateddate(self, item: Item) -> datetime:
        return _at(item.web_on)

    def item_author_name(self, item: Item) -> str:
        return item.office.name

    def item_categories(self, item: Item) -> list[str]:
        return [item.category.name] if item.category else []


class NewestRss(Newest):
    feed_type = Rss201rev2Feed
    extension = "rss"
