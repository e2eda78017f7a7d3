"""A report as a Word document in the layout of GB/T 9704-2012, for Word, WPS and LibreOffice.

The package is written part by part: the fixed parts (styles, settings, footers) are files under `data/docx`, the
rest is built here. Elements inside a property stand in the order of the schema, which Word insists on.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from gongkai.documents.writers.outline import (
    DRAFT_COMMENT,
    DRAFT_NOTICE,
    TABLE_SIZE,
    Field,
    Heading,
    Outline,
    PrintedCell,
    Signature,
    Table,
    Text,
    fitting_size,
    outline,
)
from gongkai.report.model import AnnualReport, Finding

_DATA = Path(__file__).parent.parent / "data" / "docx"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)

# In twentieths of a point: A4; 37, 28, 35 and 26 mm; the text is 156 mm wide and 22 lines of 29 pt high. The 28
# characters of a line come from spacing by -0.25 pt in the styles: grids of characters look different in LibreOffice.
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1972" w:left="1588" w:header="1134" w:footer="1406" w:gutter="0"/>'
    '<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="580"/>'
)
_WIDTHS = {
    "t2": (2411, 2144, 2144, 2145),
    "t3": (740, 930, 3044, 720, 544, 544, 544, 544, 544, 690),
    "t4": (590, 590, 590, 590, 589, 590, 590, 590, 590, 589, 590, 590, 590, 590, 586),
}
_ENTRY_WIDTHS = (1200, 3222, 1200, 3222)
_ROW_HEIGHTS = {"t2": 400, "t3": 340, "t4": 400}
_PARTS = {
    "word/styles.xml": ("styles", "wordprocessingml.styles"),
    "word/settings.xml": ("settings", "wordprocessingml.settings"),
    "word/fontTable.xml": ("fontTable", "wordprocessingml.fontTable"),
    "word/footer1.xml": ("footer", "wordprocessingml.footer"),
    "word/footer2.xml": ("footer", "wordprocessingml.footer"),
}
_STATIC = {
    "_rels/.rels": "package-rels.xml",
    "docProps/app.xml": "app.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/footer1.xml": "footer-odd.xml",
    "word/footer2.xml": "footer-even.xml",
}


def render(report: AnnualReport, findings: Sequence[Finding] = ()) -> bytes:
    """Return the report as the bytes of a .docx file; findings are not part of what is handed in.

    Raises:
        DocumentError: the report names no statutory form.
    """
    paper = outline(report)
    comments: list[str] = []
    body = "".join(_body(paper, comments))
    parts = {name: _static(file) for name, file in _STATIC.items()}
    parts["word/document.xml"] = _document(body)
    parts["docProps/core.xml"] = _core(paper)
    if comments:
        parts["word/comments.xml"] = f'{_XML}<w:comments xmlns:w="{_W}">{"".join(comments)}</w:comments>'
    parts["word/_rels/document.xml.rels"] = _relations(has_comments=bool(comments))
    return zipped({"[Content_Types].xml": _content_types(has_comments=bool(comments)), **parts})


def _body(paper: Outline, comments: list[str]) -> Iterator[str]:
    if paper.is_draft:
        yield _paragraph("DraftNotice", _run(DRAFT_NOTICE, is_marked=True))
    if paper.entry:
        yield _entry(paper.entry)
    gap = '<w:spacing w:before="580"/>' if paper.entry else ""
    yield _paragraph("Title", "<w:r><w:br/></w:r>".join(map(_run, paper.title_lines)), late=gap)
    after_table = False
    for at, block in enumerate(paper.blocks):
        following = paper.blocks[at + 1] if at + 1 < len(paper.blocks) else None
        gap = _gap(before=after_table, after=isinstance(following, Table))
        match block:
            case Heading():
                page = "<w:pageBreakBefore/>" if block.starts_page else ""
                yield _paragraph("Heading1", _run(block.text), early=page, late=gap)
            case Text():
                keep = "<w:keepNext/>" if isinstance(following, Signature) else ""
                yield _text(block, comments, early=keep, late=gap)
            case Table():
                yield _table(block)
            case Signature():
                yield from _signature(block)
        after_table = isinstance(block, Table)


def _gap(*, before: bool, after: bool) -> str:
    """Space between a paragraph and the table above or below it."""
    space = (' w:before="160"' if before else "") + (' w:after="80"' if after else "")
    return f"<w:spacing{space}/>" if space else ""


def _text(block: Text, comments: list[str], *, early: str, late: str) -> str:
    style = {2: "Heading2", 3: "Heading3"}.get(block.level, "BodyText")
    run = _run(block.text, is_marked=block.is_draft)
    if block.is_draft:
        number = len(comments)
        comments.append(_comment(number))
        run = (
            f'<w:commentRangeStart w:id="{number}"/>{run}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
        )
    return _paragraph(style, run, early=early, late=late)


def _signature(block: Signature) -> Iterator[str]:
    """Office and date to the right, the shorter centred, two lines below the text and never apart."""
    lines = [(block.office, block.office_indent), (block.date, block.date_indent)]
    lines = [(text, indent) for text, indent in lines if text]
    for at, (text, indent) in enumerate(lines):
        keep = "<w:keepNext/>" if at + 1 < len(lines) else ""
        gap = '<w:spacing w:before="1160"/>' if at == 0 else ""
        space = f'<w:ind w:rightChars="{round(indent * 100)}" w:right="{round(indent * 320)}"/>'
        yield _paragraph("Signature", _run(text), early=keep, late=gap + space)


def _entry(rows: Sequence[Sequence[Field]]) -> str:
    """The catalogue entry: names and values between thin grey lines."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>' for side in sides)
    drawn = "".join(f"<w:tr>{_row_of_height(400)}{''.join(_entry_cells(row))}</w:tr>" for row in rows)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(_ENTRY_WIDTHS)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCaption w:val="目录信息"/></w:tblPr>'
        f"{_grid(_ENTRY_WIDTHS)}{drawn}</w:tbl>"
    )


