"""A report as one JSON object `gongkai.report/1`: exact, versioned, with a published schema (docs/report-json.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from gongkai.errors import DocumentError
from gongkai.report.model import SCHEMA, AnnualReport, Cell, Evidence, Finding, Number, Paragraph
from gongkai.statute.forms import FORM_IDS, Key

_MOST_DIGITS = 30


def render(report: AnnualReport, findings: Sequence[Finding] = ()) -> bytes:
    """Return the report as the bytes of a .json file, laid out for a person to read, ending in a newline."""
    text = dumps(to_object(report, findings), is_pretty=True)
    return text.encode("utf-8", "backslashreplace") + b"\n"  # a lone surrogate becomes its escape \ud800


def to_object(
    report: AnnualReport, findings: Sequence[Finding] = (), file: str | None = None, part: int = 1
) -> dict[str, Any]:
    """Return the object `gongkai.report/1` of a report: dicts, lists, str, int, Decimal, bool and None only.

    Args:
        file: the file the report was read from.
        part: number of the report within its file, from 1.
    """
    cells = list(_cells(report))
    is_compiled = report.as_of is not None or bool(report.evidence) or any(cell.entries for _, cell in cells)
    contact = {name: getattr(report.contact, name) for name in ("address", "phone", "postcode", "email", "website")}
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "file": file,
        "part": part,
        "office": report.office,
        "office_kind": report.office_kind,
        "year": report.year,
        "form": report.form_id,
        "as_of": report.as_of,
        "title": report.title,
        "period": [day.isoformat() for day in report.period] if report.period else None,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "signed_by": report.signed_by,
        "contact": contact if any(contact.values()) else None,
        "metadata": dict(report.metadata),
        "preamble": _joined(report.preamble),
        "tables": _tables(cells),
        "cells": [_cell(key, cell, is_compiled=is_compiled) for key, cell in cells],
        "headings": dict(report.headings),
        "sections": {code: _joined(paragraphs) for code, paragraphs in report.sections.items()},
        "paragraphs": {
            code: [_paragraph(paragraph) for paragraph in paragraphs]
            for code, paragraphs in {"preamble": report.preamble, **report.sections}.items()
        },
        "warnings": [{"code": item.code, "at": item.at, "message": item.message} for item in report.warnings],
        "findings": list(_findings(findings)),
    }
    if is_compiled:
        result["evidence"] = [_evidence(report.evidence[sequence]) for sequence in sorted(report.evidence)]
    return result


def dumps(value: object, *, is_pretty: bool = False) -> str:
    """Return JSON in which a Decimal stands digit for digit.

    Args:
        is_pretty: a line for each member of the object and each item of the lists and objects in it; else one line.
    Raises:
        DocumentError: a number JSON cannot state, such as infinity, or of more than 30 digits.
    """
    return "".join(_pieces(value, 2 if is_pretty else 0, ""))


def _pieces(value: object, depth: int, indent: str) -> Iterator[str]:
    if isinstance(value, str):
        yield encode_basestring(value)
    elif value is None or isinstance(value, bool):
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, (int, Decimal)):
        yield _digits(value)
    elif isinstance(value, Mapping):
        pairs = (((encode_basestring(str(name)) + ": ",), item) for name, item in value.items())
        yield from _members("{", "}", pairs, depth, indent)
    elif isinstance(value, Iterable):
        yield from _members("[", "]", (((), item) for item in value), depth, indent)
    else:
        raise TypeError(f"{type(value).__name__} has no place in a report")


def _members(
    start: str, end: str, members: Iterable[tuple[tuple[str, ...], object]], depth: int, indent: str
) -> Iterator[str]:
    inner = indent + "  "
    separator = f",\n{inner}" if depth else ", "
    yield start
    is_first = True
    for name, item in members:
        yield (f"\n{inner}" if depth else "") if is_first else separator
        yield from name
        yield from _pieces(item, max(0, depth - 1), inner)
        is_first = False
    yield f"\n{indent}{end}" if depth and not is_first else end


def _digits(value: Number) -> str:
    if isinstance(value, int) and abs(value) < 10**_MOST_DIGITS:
        return str(value)
    if isinstance(value, int):
        raise DocumentError(f"A figure of more than {_MOST_DIGITS} digits cannot be written; correct it in the report.")
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS or len(value.as_tuple().digits) > _MOST_DIGITS:
        raise DocumentError(f"The figure {value} cannot be written as a JSON number; correct it in the report.")
    return format(value, "f")


def _cells(report: AnnualReport) -> Iterator[tuple[Key, Cell]]:
    """Every cell of the form in printed order; those the report has if its form was not recognised."""
    if report.form_id in FORM_IDS:
        return ((figure.key, cell) for figure, cell in report.figures())
    return iter(report.cells.items())


def _cell(key: Key, cell: Cell, *, is_compiled: bool) -> dict[str, Any]:
    table, row, column = key
    result: dict[str, Any] = {
        "table": table,
        "row": row,
        "column": column,
        "value": cell.value,
        "written": cell.written,
        "where": cell.where,
        "status": cell.status,
    }
    if is_compiled:
        result["entries"] = list(cell.entries)
    return result


def _tables(cells: Iterable[tuple[Key, Cell]]) -> dict[str, Any]:
    """Stated numbers by table, row and column; table four has one row, which is not named."""
    tables: dict[str, Any] = {"t2": {}, "t3": {}, "t4": {}}
    for (table, row, column), cell in cells:
        rows = tables.setdefault(table, {})
        (rows if table == "t4" else rows.setdefault(row, {}))[column] = cell.stated
    return tables


def _joined(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs)


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "text": paragraph.text,
        "level": paragraph.level,
        "by": paragraph.by,
        "figures": list(paragraph.figures),
        "is_draft": paragraph.is_draft,
        "entries": list(paragraph.entries),
    }


def _findings(findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    if not findings:
        return
    from gongkai.report.words import finding_text

    for finding in findings:
        yield {
            "rule": finding.rule,
            "severity": finding.severity,
            "at": finding.at,
            "expected": finding.expected,
            "found": finding.found,
            "detail": finding.detail,
            "cell": figure_at(finding.cell),
            "variant": finding.variant or None,
            "message": finding_text(finding, lang="zh"),
        }


def figure_at(path: str) -> dict[str, str] | None:
    """The codes of a figure as a cell names them; None where a finding compares with no one figure."""
    match path.split("."):
        case ["t4", column]:
            return {"table": "t4", "row": "count", "column": column}
        case [table, row, column]:
            return {"table": table, "row": row, "column": column}
        case _:
            return None


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "sequence": evidence.sequence,
        "on": evidence.on.isoformat(),
        "subject": evidence.subject,
        "what": evidence.what,
        "where": evidence.where,
    }
