"""A report from its JSON object `gongkai.report/1`, checked member by member."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, TypeVar, get_args

from gongkai.errors import DocumentError
from gongkai.report.model import (
    SCHEMA,
    AnnualReport,
    Author,
    Cell,
    Contact,
    Evidence,
    Level,
    Number,
    Paragraph,
    Remark,
    Status,
)
from gongkai.statute.forms import FORM_IDS, Key, load_form, path_of

LARGEST = 64 * 1024 * 1024
"""Bytes of a JSON report that are read; a report of 100,000 applications with its evidence needs about 15 MB."""

_MOST_DIGITS = 30
_MOST_CELLS = 1_000

T = TypeVar("T")


def loads(data: bytes | str) -> AnnualReport:
    """Return the report a JSON text holds. The inverse of `gongkai.documents.writers.json`.

    Raises:
        DocumentError: not JSON, not `gongkai.report/1`, a member of a wrong shape, or more than 64 MiB.
    """
    if len(data) > LARGEST:
        raise DocumentError(
            f"The JSON report has {len(data)} bytes, more than the {LARGEST} that are read.",
            zh=f"JSON报告有{len(data)}字节，最多读{LARGEST}字节；请核对是不是选错了文件。",
        )
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise DocumentError(
            f"This is not a JSON report: {error}; write one with `gongkai compile`.",
            zh=f"这不是JSON报告（{error}）；请用gongkai compile重新生成。",
        ) from error
    return parse(value)


def parse(value: object) -> AnnualReport:
    """Return the report a `gongkai.report/1` object describes. `findings`, `file` and `part` are not part of a report.

    Raises:
        DocumentError: naming the member that is wrong, and what it should be.
    """
    root = _mapping(value, "the report")
    if root.get("schema") != SCHEMA:
        _wrong("schema", f'"{SCHEMA}"', root.get("schema"))
    if "error" in root:
        raise DocumentError(
            f"This object tells that a file could not be read, it holds no report: {root['error']}",
            zh=f"这里没有报告，只记着一份文件无法读取：{root['error']}；请重新读取那份文件。",
        )
    form_id = _optional(root, "form", _text)
    if form_id is not None and form_id not in FORM_IDS:
        _wrong("form", f"one of {', '.join(FORM_IDS)} or null", form_id)
    cells = _cells(root, form_id)
    _agree(root, cells)
    preamble, sections = _prose(root)
    return AnnualReport(
        office=_optional(root, "office", _text),
        year=_optional(root, "year", _integer),
        form_id=form_id,
        cells=cells,
        sections=sections,
        title=_optional(root, "title", _text) or "",
        preamble=preamble,
        period=_optional(root, "period", _period),
        signed_by=_optional(root, "signed_by", _text),
        published_on=_optional(root, "published_on", _date),
        contact=_optional(root, "contact", _contact) or Contact(),
        metadata=_optional(root, "metadata", _texts) or {},
        office_kind=_optional(root, "office_kind", _text),
        warnings=tuple(_items(root, "warnings", _remark)),
        as_of=_optional(root, "as_of", _integer),
        evidence={item.sequence: item for item in _items(root, "evidence", _evidence)},
        headings=_optional(root, "headings", _texts) or {},
    )


def _cells(root: Mapping[str, Any], form_id: str | None) -> dict[Key, Cell]:
    known = load_form(form_id).figures if form_id else None
    cells: dict[Key, Cell] = {}
    listed = _list(root.get("cells", []), "cells")
    if len(listed) > _MOST_CELLS:
        _wrong("cells", f"at most {_MOST_CELLS} cells", len(listed))
    for number, item in enumerate(listed):
        at = f"cells[{number}]"
        members = _mapping(item, at)
        table, row, column = (_member(members, name, _text, at) for name in ("table", "row", "column"))
        key: Key = (table, row, column)
        if known is not None and key not in known:
            _wrong(at, f"a cell of the form {form_id}", path_of(key))
        if key in cells:
            _wrong(at, "a cell not listed before", path_of(key))
        cells[key] = _cell(members, at)
    return cells


def _cell(members: Mapping[str, Any], at: str) -> Cell:
    status: Status = _one_of(members.get("status"), get_args(Status), f"{at}.status")
    value = members.get("value")
    number = None if value is None else _number(value, f"{at}.value")
    if (number is not None) != (status in ("stated", "inferred")):
        _wrong(f"{at}.value", "a number if the status is stated or inferred, else null", value)
    return Cell(
        value=number,
        written=_text(members.get("written", ""), f"{at}.written"),
        where=_text(members.get("where", ""), f"{at}.where"),
        status=status,
        entries=tuple(_items(members, "entries", _integer, at)),
    )


def _agree(root: Mapping[str, Any], cells: Mapping[Key, Cell]) -> None:
    """Numbers in `tables` are those of `cells`: a file that says two things is not guessed at."""
    for table, rows in _mapping(root.get("tables", {}), "tables").items():
        at = f"tables.{table}"
        by_row = {"count": rows} if table == "t4" else _mapping(rows, at)
        for row, columns in by_row.items():
            for column, value in _mapping(columns, f"{at}.{row}").items():
                cell = cells.get((table, row, column))
                stated = cell.stated if cell else None
                number = None if value is None else _number(value, f"{at}.{row}.{column}")
                if number != stated:
                    _wrong(path_of((table, row, column)), f"{stated} in `tables` as in `cells`", value)


def _prose(root: Mapping[str, Any]) -> tuple[tuple[Paragraph, ...], dict[str, tuple[Paragraph, ...]]]:
    """Paragraphs with their levels and authors where the file has them, else a paragraph a line."""
    texts = {"preamble": root.get("preamble") or "", **_mapping(root.get("sections", {}), "sections")}
    detailed = _mapping(root.get("paragraphs", {}), "paragraphs")
    prose = {}
    for code, text in texts.items():
        at = "preamble" if code == "preamble" else f"sections.{code}"
        lines = _text(text, at)
        if code in detailed:
            prose[code] = tuple(_items(detailed, code, _paragraph, "paragraphs"))
            if "\n".join(paragraph.text for paragraph in prose[code]) != lines:
                _wrong(f"paragraphs.{code}", f"the same text as {at} (or leave `paragraphs` out)", "another text")
        else:
            prose[code] = tuple(Paragraph(line) for line in lines.split("\n")) if lines else ()
    unknown = [code for code in detailed if code not in texts]
    if unknown:
        _wrong(f"paragraphs.{unknown[0]}", "a section that stands in `sections` too", "no such section")
    return prose.pop("preamble"), prose


def _paragraph(value: object, at: str) -> Paragraph:
    members = _mapping(value, at)
    level: Level = _one_of(members.get("level", 0), get_args(Level), f"{at}.level")
    author: Author = _one_of(members.get("by", "office"), get_args(Author), f"{at}.by")
    is_draft = members.get("is_draft", False)
    if not isinstance(is_draft, bool):
        _wrong(f"{at}.is_draft", "true or false", is_draft)
    return Paragraph(
        text=_member(members, "text", _text, at),
        level=level,
        by=author,
        figures=tuple(_items(members, "figures", _text, at)),
        is_draft=is_draft,
        entries=tuple(_items(members, "entries", _integer, at)),
    )


def _contact(value: object, at: str) -> Contact:
    members = _mapping(value, at)
    names = ("address", "phone", "postcode", "email", "website")
    return Contact(**{name: _text(members.get(name) or "", f"{at}.{name}") for name in names})


def _remark(value: object, at: str) -> Remark:
    members = _mapping(value, at)
    return Remark(*(_member(members, name, _text, at) for name in ("code", "at", "message")))


def _evidence(value: object, at: str) -> Evidence:
    members = _mapping(value, at)
    return Evidence(
        sequence=_member(members, "sequence", _integer, at),
        on=_member(members, "on", _date, at),
        subject=_member(members, "subject", _text, at),
        what=_member(members, "what", _text, at),
        where=_text(members.get("where", ""), f"{at}.where"),
    )


def _period(value: object, at: str) -> tuple[date, date]:
    days = _list(value, at)
    if len(days) != 2:
        _wrong(at, "two dates", days)
    return _date(days[0], f"{at}[0]"), _date(days[1], f"{at}[1]")


def _date(value: object, at: str) -> date:
    try:
        day = date.fromisoformat(_text(value, at))
    except ValueError:
        _wrong(at, "a date such as 2022-01-24", value)
    if day.isoformat() != value:
        _wrong(at, "a date such as 2022-01-24", value)
    return day


def _number(value: object, at: str) -> Number:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        _wrong(at, "a number", value)
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS or len(exact.as_tuple().digits) > _MOST_DIGITS:
        _wrong(at, f"a number of at most {_MOST_DIGITS} digits", "a longer one")
    return value


def _integer(value: object, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        _wrong(at, "a whole number", value)
    return value


def _text(value: object, at: str) -> str:
    if not isinstance(value, str):
        _wrong(at, "a text", value)
    return value


def _texts(value: object, at: str) -> dict[str, str]:
    return {name: _text(item, f"{at}.{name}") for name, item in _mapping(value, at).items()}


def _one_of(value: Any, allowed: tuple[Any, ...], at: str) -> Any:
    if value not in allowed:
        _wrong(at, f"one of {', '.join(map(str, allowed))}", value)
    return value


def _mapping(value: object, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _wrong(at, "an object", value)
    return value


def _list(value: object, at: str) -> list[Any]:
    if not isinstance(value, list):
        _wrong(at, "a list", value)
    return value


def _items(members: Mapping[str, Any], name: str, read: Callable[[object, str], T], at: str = "") -> list[T]:
    place = f"{at}.{name}" if at else name
    return [read(item, f"{place}[{number}]") for number, item in enumerate(_list(members.get(name, []), place))]


def _member(members: Mapping[str, Any], name: str, read: Callable[[object, str], T], at: str) -> T:
    if name not in members:
        _wrong(f"{at}.{name}", "present", "nothing")
    return read(members[name], f"{at}.{name}")


def _optional(members: Mapping[str, Any], name: str, read: Callable[[object, str], T]) -> T | None:
    value = members.get(name)
    return None if value is None else read(value, name)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of a report")


def _wrong(at: str, expected: str, found: object) -> NoReturn:
    shown = str(found)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    raise DocumentError(
        f"The JSON report is malformed: {at} should be {expected}, but is {shown!r}.",
        zh=f"JSON报告的{at}不对，现在是{shown!r}；请用gongkai compile重新生成。",
    )
