"""What a letter about a request to correct, or in a reconsideration or suit, is composed from."""

from __future__ import annotations

from typing import Any

from gongkai.documents.letters.model import LetterFacts
from gongkai.statute.letters import letter_kind
from gongkai.web.challenges.models import Challenge, Evidence
from gongkai.web.notices.models import Letter
from gongkai.web.notices.values import details_of, frame_of, letter_office, name_of
from gongkai.web.portal.models import CitizenRequest

OF_REQUEST = ("correction_notice", "forwarding_letter")
"""Letters about a request to correct (art. 41)."""


def response_kind(challenge: Challenge) -> str:
    """The kind of the office's answer in a challenge."""
    return "challenge_response" if challenge.kind == "reconsideration" else "litigation_response"


def facts_outside(letter: Letter, *, serial: int | None = None) -> LetterFacts:
    """Everything a letter of no application may say today."""
    make = _of_request if letter.request is not None else _of_challenge
    texts = {code: text for code, text in letter.words.items() if text}
    return LetterFacts(
        office=letter_office(letter.office),
        on=letter.dated_on,
        serial=letter.serial or serial,
        handler=name_of(letter.drafter),
        is_online=bool(letter.fields.get("is_online")),
        said=texts,
        **make(letter),
        **frame_of(letter.fields),
    )


def _of_request(letter: Letter) -> dict[str, Any]:
    request = letter.request
    assert request is not None
    details = details_of(request.person)
    name = details.name if details is not None else ""
    is_organ = letter_kind(letter.kind, letter.dated_on).to == "organ"
    return {
        "addressee": str(letter.fields.get("organ", "")) if is_organ else name,
        "is_organization": request.person.kind != "natural_person",
        "applicant": name,
        "application": request.number,
        "received_on": request.sent_on,
        "channel": "internet",
        "request": request_text(request),
    }


def request_text(request: CitizenRequest) -> str:
    """What was asked to be corrected, and to what."""
    content = request.content
    record, right = content.get("record", ""), content.get("right", "")
    return f"{record.rstrip('。')}，应为：{right}" if right else record


def _of_challenge(letter: Letter) -> dict[str, Any]:
    challenge = letter.challenge
    assert challenge is not None
    details = details_of(letter.addressee or letter.person)
    return {
        "addressee": challenge.authority,
        "applicant": details.name if details is not None else "",
        "application": letter.subject,
        "papers_received_on": challenge.received_on,
    }


def prefill_outside(letter: Letter) -> tuple[dict[str, str], dict[str, Any]]:
    """Texts and values a new draft starts with."""
    if letter.request is not None:
        return _start_of_request(letter, letter.request)
    challenge = letter.challenge
    assert challenge is not None
    said = {
        "case_number": challenge.their_number,
        "facts": challenge.facts,
        "arguments": challenge.arguments,
        "plea": challenge.plea,
    }
    evidence = Evidence.objects.filter(challenge=challenge)
    attached = ["证据目录 1份", *(f"{one.name} 1份" for one in evidence)]
    return {code: text for code, text in said.items() if text}, {"attachments": "\n".join(attached)}


def _start_of_request(letter: Letter, request: CitizenRequest) -> tuple[dict[str, str], dict[str, Any]]:
    if letter.kind == "forwarding_letter":
        return {}, {"attachments": "更正申请和证据材料 1份"}
    content = request.content
    files = "、".join(request.files.values_list("name", flat=True))
    said = {"evidence": content.get("evidence") or files, "decision": content.get("answer", "")}
    return {code: text for code, text in said.items() if text}, {}
