"""A report that was read, as a reviewer looks at it: what is certain, what needs a decision, and which cells it is about.

Shared by the web page and the workbook of `gongkai read`; neither format is known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gongkai.report.model import AnnualReport, Cell, Finding, Status
from gongkai.report.words import Language
from gongkai.statute.forms import Figure, Form

Say = Callable[[str, str], str]
"""Chinese and English in, the one that is spoken out."""

STATUSES: Mapping[Status, tuple[str, str]] = {
    "stated": ("写明", "stated"),
    "blank": ("空白", "blank"),
    "dash": ("划线", "dash"),
    "missing": ("缺少", "missing"),
    "unreadable": ("无法认定", "unreadable"),
    "inferred": ("推定", "inferred"),
}
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "prompt": ("提示", "prompt"),
}
TABLES: Mapping[str, tuple[str, str]] = {
    "t2": ("表二", "table two"),
    "t3": ("表三", "table three"),
    "t4": ("表四", "table four"),
}
_FIRST: Mapping[Status, int] = {"unreadable": 0, "inferred": 1, "missing": 2, "blank": 3, "dash": 4}
_FIGURE = re.compile(r"[-+]?[0-9.]*%?")
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
    r"|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_BALANCE = ("new_received", "carried_in", "handled_total", "carried_out")


def printable(text: str) -> str:
    """A text with � for each character no file format may hold and each that turns the direction of what follows."""
    return _FORBIDDEN.sub("�", text)


def speaker(lang: Language) -> Say:
    """The function that says a pair of words in one language."""
    return (lambda zh, en: zh) if lang == "zh" else (lambda zh, en: en)


@dataclass(frozen=True)
class Reviewed:
    """A report with the file it was read from and what the checks found.

    part, parts: which report of how many in the file, from 1.
    """

    report: AnnualReport
    file: str = ""
    findings: tuple[Finding, ...] = ()
    part: int = 1
    parts: int = 1

    @cached_property
    def statuses(self) -> Counter[Status]:
        """How many cells have each status."""
        return Counter(cell.status for _, cell in self.report.figures())

    @cached_property
    def severities(self) -> Counter[str]:
        """How many findings have each severity."""
        return Counter(finding.severity for finding in self.findings)

    @property
    def uncertain(self) -> int:
        """Cells without a number that is stated."""
        return sum(count for status, count in self.statuses.items() if status != "stated")

    @property
    def by_severity(self) -> Iterator[tuple[str, list[Finding]]]:
        """The findings, errors first."""
        for severity in SEVERITIES:
            found = [finding for finding in self.findings if finding.severity == severity]
            if found:
                yield severity, found

    def verdict(self, lang: Language = "zh") -> str:
        """One sentence: how many cells are certain, and what the checks found."""
        say = speaker(lang)
        told = [
            f"{self.statuses[status]}{say('格', ' ')}{say(*words)}"
            for status, words in STATUSES.items()
            if self.statuses[status]
        ]
        count = self.statuses.total()
        if self.uncertain:
            cells = say(f"{count}格：{'，'.join(told)}", f"{count} cells: {', '.join(told)}")
        else:
            cells = say(f"{count}格全部写明", f"all {count} cells stated")
        return say(f"{cells}；{self.outcome('zh')}。", f"{cells}; {self.outcome('en')}.")

    def outcome(self, lang: Language = "zh") -> str:
        """What the checks found, in numbers: 3项错误，2项提醒."""
        say = speaker(lang)
        told = [
            say(f"{self.severities[severity]}项{zh}", f"{self.severities[severity]} {en}{'s' * (count > 1)}")
            for severity, (zh, en) in SEVERITIES.items()
            if (count := self.severities[severity])
        ]
        if told:
            return say("校验", "checks: ") + say("，", ", ").join(told)
        return say("校验全部通过", "all checks passed")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells of one row that share a status that is not `stated`, and the findings that say no more than that."""

    table: str
    row: str
    status: Status
    cells: tuple[tuple[Figure, Cell], ...]
    findings: tuple[Finding, ...]


def doubts(reviewed: Reviewed) -> list[Doubt]:
    """The cells that are not certain, row by row, those a reader could not make out first."""
    groups: dict[tuple[str, str, Status], list[tuple[Figure, Cell]]] = {}
    for figure, cell in reviewed.report.figures():
        if cell.status != "stated":
            groups.setdefault((figure.table, figure.row, cell.status), []).append((figure, cell))
    found = []
    for (table, row, status), cells in groups.items():
        paths = {figure.path for figure, _ in cells}
        asked = tuple(finding for finding in reviewed.findings if is_only_empty(finding) and finding.at in paths)
        found.append(Doubt(table, row, status, tuple(cells), asked))
    return sorted(found, key=lambda doubt: _FIRST[doubt.status])


def is_only_empty(finding: Finding) -> bool:
    """Whether a finding says of a cell only that it states no figure, which its status says already."""
    return finding.rule == "R07"


def cells_of(finding: Finding, form: Form) -> tuple[str, ...]:
    """Paths of the cells a finding is about, the one to look at first in front; none for a finding about the text."""
    at = finding.cell or finding.at
    table, _, code = at.partition(".")
    if table not in form.tables:
        return ()
    paths: Sequence[str] = (at,)
    if table == "t3" and "." not in code:
        paths = _of_table_three(finding.rule, code, form)
    elif at == "t4":
        paths = [f"t4.{name}_total" for name in ("recon", "lit_direct", "lit_after_recon")]
    elif table == "t4" and code in ("recon", "lit_direct", "lit_after_recon"):
        paths = (f"t4.{code}_total",)
    known = {figure.path for figure in form.figures.values()}
    return tuple(path for path in paths if path in known)


def _of_table_three(rule: str, code: str, form: Form) -> Sequence[str]:
    """The cells behind the name of a row, a column or a group of rows of table three."""
    rows = form.tables["t3"].rows
    if any(column.code == code for column in form.tables["t3"].columns):
        wanted = {"R01": _BALANCE, "R08": ("carried_in",)}.get(rule, ("handled_total",))
        return [f"t3.{row}.{code}" for row in wanted]
    return [f"t3.{row.code}.total" for row in rows if code in (row.code, row.group)]


def quote_of(finding: Finding, report: AnnualReport) -> tuple[str, str]:
    """The words of the report a finding rests on, as written, and where they stand; empty where it rests on none."""
    if finding.at.startswith("sections."):
        text = "".join(paragraph.text for paragraph in report.sections.get(finding.at.removeprefix("sections."), ()))
        bare = "".join(text.split())
        for words in (finding.detail, finding.found):
            if isinstance(words, str) and not _FIGURE.fullmatch(words) and in_words(words) in bare and words:
                return words, ""
        return "", ""
    for path in cells_of(finding, report.form):
        cell = report.at(path)
        return cell.written, cell.where
    return "", ""


def in_words(quote: str) -> str:
    """A quotation as it is looked for: without white space and without the mark that it was cut."""
    return "".join(quote.split()).removesuffix("…")


def place_kind(finding: Finding, form: Form) -> Literal["cell", "section", "head"]:
    """Where a finding is looked at: a cell of a table, a section of the text, or the head of the report."""
    if cells_of(finding, form):
        return "cell"
    return "section" if finding.at.startswith("sections.") else "head"


__all__ = [
    "SEVERITIES",
    "STATUSES",
    "TABLES",
    "Doubt",
    "Reviewed",
    "Say",
    "cells_of",
    "doubts",
    "in_words",
    "is_only_empty",
    "place_kind",
    "printable",
    "quote_of",
    "speaker",
]
