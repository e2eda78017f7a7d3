"""What a letter is composed from: the ledger, the person, and what the officer wrote. Nothing is worded here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.elements import Missing
from gongkai.documents.letters.from_ledger import facts_of
from gongkai.documents.letters.model import (
    EarlierLetter,
    FeeCount,
    LetterFacts,
    Responsible,
    SearchRecord,
    Withheld,
)
from gongkai.documents.letters.model import Letter as Composed
from gongkai.errors import LetterIncomplete
from gongkai.ledger.clock import read_clock, reply_due_on, undelayed_due_on
from gongkai.ledger.state import State, apply, fold
from gongkai.ledger.steps import ApplicationEvent, ExtensionApproved, ExtensionNotified, ReceiptConfirmed
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.letters import LetterKind, letter_kind
from gongkai.web.applications.models import Application
from gongkai.web.applications.reading import Reading, read_case
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import DESK, Entry
from gongkai.web.notices.events import planned_event
from gongkai.web.notices.models import VOID, Letter
from gongkai.web.notices.outside import facts_outside
from gongkai.web.notices.values import day_of, details_of, frame_of, id_kind, letter_office, lines_of, name_of
from gongkai.web.people.models import Details

UNNUMBERED = "（签发时编号）"
"""Printed where the number will stand."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A letter in its case. before, after: the state around the act it goes with; the same where it goes with none."""

    letter: Letter
    case: Application
    kind: LetterKind
    calendar: WorkCalendar
    events: Sequence[ApplicationEvent]
    before: State
    after: State
    event: ApplicationEvent | None


def scene_of(letter: Letter, reading: Reading | None = None) -> Scene:
    """Read the case of a letter up to the act it goes with."""
    case = letter.application
    assert case is not None  # the letters of a request or a challenge have no scene
    reading = reading or read_case(case)
    calendar = calendar_of(letter.office.calendar_region)
    kind = letter_kind(letter.kind, letter.dated_on)
    at = next((at for at, one in enumerate(reading.entries) if one.sequence == letter.entry), None)
    if at is not None:
        events = reading.events[:at]
        event: ApplicationEvent | None = reading.events[at]
        after = cast("State", fold(case.number, reading.events[: at + 1]))
        before = fold(case.number, events) or after
    else:
        events, before = reading.events, reading.state
        event = planned_event(letter, letter.dated_on)
        after = apply(before, event) if event is not None else before
    return Scene(letter, case, kind, calendar, events, before, after, event)


def facts_for(letter: Letter, *, serial: int | None = None, reading: Reading | None = None) -> LetterFacts:
    """Everything the letter may say today. serial: its number in the series, where it has none yet."""
    if letter.request is not None or letter.challenge is not None:
        return facts_outside(letter, serial=serial)
    scene = scene_of(letter, reading)
    case, kept = scene.case, letter.fields
    neutral = ReceiptConfirmed(on=letter.dated_on)  # for a letter that goes with no act: adds nothing of its own
    base = facts_of(letter_office(letter.office), scene.after, scene.event or neutral)
    said = {**base.said, **_from_approval(scene), **{code: text for code, text in letter.said.items() if text}}
    name = applicant_name(case)
    return replace(
        base,
        on=letter.dated_on,
        serial=letter.serial or serial,
        addressee=_addressee(scene, name),
        is_organization=_is_organization(scene),
        applicant=name,
        request=case.content or base.request,
        due_on=day_of(kept, "due_on") or base.due_on or _due(scene),
        original_due_on=reply_due_on(scene.before, scene.calendar) if "original_due" in scene.kind.elements else None,
        extended_until=_extended(scene),
        said=said,
        given=lines_of(kept.get("given", "")),
        withheld=tuple(Withheld(row["part"], row["ground"], row["reason"]) for row in kept.get("withheld", ())),
        search=_search(kept),
        fee=_fee(scene),
        responsible=_responsible(kept),
        notice=_notice(scene, base.notice),
        earlier=_earlier(kept, "earlier"),
        replaces=_earlier(kept, "replaces"),
        handler=str(case.handler) if case.handler else name_of(letter.drafter),
        is_online=bool(kept.get("is_online")),
        fields=_form_fields(scene),
        **frame_of(kept),
    )


def missing_of(letter: Letter) -> tuple[Missing, ...]:
    """Everything the letter lacks, its number left aside; empty where it can be submitted."""
    try:
        compose(letter.kind, facts_for(letter, serial=1))
    except LetterIncomplete as error:
        return error.missing
    return ()


def composed(letter: Letter) -> Composed:
    """The letter as it stands; one without a number says so.

    Raises:
        LetterIncomplete: something is missing.
    """
    made = compose(letter.kind, facts_for(letter, serial=1))
    return made if letter.serial or not made.number else replace(made, number=UNNUMBERED)


# --- whom it is written to ----------------------------------------------------------------------------------------


def applicant_name(case: Application) -> str:
    """The name of the applicant and of those who ask together with them; "" where nobody is known."""
    people = [case.person, *(one.person for one in case.co_applicants.select_related("person"))]
    return "、".join(details.name for person in people if (details := details_of(person)) is not None)


