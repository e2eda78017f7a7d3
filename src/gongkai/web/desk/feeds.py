"""The calendar feed of one's deadlines (RFC 5545): numbers and dates, nothing of who asked or what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_scopes import scope
from icalendar import Calendar, Event

from gongkai.web.applications.models import Application
from gongkai.web.config.clock import now
from gongkai.web.desk.models import Feed
from gongkai.web.desk.templatetags.words import due_name
from gongkai.web.offices.models import Membership

MOST = 500
"""Dates in one feed."""


def feed_bytes(feed: Feed) -> bytes:
    """The calendar of a member: each date as an event of a whole day."""
    office = feed.membership.office
    calendar = Calendar()
    calendar.add("prodid", "-//Gongkai//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("依申请公开期限"))
    with scope(office=office):
        for uid, title, on in _dates(feed.membership):
            event = Event()
            event.add("uid", f"{uid}@gongkai.{office.code}")
            event.add("dtstamp", now())
            event.add("dtstart", on)
            event.add("dtend", on + timedelta(days=1))
            event.add("summary", title)
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
    return calendar.to_ical()


MORE_DATES: list[Callable[[Membership], Iterator[tuple[str, str, date]]]] = []
"""What other parts of the desk put into the feed of a post: a part of the uid, words without names, the day."""


def _dates(post: Membership) -> Iterator[tuple[str, str, date]]:
    for case in _cases(post).only("number", "reply_due_on", "wait_name", "wait_until")[:MOST]:
        if case.reply_due_on is not None:
            yield f"{case.pk}-reply", f"{case.number} {due_name('reply_due_on')}", case.reply_due_on
        if case.wait_until is not None:
            yield f"{case.pk}-{case.wait_name}", f"{case.number} {due_name(case.wait_name)}", case.wait_until
    for more in MORE_DATES:
        yield from more(post)


def _cases(post: Membership) -> QuerySet[Application]:
    """Open cases with a date: of the whole office for its head, of the section for its liaison, else one's own."""
    rows = Application.objects.filter(office_id=post.office_id, closed_on=None)
    rows = rows.exclude(Q(reply_due_on=None) & Q(wait_until=None)).order_by("number")
    if post.role == "head":
        return rows
    if post.role == "liaison" and post.section_id:
        return rows.filter(section_id=post.section_id)
    return rows.filter(handler_id=post.user_id)
