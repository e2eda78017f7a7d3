"""A letter as a Word document in the layout of GB/T 9704-2012, its fonts named as offices have them.

The fixed parts are those of the report (`documents/data/docx`); the organ mark and the red lines stand in the header
and footer of the first page. Elements inside a property stand in the order of the schema, which Word insists on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from gongkai.documents.letters import layout
from gongkai.documents.letters.model import Cell, Letter, Row, Table
from gongkai.documents.letters.pdf import notes
from gongkai.documents.writers.docx import zipped
from gongkai.documents.writers.outline import clean, width_of

_DATA = Path(__file__).parent.parent / "data" / "docx"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MM = 56.7  # twentieths of a point

# A4; margins 37, 28, 35, 26 mm; the header begins 30 mm from the top, the footer ends 20 mm from the bottom.
_SIZES = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1972" w:left="1588" w:header="1701" w:footer="1134" w:gutter="0"/>'
    '<w:cols w:space="425"/>'
)
_GRID = '<w:docGrid w:type="lines" w:linePitch="580"/>'
_STATIC = {
    "_rels/.rels": "package-rels.xml",
    "docProps/app.xml": "app.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
}
_KINDS = ("styles", "settings", "fontTable", "footer1", "footer2", "header1", "footer3")
_STYLES = (
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="OrganMark"><w:name w:val="发文机关标志"/>'
    '<w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="方正小标宋简体" '
    f'w:eastAsia="方正小标宋简体" w:hAnsi="方正小标宋简体"/><w:color w:val="{layout.RED}"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="LetterNumber"><w:name w:val="发文字号"/>'
    '<w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="FootNotes"><w:name w:val="版记"/>'
    '<w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>'
)
_LONG_CELL = 400  # characters: a row that may have to break over a page


def render(letter: Letter) -> bytes:
    """Return the letter as the bytes of a .docx file; the same letter gives the same bytes."""
    has_mark = letter.layout == "letter"
    parts = {name: _static(file) for name, file in _STATIC.items()}
    parts["word/styles.xml"] = _static("styles.xml").replace("</w:styles>", f"{_STYLES}</w:styles>")
    for number, side in ((1, "odd"), (2, "even")):
        parts[f"word/footer{number}.xml"] = _raised(_static(f"footer-{side}.xml"))
    parts["word/header1.xml"] = _part("hdr", _mark(letter) if has_mark else _paragraph("Normal", ""))
    parts["word/footer3.xml"] = _part("ftr", _red_lines(is_top=False) if has_mark else _paragraph("Normal", ""))
    parts["word/document.xml"] = _document("".join(_body(letter)), has_mark=has_mark)
    parts["docProps/core.xml"] = _core(letter)
    parts["word/_rels/document.xml.rels"] = _relations()
    return zipped({"[Content_Types].xml": _content_types(), **parts})


# --- the text ---------------------------------------------------------------------------------------------------------


def _body(letter: Letter) -> Iterator[str]:
    has_mark = letter.layout == "letter"
    if has_mark:
        yield _paragraph("LetterNumber", _run(letter.number), late='<w:spacing w:before="160"/><w:jc w:val="right"/>')
    after = "300" if letter.is_form else "580"
    gap = f'<w:spacing w:before="{1160 if has_mark else 0}" w:after="{after}"/>'
    yield _paragraph("Title", "<w:r><w:br/></w:r>".join(map(_run, layout.title_lines(letter))), late=gap)
    if not has_mark and letter.number:
        yield _paragraph("LetterNumber", _run(letter.number), late='<w:spacing w:after="580"/><w:jc w:val="center"/>')
    flush = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    if letter.addressee:
        yield _paragraph("BodyText", _run(letter.addressee), early="<w:keepNext/>", late=flush)
    kept = layout.kept(letter)
    for at, block in enumerate(letter.blocks):
        if layout.is_given_to(block):
            continue
        if isinstance(block, Table):
            yield _table(block)
        elif block.role == "heading":
            yield _paragraph("Heading1", _run(block.text))
        else:
            keep = "<w:keepNext/>" if at in kept else ""
            is_below_table = at > 0 and isinstance(letter.blocks[at - 1], Table)
            space = '<w:spacing w:before="200"/>' if is_below_table else ""
            yield _paragraph("BodyText", _run(block.text), early=keep, late=space + (flush if letter.is_form else ""))
    yield from _attachments(letter)
    yield from _given_to(letter)
    yield from _signature(letter)
    yield from _notes(letter, has_mark=has_mark)


def _attachments(letter: Letter) -> Iterator[str]:
    """One line below the text, two characters in; further entries and lines stand under the first."""
    lines = layout.attachment_lines(letter.attachments)
    width = max((width_of(number) + 0.5 for number, _ in lines if number), default=0.0)
    for at, (number, text) in enumerate(lines):
        hanging = width + (3 if at == 0 else 0)
        left = 5 + width
        space = '<w:spacing w:before="580"/>' if at == 0 else ""
        keep = "<w:keepNext/>" if layout.keeps_attachments(letter) or at + 2 >= len(lines) else ""
        indent = (
            f'<w:ind w:leftChars="{round(left * 100)}" w:left="{round(left * 320)}" '
            f'w:hangingChars="{round(hanging * 100)}" w:hanging="{round(hanging * 320)}"/>'
        )
        tab = f'<w:tabs><w:tab w:val="left" w:pos="{round(left * 320)}"/></w:tabs>' if number else ""
        label = _run("附件：") if at == 0 else ""
        counted = f"{_run(number)}<w:r><w:tab/></w:r>" if number else ""
        yield _paragraph(
            "BodyText", label + counted + _run(text), early=keep + "<w:keepLines/>", late=tab + space + indent
        )


def _given_to(letter: Letter) -> Iterator[str]:
    """To whom a paper is given: 此致 two characters in, the court flush left."""
    lines = [block.text for block in letter.paragraphs if layout.is_given_to(block)]
    for at, text in enumerate(lines):
        space = '<w:spacing w:before="580"/>' if at == 0 else ""
        flush = '<w:ind w:firstLineChars="0" w:firstLine="0"/>' if at + 1 == len(lines) else ""
        yield _paragraph("BodyText", _run(text), early="<w:keepNext/>", late=space + flush)


def _signature(letter: Letter) -> Iterator[str]:
    lines = layout.signature(letter)
    for at, (text, indent) in enumerate(lines):
        keep = "<w:keepNext/>" if at + 1 < len(lines) or notes(letter) else ""
        gap = '<w:spacing w:before="1160"/>' if at == 0 else ""
        space = f'<w:ind w:rightChars="{round(indent * 100)}" w:right="{round(indent * 320)}"/>'
        yield _paragraph("Signature", _run(text), early=keep, late=gap + space)


def _notes(letter: Letter, *, has_mark: bool) -> Iterator[str]:
    """The notes (版记) in a frame at the foot of the text area, and the last line of the text, to which it is tied.

    The line is 1 pt high and stays on the page of the signature; ruled off only where there is no organ mark.
    """
    said = notes(letter)
    frame = (
        '<w:framePr w:w="8844" w:hSpace="0" w:vSpace="290" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
        'w:xAlign="center" w:yAlign="bottom"/>'
    )
    line = 'w:val="single" w:sz="6" w:space="1" w:color="auto"'
    border = "" if has_mark else f"<w:pBdr><w:top {line}/><w:bottom {line}/></w:pBdr>"  # alike, so drawn around all
    indent = '<w:ind w:left="1120" w:right="280" w:hanging="840"/>'
    for note in said:
        yield _paragraph("FootNotes", _run(note), early=f"<w:keepNext/><w:keepLines/>{frame}", late=border + indent)
    if said:
        yield _paragraph("FootNotes", "", late='<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>')


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(table: Table) -> str:
    widths = [_width([width]) for width in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    last = len(table.rows) - 1
    keeps = len(table.rows) <= 8  # a small table stays on one page
    rows = "".join(
        _row(row, table, is_head=at < table.head_rows, keeps=keeps and at < last) for at, row in enumerate(table.rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: Row, table: Table, *, is_head: bool, keeps: bool) -> str:
    cells = []
    at = 0
    for cell in row.cells:
        cells.append(_cell(cell, _width(table.widths[at : at + cell.span]), table.size, keeps=keeps))
        at += cell.span
    whole = "" if any(len(cell.text) > _LONG_CELL for cell in row.cells) else "<w:cantSplit/>"
    head = "<w:tblHeader/>" if is_head else ""
    height = f'<w:trHeight w:val="{round(row.height * _MM)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr>{whole}{height}{head}</w:trPr>{''.join(cells)}</w:tr>"


def _width(millimetres: Sequence[float]) -> int:
    return sum(round(each * _MM) for each in millimetres)


def _cell(cell: Cell, width: int, size: float, *, keeps: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    style = "TableHead" if cell.is_label else "TableText"
    early = "<w:keepNext/>" if keeps else ""
    late = f'<w:spacing w:line="{round(size * 28)}" w:lineRule="exact"/><w:jc w:val="{cell.align}"/>'
    lines = cell.text.split("\n")
    paragraphs = "".join(_paragraph(style, _run(line, size=round(size * 2)), early=early, late=late) for line in lines)
    margins = '<w:tcMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tcMar>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{margins}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


# --- the first page ---------------------------------------------------------------------------------------------------


def _mark(letter: Letter) -> str:
    """The organ mark, and the double line 4 mm below it."""
    mark = layout.mark(letter)
    line = round(mark.size * 1.15 * 20)
    text = "<w:r><w:br/></w:r>".join(_run(each, size=round(mark.size * 2)) for each in mark.lines)
    return _paragraph("OrganMark", text, late=f'<w:spacing w:line="{line}" w:lineRule="exact"/>') + _red_lines(
        is_top=True
    )


def _red_lines(*, is_top: bool) -> str:
    """Two red lines 170 mm long, centred on the page: thick over thin at the top, thin over thick at the foot."""
    return "".join(
        _red_line(size, is_top=is_top, is_first=at == 0) for at, size in enumerate((14, 5) if is_top else (5, 14))
    )


def _red_line(size: int, *, is_top: bool, is_first: bool) -> str:
    side = "bottom" if is_top else "top"
    border = f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{layout.RED}"/></w:pBdr>'
    line = 227 if is_top and is_first else 40  # 4 mm above the first line
    space = f'<w:spacing w:line="{line}" w:lineRule="exact"/><w:ind w:left="-454" w:right="-340"/>'
    return _paragraph("Normal", "", late=border + '<w:snapToGrid w:val="0"/>' + space)


def _raised(footer: str) -> str:
    """The report's footer, lifted to 7 mm below the text, for the footer here ends lower."""
    return footer.replace("<w:ind ", '<w:spacing w:after="272"/><w:ind ', 1)


