"""The transfer list as a workbook and as a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from gongkai.documents.letters import docx, pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.model import Letter, LetterFacts
from gongkai.web.applications.exports import Cell, to_xlsx
from gongkai.web.archive.models import Transfer, TransferItem
from gongkai.web.notices.facts import letter_office

TITLES = {"case_files": "依申请公开案卷移送清单"}
"""Titles of lists that are not of published information, which the core's form names."""


def as_pdf(transfer: Transfer, items: Sequence[TransferItem]) -> bytes:
    """The list on paper. Raises LetterIncomplete: it has no line."""
    return pdf.render(letter_of(transfer, items))


def as_docx(transfer: Transfer, items: Sequence[TransferItem]) -> bytes:
    """The list as a Word file. Raises LetterIncomplete: it has no line."""
    return docx.render(letter_of(transfer, items))


def letter_of(transfer: Transfer, items: Sequence[TransferItem]) -> Letter:
    """The list on the core's form (移送明细表).

    Raises:
        LetterIncomplete: it has no line.
    """
    rows = tuple((one.title, one.document, _day(one), str(one.copies), one.note) for one in items)
    facts = LetterFacts(
        office=letter_office(transfer.office),
        on=transfer.sent_on or transfer.made_on,
        addressee=transfer.to,
        handler=transfer.handler,
        rows=rows,
    )
    letter = compose("transfer_list", facts)
    if transfer.kind in TITLES:
        letter = replace(letter, title=TITLES[transfer.kind])
    return letter


def _day(item: TransferItem) -> str:
    on = item.dated_on
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def as_xlsx(transfer: Transfer, items: Sequence[TransferItem]) -> bytes:
    """The list as a workbook."""
    return to_xlsx({_("移送清单"): rows_of(transfer, items)}, transfer.number)


def rows_of(transfer: Transfer, items: Sequence[TransferItem]) -> Iterator[list[Cell]]:
    """The head and a row a line."""
    yield [_("序号"), _("名称"), _("文号、编号"), _("日期"), _("份数"), _("备注"), _("案卷校验值（SHA-256）")]
    for one in items:
        digest = one.bundle.sha256 if one.bundle else ""
        yield [one.place, one.title, one.document, one.dated_on, one.copies, one.note, digest]


FORMATS = {
    "pdf": ("application/pdf", as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
"""What a list can be taken as: media type and writer."""
