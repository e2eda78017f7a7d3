"""What the pages of items say: entries in words, who decided an attribute, a limit with its trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from gongkai.ledger.clock import days_left
from gongkai.ledger.codes import ATTRIBUTES, EFFECTS, ITEM_CHANNELS, REFERRAL_ANSWERS, TAKE_DOWN_CAUSES, VERDICTS
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Voided
from gongkai.ledger.item_clock import ITEM_DATES
from gongkai.statute.duties import ARTICLE_26
from gongkai.web.accounts.models import User
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.months import months, runs
from gongkai.web.desk.templatetags import words
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.entries.names import NAMES
from gongkai.web.offices.models import Office
from gongkai.web.publishing.actions import NOT_VOIDED
from gongkai.web.publishing.checklist import CHECKS
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.panels import ItemPage
from gongkai.web.publishing.queries import ground_label, stage_names

_ATTRIBUTED = ("item_drafted", "item_attributed", "item_evaluated")
WEEK_DAYS = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, slots=True)
class Decided:
    """A paper of the register, and the last decision on its attribute."""

    item: Item
    on: date | None
    by: str
    reason: str
    ground: str


def decided(office: Office, items: Sequence[Item]) -> list[Decided]:
    """Who decided the attribute of each paper, when and why; two queries."""
    entries = Entry.objects.filter(
        office=office, kind=LEDGER, subject__in=[item.number for item in items], type__in=_ATTRIBUTED
    ).order_by("sequence")
    last = {entry.subject: entry for entry in entries}
    names = _names(entry.body.get("by") or entry.by for entry in last.values())
    found = []
    for item in items:
        entry = last.get(item.number)
        body = entry.body if entry else {}
        by = body.get("by") or (entry.by if entry else "")
        found.append(
            Decided(
                item, entry.on if entry else None, names.get(by, by), body.get("reason", ""), ground_label(item.ground)
            )
        )
    return found


def _names(usernames: Any) -> dict[str, str]:
    return {user.username: str(user) for user in User.objects.filter(username__in=set(usernames))}


# --- the limit ----------------------------------------------------------------------------------------------------


def due_facts(page: ItemPage) -> dict[str, Any]:
    """The last day to publish with every reason for it, and the other dates that run."""
    clock = page.reading.clock
    due = clock.due
    is_running = clock.due_on is not None and clock.published_on is None and page.item.archived_on is None
    trace = due.trace if due else ()
    return {
        "clock": clock,
        "due": due,
        "left": days_left(clock.due_on, page.today, page.calendar) if is_running and clock.due_on else None,
        "counted": max((day.ordinal or 0 for day in trace), default=0),
        "months": months(trace),
        "runs": runs(trace),
        "week_days": WEEK_DAYS,
        "is_article_26": clock.limit == ARTICLE_26,
        "limit": clock.limit,
        "is_long": due is not None and due.is_beyond_article_26,
        "dates": [
            (one, date_name(one.name), _place(one.of), days_left(one.on, page.today, page.calendar))
            for one in clock.dates
            if one.name != "publish_by"
        ],
        "superseded": clock.superseded,
        "is_open": page.item.is_public or page.item.attribute == "publish",
    }


def date_name(code: str) -> str:
    zh, en = ITEM_DATES[code]
    return en if words.is_english() else zh


def _place(of: str) -> str:
    channel, _space, place = of.partition(" ")
    label = words.gloss(ITEM_CHANNELS[channel]) if channel in ITEM_CHANNELS else channel
    return f"{label} {place}".strip()


# --- what happened ------------------------------------------------------------------------------------------------

_TABLES = {
    "attribute": ATTRIBUTES,
    "verdict": VERDICTS,
    "answer": REFERRAL_ANSWERS,
    "effect": EFFECTS,
    "channel": ITEM_CHANNELS,
    "cause": TAKE_DOWN_CAUSES,
}


def _labels() -> dict[str, str]:
    return {
        "attribute": _("公开属性"),
        "ground": _("依据"),
        "reason": _("理由"),
        "verdict": _("结论"),
        "stage": _("环节"),
        "version": _("版本"),
        "opinion": _("意见"),
        "answer": _("答复"),
        "letter": _("文号"),
        "effect": _("有效性"),
        "document": _("依据的文件"),
        "channel": _("渠道"),
        "place": _("位置"),
        "cause": _("原因"),
        "release_on": _("定于何日发布"),
        "remove_on": _("撤下日期"),
        "summary": _("说明"),
        "limit": _("时限"),
        "document_number": _("文号"),
        "formed_on": _("成文日期"),
        "index_number": _("索引号"),
        "item": _("信息"),
        "link": _("链接"),
        "checked": _("已核对"),
        "transfer_list": _("移送清单"),
    }


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry as the history shows it. voided: why it was struck out."""

    sequence: int
    on: date
    title: str
    details: Sequence[tuple[str, str]]
    by: str
    recorded_at: datetime
    is_desk: bool
    is_void: bool
    voided: str
    can_void: str


def history(page: ItemPage) -> list[Happened]:
    """Every entry of an item in the order of recording, voided ones included."""
    ledger = Ledger(page.item.office.facts(), tuple(row.to_ledger() for row in page.rows if row.kind == LEDGER))
    reasons = {one.event.entry: one.event.reason for one in ledger.entries if isinstance(one.event, Voided)}
    stages = stage_names(page.item.office)
    found = []
    for row in page.rows:
        if row.type == "voided":
            continue
        is_void = row.sequence in ledger.voided
        found.append(
            Happened(
                row.sequence,
                row.on,
                words.act(row.type) if row.kind == LEDGER else str(NAMES.get(row.type, row.type)),
                list(_details(row, stages)),
                page.staff.get(row.by, row.by),
                row.recorded_at,
                row.kind != LEDGER,
                is_void,
                reasons.get(row.sequence, "") if is_void else "",
                "" if is_void else _void_url(page, row),
            )
        )
    return found


def _void_url(page: ItemPage, row: Entry) -> str:
    if row.kind != LEDGER or row.type in NOT_VOIDED or not page.officer.may("void"):
        return ""
    return url_or_empty("desk:items:void", page.item.office.code, page.item.pk, row.sequence)


def _details(row: Entry, stages: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, label in _labels().items():
        value = row.body.get(name)
        if value in (None, "", [], False) or (name == "stage" and row.type != "item_reviewed"):
            continue
        if name in _TABLES:
            shown = words.gloss(_TABLES[name].get(value, value))
        elif name == "ground":
            shown = ground_label(value)
        elif name == "stage":
            shown = stages.get(value, value)
        elif name == "checked":
            shown = words.clauses(
                CHECKS[code].gloss if words.is_english() else CHECKS[code].words for code in value if code in CHECKS
            )
        elif name.endswith("_on"):
            shown = words.day(date.fromisoformat(value))
        else:
            shown = str(value)
        yield label, shown
