"""What is said of a date a normative document runs towards."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongkai.ledger.clock import days_left
from gongkai.ledger.norms import NORM_DATES
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.desk.templatetags.words import day, is_english, left


def said(name: str, on: date, today: date, calendar: WorkCalendar | None = None) -> str:
    """A date of a document in a sentence: a term in days, as 有效期还有 62 天，2027年1月23日届满; else in working days.

    calendar: of the office; without it the working days are left out.
    """
    days = (on - today).days
    given = {"days": abs(days), "day": day(on), "what": label_of(name)}
    if name == "valid_until":
        if days < 0:
            return _("有效期已于%(day)s届满，请登记废止、宣布失效，或者办理延续") % given
        return ngettext("有效期还有 %(days)d 天，%(day)s届满", "有效期还有 %(days)d 天，%(day)s届满", days) % given
    if calendar is None:
        return _("%(what)s：%(day)s止") % given
    return _("%(what)s：%(day)s止，%(left)s") % (given | {"left": left(days_left(on, today, calendar))})


def label_of(name: str) -> str:
    zh, en = NORM_DATES[name]
    return en if is_english() else zh
