"""What a comparison of two reports says in sentences, for terminal, web page and workbook alike."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.documents.writers.review import TABLES, speaker
from gongkai.report.compare import Comparison, Difference, SectionChange
from gongkai.report.model import Cell, written
from gongkai.report.words import Language

KINDS = {
    "changed": ("改写", "changed"),
    "removed": ("删去", "removed"),
    "added": ("新增", "added"),
    "same": ("相同", "same"),
}


def notes(comparison: Comparison, lang: Language = "zh") -> Iterator[str]:
    """Yield what a reader must know before the figures: other offices, years that do not follow, other forms."""
    say = speaker(lang)
    old, new = comparison.old, comparison.new
    if old.office and new.office and old.office != new.office:
        yield say(
            f"两份报告的机关名称不同（{old.office}、{new.office}），请确认是同一机关。",
            f"The reports name different offices ({old.office}, {new.office}); make sure they are the same.",
        )
    if old.year is None or new.year is None:
        yield say("有一份报告年度不详，不核对上年结转。", "A year is not known, so the carry-over is not checked.")
    elif old.year == new.year:
        yield say(
            f"两份都是{new.year}年的报告，不核对上年结转。",
            f"Both are reports of {new.year}; no carry-over is checked.",
        )
    elif new.year != old.year + 1:
        yield say(
            f"两份报告的年度（{old.year}、{new.year}）不相连，不核对上年结转。",
            f"The years {old.year} and {new.year} do not follow each other, so the carry-over is not checked.",
        )
    if old.form_id != new.form_id:
        yield from _of_forms(comparison, lang)


def _of_forms(comparison: Comparison, lang: Language) -> Iterator[str]:
    say = speaker(lang)
    compared = {one.figure.table for one in comparison.cells}
    for table, count in comparison.incomparable.items():
        name = say(*TABLES[table])
        if table in compared:
            yield say(
                f"两份报告格式不同，{name}有{count}格旧格式没有，不作比较。",
                f"The forms differ: {count} cells of {name} are not in the older form and are not compared.",
            )
        else:
            yield say(f"两份报告格式不同，{name}不作比较。", f"The forms differ, so {name} is not compared.")


def changed(one: Difference) -> str:
    """New less old with its sign, 0 where they are equal; – where one of them states no number."""
    if not isinstance(one.change, int | Decimal):
        return "–"
    return f"+{written(one.change)}" if one.change > 0 else written(one.change)


def shown(cell: Cell, lang: Language = "zh") -> str:
    """A figure beside another: as written, and its status where it is not stated."""
    from gongkai.documents.writers.review import STATUSES

    if cell.status == "stated":
        return cell.written.strip() or written(cell.value or 0)
    status = speaker(lang)(*STATUSES[cell.status])
    return f"{cell.written} {status}".strip()


def section_sentence(section: SectionChange, lang: Language = "zh") -> str:
    """How much of a section is repeated, and how many sentences changed."""
    say = speaker(lang)
    if section.presence == "added":
        return say("旧报告没有这一部分", "not in the older report")
    if section.presence == "removed":
        return say("新报告没有这一部分", "not in the newer report")
    told = []
    if section.share is not None:
        told.append(
            say(f"{section.share:.0%}的文字与旧报告逐句相同（不计年份）", f"{section.share:.0%} repeated word for word")
        )
    counts = {kind: sum(1 for one in section.sentences if one.kind == kind) for kind in KINDS}
    told += [f"{say(*KINDS[kind])}{say('', ' ')}{counts[kind]}{say('句', '')}" for kind in KINDS if counts[kind]]
    return say("，", ", ").join(told) or say("没有文字", "no text")
