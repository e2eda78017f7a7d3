"""The list of many reports that were read as a web page: what needs work first, each with a link to its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import quote

from gongkai.documents.writers.review import Reviewed, Say, speaker
from gongkai.documents.writers.review_page import page, text
from gongkai.report.words import Language

INDEX = "index.html"
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_LONGEST = 150  # bytes of a file name, of the 255 a file system allows


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: a report with its page, or a file with the reason it could not be read."""

    file: str
    page: str = ""
    office: str = ""
    year: str = ""
    form: str = ""
    stated: int = 0
    uncertain: int = 0
    errors: int = 0
    warnings: int = 0
    prompts: int = 0
    reason: str = ""


def entry_of(reviewed: Reviewed, page: str) -> Entry:
    """The line of a report whose page has this name."""
    report = reviewed.report
    return Entry(
        file=reviewed.file + (f" ({reviewed.part}/{reviewed.parts})" if reviewed.parts > 1 else ""),
        page=page,
        office=report.office or "",
        year=str(report.year or ""),
        form=report.form_id or "",
        stated=reviewed.statuses["stated"],
        uncertain=reviewed.uncertain,
        errors=reviewed.severities["error"],
        warnings=reviewed.severities["warning"],
        prompts=reviewed.severities["prompt"],
    )


def page_name(file: str, part: int, parts: int, taken: set[str]) -> str:
    """Return a name for the page of a report that no page has yet, and take it: a plain file name on every system."""
    base = re.split(r"[/\\]", file)[-1]
    plain = re.sub(r"[^\w.()（）-]+", "_", normalize("NFC", base)).strip("._") or "report"
    plain = plain.encode()[:_LONGEST].decode(errors="ignore")
    if _RESERVED.match(plain) or plain.casefold() == "index":
        plain = f"_{plain}"
    if parts > 1:
        plain = f"{plain}-{part}"
    number, name = 1, f"{plain}.html"
    while name.casefold() in taken:
        number += 1
        name = f"{plain}_{number}.html"
    taken.add(name.casefold())
    return name


def render(entries: Sequence[Entry], lang: Language = "zh") -> bytes:
    """Return the bytes of the list, files that could not be read first, then by errors, uncertain cells, warnings."""
    say = speaker(lang)
    return page(say("读取结果一览", "Reports that were read"), "".join(_body(entries, say)), lang)


def _body(entries: Sequence[Entry], say: Say) -> Iterator[str]:
    refused = [entry for entry in entries if entry.reason]
    read = sorted(
        (entry for entry in entries if not entry.reason),
        key=lambda entry: (-entry.errors, -entry.uncertain, -entry.warnings, entry.file),
    )
    wrong = sum(1 for entry in read if entry.errors)
    doubtful = sum(1 for entry in read if entry.uncertain)
    yield f"<h1>{say('读取结果一览', 'Reports that were read')}</h1>\n"
    kind = "error" if refused or wrong else "warning" if doubtful else "fine"
    told = say(
        f"读出{len(read)}份报告，其中{wrong}份有错误，{doubtful}份有不能确定的单元格；{len(refused)}个文件不能读取。",
        f"{len(read)} reports read, {wrong} with errors, {doubtful} with cells that are not certain; "
        f"{len(refused)} files could not be read.",
    )
    yield f'<p class="verdict {kind}">{told}</p>\n'
    if refused:
        heading = say("不能读取的文件", "Files that could not be read")
        yield f'<section aria-labelledby="refused">\n<h2 id="refused">{heading}</h2>\n<ul class="list">\n'
        yield from (f'<li class="error"><b>{text(one.file)}</b> {text(one.reason)}</li>\n' for one in refused)
        yield "</ul>\n</section>\n"
    if read:
        yield from _table(read, say)


def _table(entries: Sequence[Entry], say: Say) -> Iterator[str]:
    heads = (
        say("文件", "File"),
        say("机关", "Office"),
        say("年度", "Year"),
        say("格式", "Form"),
        say("写明", "Stated"),
        say("不能确定", "Not certain"),
        say("错误", "Errors"),
        say("提醒", "Warnings"),
        say("提示", "Prompts"),
    )
    yield f'<section aria-labelledby="reports">\n<h2 id="reports">{say("报告", "Reports")}</h2>\n'
    yield f'<p class="hint">{say("表格较宽，可左右滑动。", "The table is wide; slide it sideways.")}</p>\n'
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{say("报告一览表", "table of reports")}">\n'
    yield '<table class="index" aria-labelledby="reports">\n<thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>\n"
    unknown = say("不详", "unknown")
    for entry in entries:
        link = f'<a href="{quote(entry.page)}">{text(entry.file)}</a>'
        words = "".join(f"<td>{text(value) or unknown}</td>" for value in (entry.office, entry.year, entry.form))
        counts = (entry.stated, entry.uncertain, entry.errors, entry.warnings, entry.prompts)
        names = ("", "blank" * (entry.uncertain > 0), "missing" * (entry.errors > 0), "", "")
        numbers = "".join(
            f'<td class="number {name}">{f"<b>{count}</b>" if name else count}</td>'
            for count, name in zip(counts, names, strict=True)
        )
        yield f'<tr><th scope="row">{link}</th>{words}{numbers}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n</section>\n"
