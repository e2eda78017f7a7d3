"""The same pages written straight in typst, without our template: what the limit of the PDF writer is measured by."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from gongkai.documents.fonts import choose_fonts
from gongkai.documents.writers.outline import Heading, Outline, Signature, Table, Text, outline
from gongkai.report.model import AnnualReport


def bare_pdf(report: AnnualReport) -> Callable[[], bytes]:
    """A call that sets the report's text and tables with a compiler of its own; another title each time, so that
    nothing but the fonts is remembered."""
    import typst

    paper = outline(report)
    fonts = choose_fonts(set("—0123456789").union(*paper.texts()))
    compiler = typst.Compiler(font_paths=list(fonts.folders), ignore_system_fonts=True)
    family = fonts.families("body")[0]
    turn = itertools.count()

    def once() -> bytes:
        source = _source(paper, family, f"{paper.title} {next(turn)}")
        pdf = compiler.compile(source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"])
        assert isinstance(pdf, bytes)
        return pdf

    return once


def _source(paper: Outline, family: str, title: str) -> str:
    lines = [
        f'#set document(title: "{title}")',
        f'#set text(font: "{family}", size: 16pt, lang: "zh", region: "cn")',
        "#set page(margin: (top: 37mm, left: 28mm, bottom: 35mm, right: 26mm))",
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true))",
        f"#align(center)[#text(size: 22pt)[#{_quoted(title)}]]",
    ]
    for block in paper.blocks:
        match block:
            case Heading():
                lines.append(f"#heading[#{_quoted(block.text)}]")
            case Text():
                lines.append(f"#{_quoted(block.text)}\n")
            case Table():
                lines.append(_table(block))
            case Signature():
                lines.append(f"#align(right)[#{_quoted(block.office)} #{_quoted(block.date)}]")
    return "\n".join(lines)


def _table(table: Table) -> str:
    cells = (
        f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan})[#{_quoted(''.join(cell.lines))}]"
        for row in table.rows
        for cell in row
    )
    return f"#[#set text(size: 8pt)\n#table(columns: {table.width}, {', '.join(cells)})]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
