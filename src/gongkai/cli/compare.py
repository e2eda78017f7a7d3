"""`gongkai compare`: what changed between two reports, in figures and in text."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import language, print_json, say
from gongkai.cli.show import table

if TYPE_CHECKING:
    from gongkai.report.compare import Comparison, SectionChange
    from gongkai.report.model import AnnualReport
    from gongkai.report.sentences import SentenceChange
    from gongkai.report.words import Language

_MOST = 5
"""Changed sentences of a section that the terminal shows."""

_LONGEST = 70
"""Characters of a sentence that the terminal shows."""


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai compare 报告2024/report.json 报告2025/report.json\n"
        "  gongkai compare 去年.docx 今年.docx --html 比较.html --xlsx 比较.xlsx\n"
        "  gongkai compare 去年.docx 今年.docx --json\n\n"
        "列出不同的数字（旧、新、增减）、上年结转是否衔接，以及各部分文字逐句的改动和与旧报告相同的比例。",
        "Examples:\n"
        "  gongkai compare report2024/report.json report2025/report.json\n"
        "  gongkai compare last.docx this.docx --html changes.html --xlsx changes.xlsx\n"
        "  gongkai compare last.docx this.docx --json\n\n"
        "Lists figures that differ (old, new, change), whether the carry-over fits, and the text of each section\n"
        "sentence by sentence with the share that stands word for word in the older report.",
    )
    parser.add_argument("old", metavar="OLD", help=say("旧报告", "the older report"))
    parser.add_argument("new", metavar="NEW", help=say("新报告", "the newer report"))
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.add_argument("--html", metavar="OUT", help=say("写网页", "write a web page"))
    parser.add_argument("--xlsx", metavar="OUT", help=say("写工作簿", "write a workbook"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the differences; that there are some is no error."""
    from gongkai.cli.compile import load_report
    from gongkai.report.compare import compare

    outs = _outs(options)
    comparison = compare(load_report(options.old), load_report(options.new))
    _write(comparison, options)
    if options.json:
        print_json(_object(comparison))
        return FINE
    if outs:
        print(f"{_heading(comparison)}  {_summary(comparison)}")
        for out in outs:
            print(f"  → {out}")
    else:
        _show(comparison)
    return FINE


def _outs(options: argparse.Namespace) -> list[Path]:
    """The files to write, none of them one that is read."""
    from gongkai.cli.files import require_apart
    from gongkai.cli.views import require_xlsx

    outs = [Path(out) for out in (options.html, options.xlsx) if out]
    for out in outs:
        require_apart(out, (Path(options.old), Path(options.new)))
    if options.xlsx:
        require_xlsx(Path(options.xlsx))
    return outs


def _write(comparison: Comparison, options: argparse.Namespace) -> None:
    from gongkai.cli.files import placed, save

    if options.html:
        from gongkai.documents.writers.compare_html import render

        save(Path(options.html), render(comparison, _lang()))
    if options.xlsx:
        from gongkai.documents.writers.compare_xlsx import write

        with placed(Path(options.xlsx)) as temporary:
            write(comparison, temporary, _lang())


# --- the terminal -------------------------------------------------------------------------------------------------


def _heading(comparison: Comparison) -> str:
    return "  →  ".join(
        f"{report.office or say('机关不详', 'unknown office')} {report.year or say('年度不详', 'unknown year')}"
        for report in (comparison.old, comparison.new)
    )


def _summary(comparison: Comparison) -> str:
    count, total = len(comparison.differences), len(comparison.cells)
    return say(f"{total}格中{count}格不同", f"{count} of {total} cells differ")


def _show(comparison: Comparison) -> None:
    from gongkai.documents.writers.compare_words import changed, notes, section_sentence, shown
    from gongkai.documents.writers.review import TABLES
    from gongkai.report.words import finding_text

    print(_heading(comparison))
    for note in notes(comparison, _lang()):
        print(f"  {note}")
    rows = [
        (
            say(*TABLES[one.figure.table]),
            shown(one.old, _lang()),
            shown(one.new, _lang()),
            changed(one),
            say(one.figure.label, one.figure.gloss),
        )
        for one in comparison.differences
    ]
    if rows:
        head = (say("表", "table"), say("旧", "old"), say("新", "new"), say("增减", "change"), say("单元格", "cell"))
        table(head, rows)
    else:
        print(say("  数字全部相同。", "  All figures are equal."))
    for finding in comparison.findings or ():
        print(f"  {finding.rule}  {finding_text(finding, _lang())}")
    for section in comparison.sections:
        print(f"  {say(section.heading, section.code)}{say('：', ': ')}{section_sentence(section, _lang())}")
        _show_sentences(section)


def _show_sentences(section: SectionChange) -> None:
    different = [one for one in section.sentences if one.kind != "same"]
    for one in different[:_MOST]:
        print(f"    {_sentence(one)}")
    if len(different) > _MOST:
        left = len(different) - _MOST
        print(say(f"    另有{left}句，见 --html 或 --xlsx", f"    {left} more: see --html or --xlsx"))


def _sentence(one: SentenceChange) -> str:
    """A change on one line: [-去掉的-]{+加上的+} within a sentence, as word-level comparisons print it."""
    if one.kind == "changed":
        marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
        pieces = [(piece.kind, _flat(piece.text)) for piece in one.pieces]
        told = "".join(marks[kind].format(_middle(text) if kind == "same" else _short(text)) for kind, text in pieces)
        return f"~ {told}"
    return f"- {_short(_flat(one.old))}" if one.kind == "removed" else f"+ {_short(_flat(one.new))}"


def _flat(text: str) -> str:
    from gongkai.documents.writers.review import printable

    return printable(" ".join(text.split()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _middle(text: str) -> str:
    """What stayed between two changes: enough of it to know the place."""
    return text if len(text) <= 24 else f"{text[:11]}…{text[-11:]}"


# --- JSON ---------------------------------------------------------------------------------------------------------


def _object(comparison: Comparison) -> dict[str, Any]:
    from gongkai.documents.writers.compare_words import notes
    from gongkai.report.model import written
    from gongkai.report.words import finding_text

    findings = comparison.findings
    return {
        "old": _named(comparison.old),
        "new": _named(comparison.new),
        "notes": list(notes(comparison, "zh")),
        "cells": [
            {
                "path": one.figure.path,
                "old": one.old.written,
                "new": one.new.written,
                "change": None if one.change is None else written(one.change),
            }
            for one in comparison.differences
        ],
        "carry_over": None if findings is None else [finding_text(one, "zh") for one in findings],
        "repeated_text": {
            section.code: round(section.share, 3) for section in comparison.sections if section.share is not None
        },
        "text": [_section(section) for section in comparison.sections],
    }


def _named(report: AnnualReport) -> dict[str, Any]:
    return {"office": report.office, "year": report.year, "form": report.form_id}


def _section(section: SectionChange) -> dict[str, Any]:
    return {
        "section": section.code,
        "heading": section.heading,
        "presence": section.presence,
        "sentences": [
            {"kind": one.kind, "old": one.old, "new": one.new} for one in section.sentences if one.kind != "same"
        ],
    }


def _lang() -> Language:
    return "zh" if language() == "zh" else "en"