def _addressee(scene: Scene, applicant: str) -> str:
    if scene.kind.to == "third_party":
        details = details_of(scene.letter.addressee)
        return details.name if details is not None else ""
    if scene.kind.to in ("organ", "court"):
        return str(scene.letter.fields.get("organ", ""))
    return applicant


def _is_organization(scene: Scene) -> bool:
    person = scene.letter.addressee if scene.kind.to == "third_party" else scene.case.person
    return person is not None and person.kind != "natural_person"


def _form_fields(scene: Scene) -> dict[str, str]:
    """Fields of a form: what is known of the person, never kept with the letter, under what the officer wrote."""
    written = scene.letter.fields.get("form", {})
    make = _FROM_PERSON.get(scene.letter.kind)
    details = details_of(scene.case.person)
    return {**(make(scene.case, details) if make and details else {}), **written}


def _application_form(case: Application, details: Details) -> dict[str, str]:
    own = {name: getattr(details, name) for name in ("name", "id_number", "phone", "address", "postcode", "email")}
    contact = " ".join(one for one in (details.contact, details.phone) if one)
    return own | {
        "applicant_kind": case.applicant,
        "id_kind": id_kind(details.id_kind),
        "head": details.representative,
        "contact": contact,
        "agent": details.agent,
        "form": {"paper": "paper", "electronic": "electronic"}.get(
            case.form_wanted, "other" if case.form_wanted else ""
        ),
        "route": _ROUTES.get(case.delivery, ""),
    }


_ROUTES = {"post": "post", "email": "internet", "online": "internet", "pickup": "in_person"}


def _registration(case: Application, details: Details) -> dict[str, str]:
    return {"applicant_contact": "，".join(one for one in (details.phone, details.address, details.email) if one)}


_FROM_PERSON = {"application_form": _application_form, "registration_form": _registration}


# --- dates and values ---------------------------------------------------------------------------------------------


def _from_approval(scene: Scene) -> dict[str, str]:
    """Who approved the extension, and why, where a letter tells of it."""
    if not isinstance(scene.event, ExtensionNotified):
        return {}
    found = next((one for one in reversed(scene.events) if isinstance(one, ExtensionApproved)), None)
    return {"approver": found.by, "reason": found.reason} if found is not None else {}


_ENDED_WAITS = {"abandonment_notice": "supplement_due_on", "lapse_notice": "fee_payment_due_on"}


def _due(scene: Scene) -> date | None:
    """The last day the law reckons: of an extension told, of a supplement or a payment that did not come."""
    if scene.letter.kind == "registration_form":
        return scene.case.reply_due_on
    if scene.letter.kind == "extension_notice":
        return undelayed_due_on(scene.after, scene.calendar)
    name = _ENDED_WAITS.get(scene.letter.kind)
    if name is None:
        return None
    clock = read_clock(scene.case.number, scene.events, scene.calendar)
    return next((one.on for one in clock.dates if one.name == name), None) if clock is not None else None


def _extended(scene: Scene) -> date | None:
    if scene.kind.family != "reply" or not scene.case.is_extended:
        return None
    return undelayed_due_on(scene.before, scene.calendar)


def _fee(scene: Scene) -> FeeCount | None:
    """What was decided where the notice is recorded, else what the draft says."""
    kept = scene.letter.fields
    if scene.letter.entry is not None:
        rows = Entry.objects.filter(office=scene.case.office_id, kind=DESK, type="fee_decided")
        row = rows.filter(subject=scene.case.number).order_by("-sequence").first()
        kept = row.body if row is not None else kept
    tariff = kept.get("tariff")
    if tariff == "per_piece":
        return FeeCount("per_piece", int(kept["pieces"]), int(kept["ordinal"]) - 1)
    return FeeCount("per_page", int(kept["pages"])) if tariff == "per_page" else None


def _search(kept: Mapping[str, Any]) -> SearchRecord | None:
    found = kept.get("search")
    on = day_of(found or {}, "on")
    return SearchRecord(**(found | {"on": on})) if found and on is not None else None


def _responsible(kept: Mapping[str, Any]) -> Responsible | None:
    found = kept.get("responsible")
    return Responsible(found.get("name", ""), found.get("contact", "")) if found is not None else None


def _earlier(kept: Mapping[str, Any], name: str) -> EarlierLetter | None:
    found = kept.get(name, {})
    on = day_of(found, "on")
    if on is None:
        return None
    return EarlierLetter(found.get("number", ""), on, found.get("application", ""), day_of(found, "served_on"))


def _notice(scene: Scene, known: EarlierLetter | None) -> EarlierLetter | None:
    """The notice a closing rests on: its number from the draft, else from the letters of the case."""
    typed = _earlier(scene.letter.fields, "notice")
    if typed is not None or known is None:
        return typed
    kind = "fee_notice" if scene.letter.kind == "lapse_notice" else "supplement_notice"
    rows = Letter.objects.filter(application=scene.case, kind=kind).exclude(serial=None).exclude(status=VOID)
    found = rows.order_by("-created_at").first()
    if found is None:
        return known
    return replace(known, number=found.number, served_on=found.served_on or known.served_on)
