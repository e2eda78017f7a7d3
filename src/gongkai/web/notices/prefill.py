"""What a new draft starts with: the assessment, the searches, earlier letters. The officer may change all of it."""

from __future__ import annotations

from typing import Any

from gongkai.statute.letters import letter_kind
from gongkai.statute.periods import due_on
from gongkai.web.applications.assessment import for_reply
from gongkai.web.applications.models import Application, AssessmentStep
from gongkai.web.applications.models import SearchRecord as Search
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.templatetags.words import day
from gongkai.web.notices.models import SENT, Letter


def prefill(letter: Letter) -> tuple[dict[str, str], dict[str, Any]]:
    """Texts and values for `Letter.said` and `Letter.fields`."""
    kind, case = letter_kind(letter.kind, letter.dated_on), letter.application
    wanted = frozenset(kind.elements)
    said: dict[str, str] = {}
    kept: dict[str, Any] = {"is_online": case.delivery == "online"}
    assessed = for_reply(case)
    if kind.family == "reply" and "reason" in wanted and assessed["reason"] and letter.entry is None:
        said["reason"] = assessed["reason"]
    if letter.kind == "supplement_notice" and letter.entry is None:
        calendar = calendar_of(letter.office.calendar_region)
        kept["due_on"] = due_on(letter.dated_on, "supplement", calendar).isoformat()
    if "search" in wanted and (found := _search(case)):
        kept["search"] = found
    if "withheld" in wanted:
        kept["withheld"] = [{"part": "", "ground": ground, "reason": ""} for ground in assessed["grounds"]]
    if "earlier" in wanted and (number := _earlier_number(letter, assessed["earlier_case"])):
        kept["earlier"] = earlier_reply(letter, number)
    if letter.act == "consultation_sent" and letter.event.get("to"):
        kept["to"] = letter.event["to"]
        if kind.to == "organ":
            kept["organ"] = letter.event["to"]
    if letter.act == "corrected":
        kept["challenge"] = letter.event.get("challenge", "")
        kept["replaces"] = earlier_reply(letter, case.number)
    return said, kept


def _search(case: Application) -> dict[str, str]:
    """The searches of the case as one record; the period of the information is for the officer to say."""
    rows = list(Search.objects.filter(application=case))
    if not rows:
        return {}

    def joined(name: str) -> str:
        return "、".join(dict.fromkeys(value for row in rows if (value := getattr(row, name))))

    results = [f"{day(row.on)}：{row.result}" if len(rows) > 1 else row.result for row in rows]
    return {
        "places": joined("place"),
        "systems": joined("system"),
        "words": joined("words"),
        "period": "",
        "by": joined("searched_by"),
        "on": max(row.on for row in rows).isoformat(),
        "result": "；".join(results),
    }


def _earlier_number(letter: Letter, assessed: str) -> str:
    number = letter.event.get("earlier_case") or assessed
    if number:
        return str(number)
    row = AssessmentStep.objects.filter(application=letter.application).exclude(earlier="").first()
    return row.earlier if row is not None else ""


def earlier_reply(letter: Letter, number: str) -> dict[str, str]:
    """Number and date of the reply to a case of the office, as far as they are known here."""
    case = Application.objects.filter(office=letter.office_id, number=number).first()
    if case is None:
        return {"application": number, "number": "", "on": ""}
    rows = Letter.objects.filter(application=case, event__type="answered", status__in=SENT).exclude(pk=letter.pk)
    reply = rows.order_by("created_at").first()
    on = case.closed_on.isoformat() if case.closed_on else ""
    return {"application": number, "number": reply.number if reply else "", "on": on}