def _entry_cells(row: Sequence[Field]) -> Iterator[str]:
    """Names and values in turn; the value of a field that has the row to itself takes what is left of it."""
    name, *rest = _ENTRY_WIDTHS
    for field in row:
        width = rest[0] if len(row) > 1 else sum(rest)
        span = "" if len(row) > 1 else '<w:gridSpan w:val="3"/>'
        yield _entry_cell("TableHead", field.name, name)
        yield _entry_cell("TableLabel", field.value, width, span)


def _entry_cell(style: str, text: str, width: int, span: str = "") -> str:
    margins = '<w:tcMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tcMar>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{margins}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(style, _run(text), early='<w:keepNext/>')}</w:tc>"
    )


def _table(table: Table) -> str:
    widths = _WIDTHS[table.id]
    rows = "".join(_row(table, y, widths) for y in range(len(table.rows)))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr>'
        f"{_grid(widths)}{rows}</w:tbl>"
    )


def _grid(widths: Sequence[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _row_of_height(height: int, head: str = "") -> str:
    return f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>'


def _row(table: Table, y: int, widths: Sequence[int]) -> str:
    head = "<w:tblHeader/>" if y < table.head_rows else ""
    keeps = table.id != "t3" and y + 1 < len(table.rows)  # tables two and four stay on one page
    cells = "".join(_cell(cell, y, widths, keeps=keeps) for cell in table.covering(y))
    return f"<w:tr>{_row_of_height(_ROW_HEIGHTS[table.id], head)}{cells}</w:tr>"


def _cell(cell: PrintedCell, y: int, widths: Sequence[int], *, keeps: bool) -> str:
    """A cell in row `y`: its text where it begins, an empty continuation below (`vMerge`)."""
    begins = cell.y == y
    width = sum(widths[cell.x : cell.x + cell.colspan])
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = ('<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>") if cell.rowspan > 1 else ""
    style = {"block": "TableHead", "head": "TableHead", "label": "TableLabel"}.get(cell.kind, "TableText")
    if cell.kind == "label" and (cell.rowspan > 1 or len(widths) == 4):
        style = "TableText"
    size = fitting_size(cell.text, width / 20 - 4) if cell.kind == "value" else TABLE_SIZE
    content = "<w:r><w:br/></w:r>".join(_run(line, size=size) for line in cell.lines) if begins else ""
    paragraph = _paragraph(style, content, early="<w:keepNext/>" if keeps else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph}</w:tc>"
    )


def _paragraph(style: str, content: str, *, early: str = "", late: str = "") -> str:
    """A paragraph; `early` and `late` are properties that the schema puts before and after `w:numPr`."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{early}{late}</w:pPr>{content}</w:p>'


def _run(text: str, *, is_marked: bool = False, size: float = TABLE_SIZE) -> str:
    """A run of text; `size` in points only where a figure is too long for its column."""
    if not text:
        return ""
    small = f'<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/>' if size < TABLE_SIZE else ""
    mark = '<w:highlight w:val="yellow"/>' if is_marked else ""
    properties = f'<w:rPr><w:rFonts w:hint="eastAsia"/>{small}{mark}</w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _comment(number: int) -> str:
    return (
        f'<w:comment w:id="{number}" w:author="公开" w:initials="公开"><w:p>'
        '<w:pPr><w:pStyle w:val="CommentText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
        f"{_run(DRAFT_COMMENT)}</w:p></w:comment>"
    )


def _document(body: str) -> str:
    footers = '<w:footerReference w:type="even" r:id="rId5"/><w:footerReference w:type="default" r:id="rId4"/>'
    return (
        f'{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}'
        f"<w:sectPr>{footers}{_PAGE}</w:sectPr></w:body></w:document>"
    )


def _core(paper: Outline) -> str:
    created = ""
    if paper.published_on:
        day = f"{paper.published_on.isoformat()}T00:00:00Z"
        created = "".join(
            f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{day}</dcterms:{tag}>' for tag in ("created", "modified")
        )
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(paper.title)}</dc:title><dc:creator>{escape(paper.office)}</dc:creator>"
        f"<dc:language>zh-CN</dc:language>{created}</cp:coreProperties>"
    )


def _content_types(*, has_comments: bool) -> str:
    base = "application/vnd.openxmlformats-officedocument."
    types = {"word/document.xml": "wordprocessingml.document.main"}
    types |= {name: kind for name, (_, kind) in _PARTS.items()}
    if has_comments:
        types["word/comments.xml"] = "wordprocessingml.comments"
    types["docProps/app.xml"] = "extended-properties"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{base}{kind}+xml"/>' for name, kind in types.items()
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(*, has_comments: bool) -> str:
    targets = [(kind, name.removeprefix("word/")) for name, (kind, _) in _PARTS.items()]
    if has_comments:
        targets.append(("comments", "comments.xml"))
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_REL}">{relations}</Relationships>'


@lru_cache(maxsize=len(_STATIC))
def _static(file: str) -> str:
    return (_DATA / file).read_text(encoding="utf-8")


def zipped(parts: dict[str, str]) -> bytes:
    """The package, with a fixed time on every part so that the same paper gives the same bytes; letters are packed so too."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()
