"""Many reports that were read as one workbook: an overview, every cell as a row, every finding, the text.

Rows are written as they come and kept nowhere, so that ten thousand reports take no more memory than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from gongkai.documents.writers.review import SEVERITIES, STATUSES, Reviewed, Say, quote_of, speaker
from gongkai.documents.writers.review_rows import LONGEST, Looks, Rows, Value, close_book, new_book
from gongkai.documents.writers.review_words import place_in_file
from gongkai.report.words import Language, finding_text
from gongkai.report.words import place as place_of
from gongkai.statute.forms import Figure

_TABLES = {"t2": "表二", "t3": "表三", "t4": "表四"}


class ReviewBook:
    """The workbook on its way to a file. Use it as a context: on leaving it the file is whole."""

    def __init__(self, path: Path, lang: Language = "zh") -> None:
        self._lang = lang
        say = self._say = speaker(lang)
        self._book = new_book(path)
        looks = Looks(self._book)
        file = (say("文件", "File"), 32)
        part = (say("第几份", "Report"), 8)
        office = (say("机关", "Office"), 26)
        year = (say("年度", "Year"), 8)
        self._overview = Rows(
            looks,
            say("概览", "Overview"),
            (
                *(file, part, office, year, (say("格式", "Form"), 10), (say("落款日期", "Dated"), 13)),
                *((say(*names), 11) for names in STATUSES.values()),
                *((say(*names), 9) for names in SEVERITIES.values()),
                (say("不能读取的原因", "Why it was not read"), 60),
            ),
        )
        where = (say("位置", "Place"), 24)
        self._cells = Rows(
            looks,
            say("数字", "Figures"),
            (
                *(file, part, office, year, (say("表", "Table"), 8), (say("行", "Row"), 44)),
                *((say("列", "Column"), 34), (say("代码", "Path"), 40), (say("数值", "Value"), 12)),
                *((say("原文", "As written"), 16), (say("状态", "Status"), 11), where),
            ),
        )
        self._findings = Rows(
            looks,
            say("检查", "Checks"),
            (
                *(file, part, office, year, (say("规则", "Rule"), 8), (say("级别", "Severity"), 9)),
                *((say("对象", "At"), 44), (say("说明", "What"), 90), (say("应为", "Expected"), 14)),
                *((say("现为", "Found"), 14), (say("原文", "As written"), 40), where),
            ),
        )
        self._text = Rows(
            looks,
            say("文字", "Text"),
            (
                file,
                part,
                office,
                year,
                (say("部分", "Section"), 30),
                (say("级", "Level"), 6),
                (say("段落", "Text"), 120),
            ),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for rows in (self._overview, self._cells, self._findings, self._text):
            rows.finish()
        close_book(self._book)

    def add(self, reviewed: Reviewed) -> None:
        """Add a report: a row of the overview, a row a cell, a row a finding, a row a paragraph."""
        report = reviewed.report
        head = (reviewed.file, reviewed.part, report.office, report.year)
        statuses = [reviewed.statuses[status] for status in STATUSES]
        severities = [reviewed.severities[severity] for severity in SEVERITIES]
        self._overview.add((*head, report.form_id, report.published_on, *statuses, *severities, None))
        for figure, cell in report.figures():
            row, column = _labels(figure, self._say)
            table = _TABLES[figure.table] if self._lang == "zh" else figure.table
            status = self._say(*STATUSES[cell.status])
            self._cells.add(
                (
                    *head,
                    table,
                    row,
                    column,
                    figure.path,
                    cell.stated,
                    cell.written,
                    status,
                    place_in_file(cell.where, self._lang),
                ),
            )
        for one in reviewed.findings:
            words, where = quote_of(one, report)
            place = place_in_file(where, self._lang)
            severity = self._say(*SEVERITIES[one.severity])
            told = finding_text(one, self._lang)
            at = place_of(one.at, self._lang)
            self._findings.add((*head, one.rule, severity, at, told, one.expected, one.found, words, place))
        self._add_text(reviewed, head)

    def add_refused(self, file: str, reason: str) -> None:
        """Add a file that could not be read, with the reason, to the overview."""
        self._overview.add((file, *(None,) * (len(self._overview.columns) - 2), reason))

    def _add_text(self, reviewed: Reviewed, head: Sequence[Value]) -> None:
        report = reviewed.report
        names = {section.code: section.heading for section in report.form.sections} | dict(report.headings)
        before = self._say("前言", "Before section one")
        for code, paragraphs in {"preamble": report.preamble, **report.sections}.items():
            for paragraph in paragraphs:
                for start in range(0, len(paragraph.text), LONGEST):
                    piece = paragraph.text[start : start + LONGEST]
                    self._text.add((*head, names.get(code, before), paragraph.level, piece))


def _labels(figure: Figure, say: Say) -> tuple[str, str]:
    """The printed labels of row and column; of table four, which has one row, the groups and the column."""
    row, _, column = figure.label.rpartition(" / ")
    gloss_row, _, gloss_column = figure.gloss.rpartition(", ")
    return say(row, gloss_row), say(column, gloss_column)
