"""A file to reports: find its type by content, read it, locate the tables of the form, fill the cells, mend the text.

A number the report states is the number in the file; where that is not certain the cell says so instead.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from gongkai.documents.fill import fill
from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits, check_size, read_file
from gongkai.documents.locate import Match, locate
from gongkai.documents.prose import Prose, read_prose
from gongkai.errors import DocumentError
from gongkai.report.infer import with_inferred
from gongkai.report.model import AnnualReport, Cell, Remark
from gongkai.statute.forms import FORM_IDS, Key, form_for, load_form
from gongkai.statute.organs import kind_of

READERS = ("docx", "xlsx", "odt", "pdf", "html", "text")
"""Modules of `documents.readers` that return a `Document`, in the order they are asked; text takes what is left."""


def read_document(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the lines and tables of a file, whatever its name.

    Raises:
        DocumentError: no reader knows the type, or the file is damaged, protected or too large.
    """
    check_size(data, limits)
    for name in READERS:
        reader = importlib.import_module(f"gongkai.documents.readers.{name}")
        if reader.sniff(data):
            document: Document = reader.read(data, limits)
            return document
    raise DocumentError(
        "The type of this file is not known; docx, xlsx, odt, pdf, html, txt, md and report.json can be read so far.",
        zh="不认识这种文件；目前可读docx、xlsx、odt、pdf（有文字层）、html、txt、md和report.json。",
    )


def read_file_report(path: Path, limits: Limits = DEFAULT) -> AnnualReport:
    """Return the report of a file; see `read_report`."""
    return read_report(read_file(path, limits), limits)


def read_report(data: bytes, limits: Limits = DEFAULT) -> AnnualReport:
    """Return the annual report a file holds, cell by cell with place and status.

    Raises:
        DocumentError: the file cannot be read, or holds no annual report of either form.
    """
    if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        from gongkai.documents.readers.json import loads

        return loads(data)
    return report_of(read_document(data, limits))


def report_of(document: Document) -> AnnualReport:
    """Return the report a document holds. Raises DocumentError when it holds none of the tables of either form."""
    matches = _one_form(locate(document))
    if not matches:
        raise DocumentError(
            "This file holds no annual report: none of the tables of the statutory forms was found.",
            zh="没有找到年度报告的任何一张法定表格，这份文件不是政府信息公开工作年度报告，或格式无法识别。",
        )
    return with_inferred(_report(document, matches))


def _one_form(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches of one form: tables three and two decide, table four is the same in both."""
    weight = dict.fromkeys(FORM_IDS, 0.0)
    for match in matches:
        if match.table != "t4":
            weight[match.form_id] += len(match.labels)
    best = max(weight, key=lambda form_id: weight[form_id])
    tables: dict[str, Match] = {}
    for match in matches:
        if match.table == "t4" or match.form_id == best:
            known = tables.get(match.table)
            if known is None or len(match.labels) > len(known.labels):
                tables[match.table] = match
    return tuple(tables[table] for table in ("t2", "t3", "t4") if table in tables)


def _report(document: Document, matches: Sequence[Match]) -> AnnualReport:
    prose = read_prose(document, matches)
    form_id = next((match.form_id for match in matches if match.table != "t4"), None)
    if form_id is None:
        form_id = form_for(prose.year).id if prose.year is not None and prose.year >= 2019 else FORM_IDS[-1]
    form = load_form(form_id)
    cells: dict[Key, Cell] = {}
    remarks = [Remark("reader", document.kind, warning) for warning in document.warnings]
    for match in matches:
        filled = fill(match)
        cells |= {key: cell for key, cell in filled.cells.items() if key in form.figures}
        remarks += filled.remarks
    missing = [table for table in form.tables if table not in {match.table for match in matches}]
    remarks += [Remark("table_missing", table, f"没有找到{_TABLES[table]}") for table in missing]
    cells |= {key: Cell(None, status="missing") for key in form.figures if key not in cells}
    return AnnualReport(
        office=prose.office,
        office_kind=kind_of(prose.office),
        year=prose.year,
        form_id=form_id,
        cells={key: cells[key] for key in form.figures},
        sections=prose.sections,
        title=prose.title,
        preamble=prose.preamble,
        period=prose.period,
        signed_by=prose.signed_by,
        published_on=prose.published_on,
        contact=prose.contact,
        metadata=document.metadata,
        warnings=(*remarks, *_heading_remarks(prose, form_id)),
    )


_TABLES = {"t2": "表二（主动公开）", "t3": "表三（依申请公开）", "t4": "表四（复议诉讼）"}


def _heading_remarks(prose: Prose, form_id: str) -> list[Remark]:
    codes = [section.code for section in load_form(form_id).sections]
    return [Remark("heading_missing", code, "没有找到这一部分的标题") for code in codes if code not in prose.headings]
