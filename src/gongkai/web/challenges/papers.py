"""The office's papers in a challenge: list of evidence, answer; composed by the core's letters, set as DOCX or PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pypdfium2

from gongkai.documents.letters import docx, pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.model import Attachment, Letter, LetterFacts
from gongkai.documents.letters.wording import chinese_date
from gongkai.errors import GongkaiError, SealBroken
from gongkai.ledger.labels import describe
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.reading import entries_of, read_entries
from gongkai.web.challenges.actions import EvidenceLine
from gongkai.web.challenges.models import Challenge, Evidence
from gongkai.web.notices.facts import letter_office
from gongkai.web.offices.policy import Officer
from gongkai.web.people.actions import reveal

FORMATS = {
    "pdf": ("application/pdf", pdf.render),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render),
}
SOURCE = "案卷"


def evidence_list(challenge: Challenge, lines: Sequence[Evidence], on: date) -> Letter:
    """The list of evidence (证据目录).

    Raises:
        LetterIncomplete: it has no line, or the case no number.
    """
    rows = tuple((line.name, line.proves, line.source, line.pages) for line in lines)
    facts = LetterFacts(
        office=letter_office(challenge.office), on=on, said={"case_number": challenge.their_number}, rows=rows
    )
    return compose("evidence_list", facts)


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """What the answer needs beside the draft. serial: its number in the series of the year; none before a court."""

    on: date
    applicant: str
    serial: int | None = None


def response(challenge: Challenge, lines: Sequence[Evidence], given: ResponseFacts) -> Letter:
    """The office's answer (行政复议答复书) or its defence in court (行政诉讼答辩状).

    Raises:
        LetterIncomplete: a part is missing; it names all of them.
    """
    is_court = challenge.kind != "reconsideration"
    facts = LetterFacts(
        office=letter_office(challenge.office),
        on=given.on,
        serial=None if is_court else given.serial,
        addressee=challenge.authority,
        applicant=given.applicant,
        papers_received_on=challenge.received_on,
        said={
            "case_number": challenge.their_number,
            "facts": challenge.facts,
            "arguments": challenge.arguments,
            "plea": challenge.plea,
        },
        attachments=(Attachment("证据目录", copies=1), *(Attachment(line.name) for line in lines)),
    )
    return compose("litigation_response" if is_court else "challenge_response", facts)


def applicant_of(officer: Officer, challenge: Challenge, *, reason: str) -> str:
    """The applicant's name, for the answer; the showing is recorded. "" where the case is linked to nobody known."""
    case = challenge.application
    if case is None or case.person is None or case.person.is_anonymous:
        return ""
    try:
        return reveal(officer, challenge.office, case.person, challenge.number, reason=reason).name
    except SealBroken:
        return ""


# --- from the case file -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of the case file that can be evidence. key: "file:<id>" or "entry:<number>"."""

    key: str
    name: str
    note: str


def candidates(challenge: Challenge) -> tuple[list[Candidate], list[Candidate]]:
    """Files and entries of the linked case."""
    case = challenge.application
    if case is None:
        return [], []
    files = [
        Candidate(f"file:{file.pk}", file.name, str(file.get_kind_display()))
        for file in CaseFile.objects.filter(application=case).defer("wrapped_key")
    ]
    try:
        standing = read_entries(challenge.office, case.number, entries_of(challenge.office, case.number)).entries
    except LookupError:
        standing = ()
    entries = [
        Candidate(f"entry:{entry.sequence}", describe(entry.event), chinese_date(entry.event.on)) for entry in standing
    ]
    return files, entries


def picked(challenge: Challenge, keys: Sequence[str]) -> list[EvidenceLine]:
    """Lines for what was picked; of a PDF its pages are counted."""
    files, entries = candidates(challenge)
    wanted = frozenset(keys)
    rows = {f"file:{file.pk}": file for file in CaseFile.objects.filter(application=challenge.application)}
    found = []
    for one in files:
        if one.key in wanted and one.key in rows:
            file = rows[one.key]
            name = file.name.rsplit(".", 1)[0]
            found.append(EvidenceLine(name, source=SOURCE, pages=page_count(file), file_id=file.pk))
    for one in entries:
        if one.key in wanted:
            name = f"政府信息公开台账记录：{one.name}（{one.note}）"
            found.append(EvidenceLine(name, source="台账", entry=int(one.key.removeprefix("entry:"))))
    return found


def page_count(file: CaseFile) -> str:
    """Pages of a PDF, 1 for a picture; "" where it cannot be told."""
    if file.media_type.startswith("image/"):
        return "1"
    if file.media_type != "application/pdf":
        return ""
    try:
        return str(count_pages(open_file(file)))
    except GongkaiError:
        return ""


def count_pages(data: bytes) -> int:
    """Pages of a PDF; 0 where it does not open."""
    try:
        document = pypdfium2.PdfDocument(io.BytesIO(data))
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()
