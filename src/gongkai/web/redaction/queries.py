"""What others ask of redaction: the copies a reply may attach, the grounds it must state, where a word stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.documents.redact.model import Box, Hint, Word, numbered_grounds
from gongkai.statute.letters import article_text
from gongkai.web.accounts.models import User
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.redaction import work
from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark, digest_of


def released_copies(application: Application) -> list[CaseFile]:
    """The files a reply may attach: proved, released, and of the marks as they stand. In the order of their originals."""
    found = _released(application)
    return [copy.file for copy in sorted(found, key=lambda copy: copy.redaction.original.added_at)]


def _released(application: Application) -> list[RedactedCopy]:
    copies = RedactedCopy.objects.filter(redaction__original__application=application, file__is_for_applicant=True)
    wanted = copies.exclude(released_at=None).exclude(proved_at=None)
    rows = list(wanted.select_related("file", "redaction__original").prefetch_related("redaction__marks"))
    return [copy for copy in rows if digest_of([m.plain() for m in copy.redaction.marks.all()]) == copy.marks]


@dataclass(frozen=True, slots=True)
class Withheld:
    """The places withheld on one ground in one copy. number: what stands in the boxes; pages: from 1; count: of places."""

    file: str
    number: int
    ground: str
    label: str
    article: str
    pages: tuple[int, ...]
    count: int

    @property
    def law(self) -> str:
        """The article as a screen or a letter names it: 第十六条第一款; in English art. 16(1)."""
        return law(self.article)


def law(article: str) -> str:
    return f"art. {article}" if is_english() else article_text(article)


@dataclass(frozen=True, slots=True)
class Grounds:
    """codes: for `ledger.steps.Answered.grounds`, in the order of the list of grounds. rows: for the table of the letter."""

    codes: tuple[str, ...]
    rows: tuple[Withheld, ...]


def grounds_of(application: Application) -> Grounds:
    """What the released copies of a case withhold, on which ground, on which pages; for the partial disclosure reply."""
    rows: list[Withheld] = []
    for copy in sorted(_released(application), key=lambda copy: copy.redaction.original.added_at):
        rows += by_ground(copy.file.name, copy.redaction.marks.all())
    found = {row.ground for row in rows}
    return Grounds(tuple(code for code in numbered_grounds() if code in found), tuple(rows))


def by_ground(file: str, marks: Iterable[RedactionMark]) -> list[Withheld]:
    """The places of one file by ground, in the order of the list of grounds."""
    held: dict[str, list[int]] = {}
    for mark in marks:
        held.setdefault(mark.ground, []).append(mark.page)
    return [
        Withheld(file, number, code, ground.label, ground.article, tuple(sorted(set(held[code]))), len(held[code]))
        for code, (number, ground) in numbered_grounds().items()
        if code in held
    ]


def hints_of(redaction: Redaction) -> list[Hint]:
    return [Hint(page, Box(*box), kind, text) for page, box, kind, text in redaction.hints]


def is_covered(marks: Sequence[RedactionMark], page: int, box: Box) -> bool:
    """Whether one mark covers a place whole, but for a hair."""
    hair = 1e-4
    return any(
        mark.page == page
        and mark.left <= box.left + hair
        and mark.top <= box.top + hair
        and mark.right >= box.right - hair
        and mark.bottom >= box.bottom - hair
        for mark in marks
    )


def find(redaction: Redaction, text: str) -> tuple[Word, ...]:
    """Every place of a text in the text layer of the original. Raises DocumentError, SealBroken."""
    return work.places(open_file(redaction.original), text)


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Who the user names are, for screens."""
    return {user.username: str(user) for user in User.objects.filter(username__in=set(usernames))}
