"""Single values of a letter, read from what is kept: days, lines, attachments, people, the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import override

from gongkai.documents.letters.model import Attachment, LetterOffice
from gongkai.documents.letters.number import PATTERN
from gongkai.errors import SealBroken
from gongkai.web.accounts.models import User
from gongkai.web.offices.models import Office
from gongkai.web.people.models import ID_KINDS, Details, Person


def letter_office(office: Office) -> LetterOffice:
    """The office as letters know it: its settings under "letter" (number, contact), "letters" (own words), the layout."""
    kept = office.settings.get("letter", {})
    return LetterOffice(
        facts=office.facts(),
        unit=office.ogi_office,
        contact_person=kept.get("contact_person", ""),
        code=office.word,
        number_pattern=kept.get("pattern") or PATTERN,
        type_words=kept.get("words", {}),
        online_way=office.online_reconsideration,
        layout="plain" if layout_of(office) == "plain" else "letter",
        wording=office.settings.get("letters", {}),
        without_suit=frozenset(kept.get("without_suit", ())),
    )


def layout_of(office: Office) -> str:
    """The layout of the office's letters; `letter_layout` is also set among its particulars."""
    kept = office.settings.get("letter_layout") or office.settings.get("letter", {}).get("layout")
    return str(kept or "letter")


def details_of(person: Person | None) -> Details | None:
    """What is known of a person; None where nobody is known or the data does not open."""
    try:
        return person.details if person is not None else None
    except SealBroken:
        return None


def name_of(username: str) -> str:
    user = User.objects.filter(username=username).first()
    return str(user) if user is not None else username


def id_kind(code: str) -> str:
    """The name of a kind of identity document, in Chinese whatever the language of the screen."""
    with override("zh-hans"):
        return str(ID_KINDS.get(code, code))


def day_of(kept: Mapping[str, Any], name: str) -> date | None:
    value = kept.get(name)
    return date.fromisoformat(value) if value else None


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def rows_of(kept: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in kept.get("rows", ()))


def attachments_of(text: str) -> tuple[Attachment, ...]:
    """Attachments, one a line: the name, then pages and copies where they are stated: `施工合同 5页 1份`."""
    found = []
    for line in lines_of(text):
        *name, last = line.split()
        pages = copies = 0
        parts = [*name, last]
        while len(parts) > 1 and parts[-1][-1] in "页份" and parts[-1][:-1].isdecimal():
            count = int(parts[-1][:-1])
            pages, copies = (count, copies) if parts[-1].endswith("页") else (pages, count)
            parts.pop()
        found.append(Attachment(" ".join(parts), pages, copies))
    return tuple(found)


def frame_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What any letter may say beside its elements: attachments, copies to others, rows of a list."""
    return {
        "attachments": attachments_of(kept.get("attachments", "")),
        "cc": lines_of(kept.get("cc", "")),
        "copies": int(kept.get("copies") or 0),
        "rows": rows_of(kept),
    }
