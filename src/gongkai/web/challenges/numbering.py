"""The number of the office's answer: one series with its letters, whether it is made as a letter or as a file only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.apps import apps
from django.db import transaction

from gongkai.statute.letters import LetterKind, letter_kind
from gongkai.web.applications.models import next_serial
from gongkai.web.challenges.models import Challenge
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer


def series(type_word: str) -> str:
    """The series of serials of letters with a word; one begins each year."""
    return f"letter {type_word}"


def type_word_of(office: Office, kind: LetterKind) -> str:
    """The word of a kind's number series: the office's own where it has one."""
    words = office.settings.get("letter", {}).get("words", {})
    return str(words.get(kind.code, kind.type_word))


@transaction.atomic
def answer_serial(officer: Officer, pk: UUID, on: date) -> int | None:
    """The serial of an answer made as a file: that of its letter, the one it was given this year, or the next.

    A file that is then refused gives the number back with the transaction of the caller. None for a suit, whose
    defence bears no number.
    """
    officer.must("challenge")
    challenge = Challenge.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    if challenge.kind != "reconsideration":
        return None
    type_word = type_word_of(challenge.office, letter_kind("challenge_response", on))
    letters = apps.get_model("notices", "Letter").objects.filter(challenge=challenge, type_word=type_word, year=on.year)
    known = letters.exclude(status="void").values_list("serial", flat=True).first()
    if known is not None:
        return int(known)
    given = given_serial(challenge, type_word, on.year)
    if given is not None:
        return given
    serial = next_serial(challenge.office, series(type_word), on.year)
    mine = Challenge.objects.filter(pk=pk)
    mine.update(answer_word=type_word, answer_year=on.year, answer_serial=serial)
    number = {"word": type_word, "year": on.year, "serial": serial}
    record_desk(challenge.office, "answer_numbered", challenge.number, by=officer.username, **number)
    return serial


def given_serial(challenge: Challenge, type_word: str, year: int) -> int | None:
    """The serial an answer made as a file was given in a series, if no letter bears it, void or not."""
    if challenge.answer_serial is None or (challenge.answer_word, challenge.answer_year) != (type_word, year):
        return None
    letters = apps.get_model("notices", "Letter").objects.filter(office_id=challenge.office_id, type_word=type_word)
    is_taken = letters.filter(year=year, serial=challenge.answer_serial).exists()
    return None if is_taken else challenge.answer_serial
