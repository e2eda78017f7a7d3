"""What a workbook (台账) says, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gongkai.documents.workbook.problems import Problem
from gongkai.ledger.entries import Ledger
from gongkai.report.model import Paragraph


@dataclass(frozen=True)
class LedgerBook:
    """What a workbook holds. problems: warnings only; what is wrong is raised.

    texts: the office's own paragraphs, by section code of the form; they replace drafts.
    """

    ledger: Ledger
    year: int | None = None
    texts: Mapping[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    title: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    problems: tuple[Problem, ...] = ()
