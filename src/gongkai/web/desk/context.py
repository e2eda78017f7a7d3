"""The main menu of the desk: what the officer may open, and where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gongkai.web.desk.links import url_or_empty
from gongkai.web.offices.policy import Officer


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu as a page shows it. key: the letter of its access key; count: shown beside it unless zero."""

    label: str
    url: str
    key: str
    is_here: bool
    count: int = 0


ITEMS = (
    # label, the act that opens it, the page, pages that belong to it by the start of their name, access key
    (_("待办"), "see_desk", "desk:todo", ("desk:todo",), "1"),
    (_("案件"), "see_cases", "desk:cases:list", ("desk:cases:",), "2"),
    (_("登记申请"), "register", "desk:cases:register", ("desk:cases:register",), "3"),
    (_("统计"), "see_statistics", "desk:statistics", ("desk:statistics",), "4"),
    (_("栏目与渠道"), "see_desk", "desk:channels:columns", ("desk:channels:",), ""),
    (_("主动公开"), "see_items", "desk:items:list", ("desk:items:",), ""),
    (_("公开目录"), "see_desk", "desk:catalogue:home", ("desk:catalogue:",), ""),
    (_("登记簿"), "see_statistics", "desk:registers:home", ("desk:registers:",), ""),
    (_("文书"), "see_cases", "desk:letters:register", ("desk:letters:",), "9"),
    (_("复议诉讼"), "see_cases", "desk:challenges:list", ("desk:challenges:",), "6"),
    (_("更正与建议"), "see_cases", "desk:requests", ("desk:request",), ""),
    (_("归档"), "see_cases", "desk:archive:list", ("desk:archive:",), "7"),
    (_("通知"), "see_desk", "desk:notifications:list", ("desk:notifications:",), "8"),
    (_("机关设置"), "see_office", "desk:offices:home", ("desk:offices:",), "5"),
)
"""The menu. A page that does not exist yet is left out."""

COUNTS: dict[str, Callable[[Officer], int]] = {}
"""What is counted beside an entry, by its page; other parts of the desk add theirs."""


def menu(request: HttpRequest) -> dict[str, object]:
    """`desk_menu` and `may_search` for pages of an office; nothing for others."""
    office, officer = getattr(request, "office", None), getattr(request, "officer", None)
    if office is None or officer is None:
        return {}
    match = request.resolver_match
    shown = items(officer, office.code, match.view_name if match else "")
    counts = {url_or_empty(page, office.code): count(officer) for page, count in COUNTS.items()}
    mark = getattr(request, "token_mark", None)  # a page that is kept gets its token later: `remembered.py`
    return ({"csrf_token": mark} if mark else {}) | {
        "may_search": officer.may("see_cases"),
        "desk_menu": [replace(item, count=counts.get(item.url, 0)) for item in shown],
    }


def items(officer: Officer, code: str, here: str) -> list[Item]:
    """The entries an officer may open; the one with the longest name that fits is where they are."""
    shown = [
        (str(label), url, key, starts)
        for label, act, page, starts, key in ITEMS
        if officer.may(act) and (url := url_or_empty(page, code))
    ]
    fitting = [start for *_, starts in shown for start in starts if here.startswith(start)]
    longest = max(fitting, key=len, default="")
    return [Item(label, url, key, bool(longest) and longest in starts) for label, url, key, starts in shown]
