"""What of publishing waits for an officer, on the to-do page and beside the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.web.desk.queries import Desk, Group
from gongkai.web.offices.models import Membership, Office
from gongkai.web.publishing import liaisons
from gongkai.web.publishing.models import Collection, Item
from gongkai.web.publishing.queries import due_soon, line_of, overdue, to_evaluate, waiting_for

TEMPLATE = "publishing/todo.html"
MOST_DATES = 400


def groups(desk: Desk) -> Iterator[Group]:
    """What of items waits, each left out where there is none: one query counts, one more for each that is shown."""
    every = {
        "late": overdue(desk.today),
        "soon": due_soon(desk.today, desk.calendar),
        "down": Q(must_come_down=True),
        "evaluate": to_evaluate(desk.today),
    }
    counts = Item.objects.aggregate(**{name: Count("pk", filter=condition) for name, condition in every.items()})
    for name, title, hint, query, order, tone in _ITEMS:
        if counts[name]:
            items = Item.objects.filter(every[name]).order_by(order, "number")
            yield _group(desk, f"items_{name}", title, hint, items, counts[name], query, tone)
    if desk.officer.may("item_reviewed"):
        waiting = waiting_for(desk.officer, desk.office)
        count = waiting.count()
        if count:
            hint = _("公开前应当审查（条例第十七条）。")
            yield _group(desk, "items_review", _("待我审核"), hint, waiting, count, "reviews", "soon")
    yield from asked(desk)


_ITEMS = (
    (
        "late",
        gettext_lazy("主动公开已逾期"),
        gettext_lazy("属于主动公开范围的，自形成或者变更之日起20个工作日内公开（条例第二十六条）。"),
        "due=overdue",
        "due_on",
        "bad",
    ),
    (
        "soon",
        gettext_lazy("主动公开将到期"),
        gettext_lazy("3个工作日内应当公开的信息。"),
        "due=soon&sort=due",
        "due_on",
        "soon",
    ),
    (
        "down",
        gettext_lazy("应当撤下"),
        gettext_lazy("公开属性已改为不主动公开、仍在公开渠道上的信息。"),
        "due=come_down",
        "number",
        "bad",
    ),
    (
        "evaluate",
        gettext_lazy("应当评估"),
        gettext_lazy("对不予公开的信息定期评估（条例第十八条）。"),
        "evaluations",
        "evaluate_by",
        "soon",
    ),
)
"""Code, title, hint, where the list is, its order and tone of each group of items."""


def _group(
    desk: Desk, code: str, title: str, hint: str, items: QuerySet[Item], count: int, query: str, tone: str
) -> Group:
    found = items.select_related("section")[: desk.lines_shown]
    rows = [(line_of(item, desk.today, desk.calendar), query) for item in found]
    return Group(code, str(title), str(hint), count, rows, "", tone, TEMPLATE)


def asked(desk: Desk) -> Iterator[Group]:
    """Material asked of sections; a liaison sees the own section's."""
    tasks = liaisons.seen_by(desk.officer).filter(done_on=None)
    count = tasks.count()
    if not count:
        return
    lines: list[Collection] = list(tasks[: desk.lines_shown])
    hint = _("请科室报送的公开材料。")
    tone = "bad" if tasks.filter(liaisons.overdue(desk.today)).exists() else ""
    yield Group("material", _("报送材料"), hint, count, lines, "", tone, "publishing/todo_tasks.html")


def feed_dates(post: Membership) -> Iterator[tuple[str, str, date]]:
    """Dates for the calendar feed: the last day to publish, the next evaluation. Numbers only."""
    items: Any = Item.objects.filter(office_id=post.office_id, archived_on=None)
    if post.role == "liaison" and post.section_id:
        items = items.filter(section_id=post.section_id)
    elif post.role not in ("head", "officer"):
        return
    dated = items.filter(Q(due_on__isnull=False) | Q(evaluate_by__isnull=False))
    for item in dated.only("number", "due_on", "evaluate_by").order_by("number")[:MOST_DATES]:
        if item.due_on is not None:
            yield f"{item.pk}-publish", _("%(number)s 公开期限") % {"number": item.number}, item.due_on
        if item.evaluate_by is not None:
            yield f"{item.pk}-evaluate", _("%(number)s 评估期限") % {"number": item.number}, item.evaluate_by


def list_url(office: Office, query: str) -> str:
    """The page that shows all of a group."""
    pages = {"reviews": "desk:items:queue", "evaluations": "desk:items:evaluations"}
    if query in pages:
        return reverse(pages[query], args=[office.code])
    return f"{reverse('desk:items:list', args=[office.code])}?{query}"
