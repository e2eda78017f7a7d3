"""Two reports side by side as a workbook: what it says in short, every figure, every sentence."""

from __future__ import annotations

from pathlib import Path

from gongkai.documents.writers.compare_words import KINDS, notes, section_sentence
from gongkai.documents.writers.review import STATUSES, TABLES, speaker
from gongkai.documents.writers.review_rows import Looks, Rows, close_book, new_book
from gongkai.report.compare import Comparison
from gongkai.report.words import Language, finding_text


def write(comparison: Comparison, path: Path, lang: Language = "zh") -> None:
    """Write the workbook to a file."""
    book = new_book(path)
    looks = Looks(book)
    for sheet in (_overview, _figures, _text):
        sheet(comparison, looks, lang).finish()
    close_book(book)


def _overview(comparison: Comparison, looks: Looks, lang: Language) -> Rows:
    say = speaker(lang)
    rows = Rows(looks, say("概览", "Overview"), ((say("项目", "What"), 24), (say("内容", "Says"), 110)))
    for name, report in ((say("旧报告", "older"), comparison.old), (say("新报告", "newer"), comparison.new)):
        rows.add((name, f"{report.office or ''} {report.year or ''} {report.form_id or ''}".strip()))
    count = len(comparison.differences)
    rows.add((say("不同的数字", "figures that differ"), f"{count} / {len(comparison.cells)}"))
    for note in notes(comparison, lang):
        rows.add((say("说明", "note"), note))
    for finding in comparison.findings or ():
        rows.add((f"{say('跨年核对', 'across years')} {finding.rule}", finding_text(finding, lang)))
    for section in comparison.sections:
        rows.add((section.heading, section_sentence(section, lang)))
    return rows


def _figures(comparison: Comparison, looks: Looks, lang: Language) -> Rows:
    say = speaker(lang)
    columns = (
        *((say("表", "Table"), 10), (say("单元格", "Cell"), 76), (say("代码", "Path"), 40)),
        *((say("旧", "Old"), 12), (say("新", "New"), 12), (say("增减", "Change"), 12)),
        *((say("不同", "Differs"), 8), (say("旧原文", "Old as written"), 16), (say("新原文", "New as written"), 16)),
        *((say("旧状态", "Old status"), 12), (say("新状态", "New status"), 12)),
    )
    rows = Rows(looks, say("数字", "Figures"), columns)
    for one in comparison.cells:
        figure = one.figure
        label = figure.label if lang == "zh" else figure.gloss
        differs = "" if one.is_equal else say("不同", "yes")
        written = (one.old.written, one.new.written, say(*STATUSES[one.old.status]), say(*STATUSES[one.new.status]))
        numbers = (one.old.stated, one.new.stated, one.change)
        rows.add((say(*TABLES[figure.table]), label, figure.path, *numbers, differs, *written))
    return rows


def _text(comparison: Comparison, looks: Looks, lang: Language) -> Rows:
    say = speaker(lang)
    columns = (
        (say("部分", "Section"), 30),
        (say("情况", "What"), 10),
        (say("旧", "Old"), 70),
        (say("新", "New"), 70),
    )
    rows = Rows(looks, say("文字", "Text"), columns)
    for section in comparison.sections:
        for one in section.sentences:
            rows.add((section.heading, say(*KINDS[one.kind]), one.old, one.new))
    return rows
