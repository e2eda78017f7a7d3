"""Two reports side by side as one web page: carry-over, figures that differ, the text sentence by sentence, every figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongkai.documents.writers.compare_words import KINDS, changed, notes, section_sentence, shown
from gongkai.documents.writers.review import TABLES, speaker
from gongkai.documents.writers.review_page import page, text
from gongkai.report.compare import Comparison, Difference, SectionChange
from gongkai.report.model import AnnualReport
from gongkai.report.sentences import SentenceChange
from gongkai.report.words import Language, finding_text


def render(comparison: Comparison, lang: Language = "zh") -> bytes:
    """Return the bytes of an .html file."""
    body = "".join(_Page(comparison, lang).body())
    return page(heading(comparison, lang), body, lang)


def heading(comparison: Comparison, lang: Language) -> str:
    """Office and years, as a title."""
    say = speaker(lang)
    old, new = comparison.old, comparison.new
    years = f"{old.year or say('不详', 'unknown')} → {new.year or say('不详', 'unknown')}"
    office = new.office or old.office or say("机关不详", "unknown office")
    return say(f"{office} {years} 年度报告比较", f"{office}: annual reports {years} compared")


class _Page:
    """One comparison on its way into a page."""

    def __init__(self, comparison: Comparison, lang: Language) -> None:
        self._comparison = comparison
        self._lang = lang
        self._say = speaker(lang)

    def body(self) -> Iterator[str]:
        say, comparison = self._say, self._comparison
        yield f'<p class="kicker">{say("比较结果", "Comparison")}</p>\n<h1>{text(heading(comparison, self._lang))}</h1>\n'
        yield self._verdict()
        yield f'<dl class="facts">\n{self._fact(say("旧报告", "Older"), comparison.old)}'
        yield f"{self._fact(say('新报告', 'Newer'), comparison.new)}</dl>\n"
        told = list(notes(comparison, self._lang))
        if told:
            yield f'<ul class="list notes">\n{"".join(f"<li>{text(one)}</li>" for one in told)}\n</ul>\n'
        if comparison.findings is not None:
            yield from self._carried()
        yield from self._figures(
            "differs", say("不同的数字", "Figures that differ"), [one for one in comparison.cells if not one.is_equal]
        )
        yield f'<section aria-labelledby="text">\n<h2 id="text">{say("文字", "Text")}</h2>\n'
        for section in comparison.sections:
            yield from self._section(section)
        yield "</section>\n"
        yield from self._figures("all", say("全部数字", "All figures"), comparison.cells)

    def _verdict(self) -> str:
        say, comparison = self._say, self._comparison
        count, wrong = len(comparison.differences), len(comparison.findings or ())
        cells = say(f"{len(comparison.cells)}格中{count}格不同", f"{count} of {len(comparison.cells)} cells differ")
        kind = "error" if wrong else "warning" if any(notes(comparison)) else "fine"
        if comparison.findings is None:
            told = cells
        elif wrong:
            told = say(f"{cells}；跨年核对{wrong}项不符", f"{cells}; {wrong} findings across the years")
        else:
            told = say(f"{cells}；跨年核对未见不符", f"{cells}; nothing found across the years")
        return f'<p class="verdict {kind}">{told}{say("。", ".")}</p>\n'

    def _fact(self, name: str, report: AnnualReport) -> str:
        unknown = self._say("不详", "unknown")
        told = f"{report.office or unknown} {report.year or unknown} {report.form_id or ''}"
        return f"<div><dt>{name}</dt><dd>{text(told)}</dd></div>\n"

    def _carried(self) -> Iterator[str]:
        say, findings = self._say, self._comparison.findings or ()
        yield f'<section aria-labelledby="carried">\n<h2 id="carried">{say("跨年核对", "Across the years")}</h2>\n'
        if not findings:
            yield f"<p>{say('上年结转等跨年数字未见不符。', 'Nothing contradicts the older report.')}</p>\n"
        else:
            yield '<ul class="list">\n'
            for one in findings:
                rule = f'<span class="rule">{one.rule}</span>'
                yield f'<li class="{one.severity}">{rule} {text(finding_text(one, self._lang))}</li>\n'
            yield "</ul>\n"
        yield "</section>\n"

    def _figures(self, code: str, name: str, cells: Iterable[Difference]) -> Iterator[str]:
        say = self._say
        rows = list(cells)
        yield f'<section aria-labelledby="{code}">\n<h2 id="{code}">{name}</h2>\n'
        if not rows:
            yield f"<p>{say('数字全部相同。', 'All figures are equal.')}</p>\n</section>\n"
            return
        heads = (say("单元格", "Cell"), say("旧", "Old"), say("新", "New"), say("增减", "Change"))
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{name} {say("表", "table")}">\n'
        yield f'<table class="cells" aria-labelledby="{code}">\n'
        columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
        yield f"<thead><tr>{columns}</tr></thead>\n"
        table = ""
        for one in rows:
            if one.figure.table != table:
                yield "</tbody>\n" if table else ""
                table = one.figure.table
                yield f'<tbody>\n<tr class="group"><th scope="rowgroup" colspan="4">{say(*TABLES[table])}</th></tr>\n'
            yield self._row(one)
        yield "</tbody>\n</table>\n</div>\n</section>\n"

    def _row(self, one: Difference) -> str:
        label = one.figure.label if self._lang == "zh" else one.figure.gloss
        values = (shown(one.old, self._lang), shown(one.new, self._lang), "" if one.is_equal else changed(one))
        cells = "".join(f'<td class="number">{text(value)}</td>' for value in values)
        return f'<tr class="{"same" if one.is_equal else "differs"}"><th scope="row">{text(label)}</th>{cells}</tr>\n'

    def _section(self, section: SectionChange) -> Iterator[str]:
        yield f"<h3>{text(section.heading)}</h3>\n<p class='legend'>{text(section_sentence(section, self._lang))}</p>\n"
        if section.sentences:
            yield "<ul class='list diff' lang='zh-CN'>\n"
            yield from (self._sentence(one) for one in section.sentences)
            yield "</ul>\n"

    def _sentence(self, one: SentenceChange) -> str:
        tag = f'<span class="tag">{self._say(*KINDS[one.kind])}</span>'
        told = {
            "same": text(one.new),
            "added": f"<ins>{text(one.new)}</ins>",
            "removed": f"<del>{text(one.old)}</del>",
            "changed": "".join(_PIECES[piece.kind].format(text(piece.text)) for piece in one.pieces),
        }[one.kind]
        return f'<li class="{one.kind}">{tag}{told}</li>\n'


_PIECES = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