# --- the package ------------------------------------------------------------------------------------------------------


def _paragraph(style: str, content: str, *, early: str = "", late: str = "") -> str:
    """A paragraph; `early` and `late` are properties that the schema puts before and after `w:numPr`."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{early}{late}</w:pPr>{content}</w:p>'


def _run(text: str, *, size: int = 0) -> str:
    """A run of text; `size` in half points where it is not the style's."""
    text = clean(text) or ("　" * (len(text) > 0))
    if not text:
        return ""
    sized = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{sized}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _part(tag: str, content: str) -> str:
    return f'{_XML}<w:{tag} xmlns:w="{_W}">{content}</w:{tag}>'


def _document(body: str, *, has_mark: bool) -> str:
    footers = '<w:footerReference w:type="even" r:id="rId5"/><w:footerReference w:type="default" r:id="rId4"/>'
    first = '<w:headerReference w:type="first" r:id="rId6"/><w:footerReference w:type="first" r:id="rId7"/>'
    section = f"{first if has_mark else ''}{footers}{_SIZES}{'<w:titlePg/>' if has_mark else ''}{_GRID}"
    return (
        f'{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}'
        f"<w:sectPr>{section}</w:sectPr></w:body></w:document>"
    )


def _core(letter: Letter) -> str:
    at = f"{letter.dated_on.isoformat()}T00:00:00Z"
    days = "".join(f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{at}</dcterms:{tag}>' for tag in ("created", "modified"))
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(letter.title)}</dc:title><dc:creator>{escape(letter.organ)}</dc:creator>"
        f"<dc:language>zh-CN</dc:language>{days}</cp:coreProperties>"
    )


def _content_types() -> str:
    base = "application/vnd.openxmlformats-officedocument."
    types = {"word/document.xml": "wordprocessingml.document.main", "docProps/app.xml": "extended-properties"}
    types |= {f"word/{name}.xml": f"wordprocessingml.{name.rstrip('123')}" for name in _KINDS}
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


def _relations() -> str:
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_R}/{name.rstrip("123")}" Target="{name}.xml"/>'
        for at, name in enumerate(_KINDS, 1)
    )
    return f'{_XML}<Relationships xmlns="{_REL}">{relations}</Relationships>'


@lru_cache(maxsize=16)
def _static(file: str) -> str:
    return (_DATA / file).read_text(encoding="utf-8")
