"""A file to reports: find its type by content, read it, locate the tables of the form, fill the cells, mend the text.

A number the report states is the number in the file; where that is not certain the cell says so instead.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gongkai.documents import ocr
from gongkai.documents.fill import fill
from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits, check_size, read_file
from gongkai.documents.locate import Match, normal
from gongkai.documents.parts import parts
from gongkai.documents.prose import Prose, read_prose
from gongkai.documents.script import folded
from gongkai.documents.shape import TABLES, cut_off, shape_remarks
from gongkai.errors import DocumentError
from gongkai.report.infer import with_inferred
from gongkai.report.model import AnnualReport, Cell, Remark
from gongkai.statute.forms import FORM_IDS, Key, form_for, load_form
from gongkai.statute.organs import kind_of

READERS = ("docx", "xlsx", "odt", "ofd", "pdf", "image", "doc", "xls", "rtf", "html", "text")
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
        "The type of this file is not known; docx, doc, rtf, xlsx, xls, odt, pdf, ofd, html, txt, md, report.json "
        "and pictures (png, jpg, tiff) can be read.",
        zh="不认识这种文件；可读docx、doc（wps）、rtf、xlsx、xls（et）、odt、pdf、ofd、html、txt、md、report.json和图片（png、jpg、tiff）。",
    )


def read_file_reports(
    path: Path, limits: Limits = DEFAULT, before_picture: Callable[[], None] = lambda: None
) -> tuple[AnnualReport, ...]:
    """Return the reports of a file; see `read_reports`."""
    return read_reports(read_file(path, limits), limits, before_picture)


def read_reports(
    data: bytes, limits: Limits = DEFAULT, before_picture: Callable[[], None] = lambda: None
) -> tuple[AnnualReport, ...]:
    """Return the annual reports a file holds, one as a rule, cell by cell with place and status.

    Args:
        before_picture: called before each picture is looked into (OCR), which takes seconds.
    Raises:
        DocumentError: the file cannot be read, or holds no annual report of either form.
    """
    if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and not data.startswith(b"{\\rtf"):
        from gongkai.documents.readers.json import loads

        return (loads(data),)
    return reports_of(read_document(data, limits), before_picture)


def reports_of(document: Document, before_picture: Callable[[], None] = lambda: None) -> tuple[AnnualReport, ...]:
    """Return the reports a document holds; its pictures are looked into where a table is missing without them.

    Raises:
        DocumentError: none of the tables of either form was found.
    """
    document = _with_pictures(document, before_picture)
    found = tuple(with_inferred(_report(part, _one_form(matches))) for part, matches in parts(document) if matches)
    if not found:
        raise _no_report(document)
    return found


def _with_pictures(document: Document, before_picture: Callable[[], None]) -> Document:
    """The document with its pictures read, if that brings tables of the form that are missing without."""
    if not document.pictures:
        return document
    found = _tables_of(document)
    if all(len(tables) == len(TABLES) for tables in found):
        return document
    if not ocr.is_installed():
        if not any(found):
            raise ocr.not_installed()
        return replace(document, warnings=(*document.warnings, ocr.not_installed().zh))
    looked = ocr.recognised(document, before_picture)
    is_better = sum(map(len, _tables_of(looked))) > sum(map(len, found))
    return looked if is_better or not any(found) else document


def _tables_of(document: Document) -> list[set[str]]:
    """The tables of the form that each report of a document holds."""
    return [{match.table for match in matches} for _, matches in parts(document)]


def report_of(document: Document) -> AnnualReport:
    """Return the one report a document holds. Raises DocumentError when it holds none, or several."""
    return only(reports_of(document))


def only(reports: Sequence[AnnualReport]) -> AnnualReport:
    """Return the report of a file that must hold one. Raises DocumentError when it holds several."""
    if len(reports) > 1:
        told = "、".join(f"{report.office or '不详'}{report.year or ''}" for report in reports)
        raise DocumentError(
            f"The file holds {len(reports)} reports ({told}); put the one that is meant in a file of its own.",
            zh=f"文件里有{len(reports)}份报告（{told}）；请把需要的一份单独存为文件。",
        )
    return reports[0]


def _no_report(document: Document) -> DocumentError:
    """Say what the file is instead, as far as its first line tells."""
    first = next((line.text.strip() for line in document.lines if normal(line.text)), "").split("\n")[0][:40]
    return DocumentError(
        "This file holds no annual report: none of the tables of the statutory forms was found; is it the right one?"
        + (f" It begins: “{first}”." if first else ""),
        zh="没有找到年度报告的任何一张法定表格，这份文件不是政府信息公开工作年度报告，或格式无法识别；请核对是否选错了文件。"
        + (f"文件开头是“{first}”。" if first else ""),
    )


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
    if any(match.grid is not None and match.grid.is_recognised for match in matches):
        remarks.append(Remark("ocr", document.kind, "数字由图片识别（OCR），请与原件核对"))
    for match in matches:
        filled = fill(match)
        cells |= {key: cell for key, cell in filled.cells.items() if key in form.figures}
        remarks += filled.remarks
        remarks += shape_remarks(filled.match, form_id)
    missing = [table for table in form.tables if table not in {match.table for match in matches}]
    remarks += [Remark("table_missing", table, f"没有找到{TABLES[table]}") for table in missing]
    cells |= {key: Cell(None, status="missing") for key in form.figures if key not in cells}
    return AnnualReport(
        office=prose.office,
        office_kind=kind_of(prose.office and folded(prose.office)),
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
        metadata={**document.metadata, **prose.catalogue},
        warnings=(*remarks, *_heading_remarks(prose, form_id), *cut_off(matches, prose.headings, form_id)),
        headings=prose.headings,
    )


def _heading_remarks(prose: Prose, form_id: str) -> list[Remark]:
    codes = [section.code for section in load_form(form_id).sections]
    return [Remark("heading_missing", code, "没有找到这一部分的标题") for code in codes if code not in prose.headings]
