"""A report as one self-contained, accessible web page: no script, nothing fetched, prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from gongkai.documents.webfont import font_face
from gongkai.documents.writers.outline import (
    DRAFT_NOTICE,
    Field,
    Heading,
    Outline,
    PrintedCell,
    Signature,
    Table,
    Text,
    outline,
)
from gongkai.report.model import AnnualReport, Finding
from gongkai.statute.forms import path_of

_CSS = Path(__file__).parent.parent / "data" / "report.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
_WIDTHS = {
    "t2": (27.4, 24.2, 24.2, 24.2),
    "t3": (9, 11, 34, 8, 6, 6, 6, 6, 6, 8),
    "t4": (6.666,) * 15,
}
_UNITS = {"t3": "（单位：件）", "t4": "（单位：件）"}
_SEVERITIES = {"error": "错误", "warning": "提醒", "prompt": "提示"}


def render(report: AnnualReport, findings: Sequence[Finding] = ()) -> bytes:
    """Return the report as the bytes of an .html file; findings follow at the end, on screen only.

    Raises:
        DocumentError: the report names no statutory form.
    """
    paper = outline(report)
    body = "".join((*_body(paper), *_findings(findings, report)))
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(paper.title)}</title>\n"
        f'<meta name="author" content="{escape(paper.office)}">\n{_date(paper)}'
        f"<style>\n{font_face(body)}{_style()}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _body(paper: Outline) -> Iterator[str]:
    if paper.is_draft:
        yield f'<p class="notice" role="note">{DRAFT_NOTICE}</p>\n'
    if paper.entry:
        yield _entry(paper.entry)
    yield f"<h1>{''.join(f'<span>{escape(line)}</span>' for line in paper.title_lines)}</h1>\n"
    is_open = False
    for block in paper.blocks:
        match block:
            case Heading():
                yield "</section>\n" if is_open else ""
                page = ' class="page"' if block.starts_page else ""
                yield f'<section aria-labelledby="{block.code}"{page}>\n'
                yield f'<h2 id="{block.code}">{escape(block.text)}</h2>\n'
                is_open = True
            case Text():
                yield _text(block)
            case Table():
                yield _table(block)
            case Signature():
                yield "</section>\n" if is_open else ""
                is_open = False
                lines = "".join(f"<p>{escape(line)}</p>" for line in (block.office, block.date) if line)
                yield f'<div class="signature">{lines}</div>\n'
    yield "</section>\n" if is_open else ""


def _entry(rows: Sequence[Sequence[Field]]) -> str:
    """The catalogue entry: names and values in turn; a field that has the row to itself fills it."""
    drawn = []
    for row in rows:
        span = ' colspan="3"' if len(row) == 1 else ""
        cells = (f'<th scope="row">{escape(one.name)}</th><td{span}>{escape(one.value)}</td>' for one in row)
        drawn.append(f"<tr>{''.join(cells)}</tr>\n")
    return f'<table class="entry" aria-label="目录信息">\n<tbody>\n{"".join(drawn)}</tbody>\n</table>\n'


def _text(block: Text) -> str:
    text = escape(block.text)
    if block.is_draft:
        text = f'<mark>{text}<span class="hidden">（待补充或确认）</span></mark>'
    tag = f"h{block.rank + 2}" if block.rank else "p"
    return f"<{tag}>{text}</{tag}>\n"


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS[table.id])
    caption = f"{escape(table.caption)}{_UNITS.get(table.id, '')}"
    return (
        '<p class="hint" aria-hidden="true" data-hint="表格较宽，可左右滑动查看。"></p>\n'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}表，可左右滑动">\n'
        f'<table id="{table.id}">\n<caption>{caption}</caption>\n<colgroup>{columns}</colgroup>\n'
        f"{''.join(_groups(table))}</table>\n</div>\n"
    )


def _groups(table: Table) -> Iterator[str]:
    """Heading rows in `thead`, then the body; in table two each block with its headings is a body of its own."""
    if table.head_rows:
        yield f"<thead>\n{''.join(_row(table, y, ()) for y in range(table.head_rows))}</thead>\n"
    heads = [cell for row in table.rows[: table.head_rows] for cell in row]
    yield "<tbody>\n"
    for y, row in enumerate(table.rows):
        if y < table.head_rows:
            continue
        if row[0].kind == "block":
            heads = []
            yield "</tbody>\n<tbody>\n" if y else ""
        heads += [cell for cell in row if cell.kind in ("block", "head")]
        yield _row(table, y, heads)
    yield "</tbody>\n"


def _row(table: Table, y: int, heads: Sequence[PrintedCell]) -> str:
    return f"<tr>{''.join(_cell(table, cell, heads) for cell in table.rows[y])}</tr>\n"


def _cell(table: Table, cell: PrintedCell, heads: Sequence[PrintedCell]) -> str:
    span = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    span += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    text = "<wbr>".join(map(escape, cell.lines))
    if cell.figure is not None:
        path = path_of(cell.figure.key)
        return f'<td id="{path}" headers="{_headers(table, cell, heads)}"{span}>{text}</td>'
    scope = {"label": "row", "block": "rowgroup"}.get(cell.kind, "colgroup" if cell.colspan > 1 else "col")
    names: list[str] = [cell.kind]
    if cell.kind == "label" and cell.rowspan > 1:
        names.append("group")
    if len(cell.lines) > 1 or len(cell.text) <= 3:
        names.append("keep")
    return f'<th id="{_id(table, cell)}" scope="{scope}" class="{" ".join(names)}"{span}>{text}</th>'


def _headers(table: Table, cell: PrintedCell, heads: Sequence[PrintedCell]) -> str:
    """The headings above a figure, then the labels to its left, from the general to the particular."""
    end = cell.x + cell.colspan
    above = [head for head in heads if head.kind != "corner" and head.x < end and cell.x < head.x + head.colspan]
    beside = [label for label in table.covering(cell.y) if label.kind == "label"]
    return " ".join(_id(table, header) for header in (*above, *beside))


def _id(table: Table, cell: PrintedCell) -> str:
    return f"{table.id}-{cell.y}-{cell.x}"


def _findings(findings: Sequence[Finding], report: AnnualReport) -> Iterator[str]:
    if not findings:
        return
    from gongkai.report.words import finding_text

    paths = {figure.path for figure in report.form.figures.values()}
    yield '<section class="findings" aria-labelledby="findings">\n<h2 id="findings">校验结果</h2>\n<ul>\n'
    for finding in findings:
        text = escape(finding_text(finding, lang="zh"))
        if finding.at in paths:
            text = f'<a href="#{finding.at}">{text}</a>'
        yield f'<li class="{finding.severity}"><b>{_SEVERITIES[finding.severity]}</b>{text}</li>\n'
    yield "</ul>\n</section>\n"


def _date(paper: Outline) -> str:
    return f'<meta name="date" content="{paper.published_on.isoformat()}">\n' if paper.published_on else ""


@lru_cache(maxsize=1)
def _style() -> str:
    return _CSS.read_text(encoding="utf-8")
