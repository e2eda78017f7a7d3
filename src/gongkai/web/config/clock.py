"""Today. The only place of the office on the web that asks the machine for the date."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from gongkai.statute.calendar import WorkCalendar, load_calendar


def local_today() -> date:
    """Today in China Standard Time; in a demonstration the date its today file names."""
    file = settings.GONGKAI.today_file
    if file is not None and file.exists():
        return date.fromisoformat(file.read_text(encoding="ascii").strip())
    return timezone.localdate()


def now() -> datetime:
    """This instant, with the date of `local_today`."""
    real = timezone.localtime()
    today = local_today()
    return real if today == real.date() else datetime.combine(today, real.timetz())


def calendar_of(region: str = "") -> WorkCalendar:
    """The working days of a region, guessing ahead where no notice is loaded yet; `is_provisional` tells which.

    A desk must show a date for an application whose period runs into next year; the case page says it is provisional.
    """
    return load_calendar(region or None).provisional()
