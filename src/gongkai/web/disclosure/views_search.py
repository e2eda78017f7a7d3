"""The search: of one office or of all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from gongkai.ledger.codes import EFFECTS
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.door import district_page, office_page, page
from gongkai.web.disclosure.queries import is_year
from gongkai.web.offices.models import Office, standing
from gongkai.web.portal import limits
from gongkai.web.publishing import public
from gongkai.web.search.find import Found, find
from gongkai.web.search.models import Indexed
from gongkai.web.search.query import COUNTED

LONGEST = 200
ORDERS = ("newest", "relevance")


@district_page(is_kept=False)
def search_all(request: HttpRequest) -> HttpResponse:
    """Search every office of the district."""
    offices = list(Office.objects.filter(standing(local_today())).order_by("path"))
    chosen = next((one for one in offices if one.code == request.GET.get("office")), None)
    return _search(request, {"offices": offices, "chosen": chosen}, chosen)


@office_page(is_kept=False, even_ended=True)
def search(request: HttpRequest, office: Office) -> HttpResponse:
    """Search one office; by its columns too."""
    columns = public.categories(office, local_today())
    return _search(request, {"office": office, "here": "search", "columns": columns}, office)


def _search(request: HttpRequest, context: dict[str, Any], office: Office | None) -> HttpResponse:
    given = {name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST] for name in _NAMES}
    order = "relevance" if given["order"] == "relevance" else "newest"
    filters = {name: given[name] for name in ("office", "column", "year", "effect") if given[name]}
    is_asked = bool(given["q"] or filters)
    is_too_often = is_asked and not limits.hit(limits.SEARCH, limits.address_of(request))
    found = Found(()) if is_too_often else _find(given, order, office)
    shown = {"q": given["q"]} | filters | ({"order": order} if order != "newest" else {})
    context |= {
        "given": given,
        "order": order,
        "is_asked": is_asked and not is_too_often,
        "is_too_often": is_too_often,
        "is_filtered": bool(filters),
        "found": found,
        "names": _office_names(found) if office is None else {},
        "counted": COUNTED,
        "years": _years(),
        "effects": EFFECTS,
        "next": urlencode(shown | {"after": found.next}) if found.next else "",
        "first": urlencode(shown) if given["after"] else "",
        "other_order": urlencode({"q": given["q"]} | filters | ({"order": "relevance"} if order == "newest" else {})),
        "unfiltered": urlencode({"q": given["q"]}),
        "kept": [(name, value) for name, value in (("order", order),) if value != "newest"],
    }
    return page(request, "disclosure/search.html", context, status=429 if is_too_often else 200)


_NAMES = ("q", "office", "column", "year", "effect", "order", "after")


def _find(given: dict[str, str], order: Any, office: Office | None) -> Found:
    return find(
        given["q"],
        offices=None if office is None else [office.pk],
        categories=[f"column/{given['column']}"] if given["column"] else (),
        years=[int(given["year"])] if is_year(given["year"]) else (),
        statuses=[given["effect"]] if given["effect"] in EFFECTS else (),
        order=order,
        after=given["after"],
    )


def _office_names(found: Found) -> dict[int, str]:
    wanted = {hit.row.office_id for hit in found.hits}
    return dict(Office.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _years() -> list[int]:
    """From the first year of anything found to this one: the ends of an index, whatever the number of items."""
    first = Indexed.objects.order_by("place").values_list("on", flat=True).first()
    last = local_today().year
    return list(range(last, min(first.year if first else last, last) - 1, -1))
