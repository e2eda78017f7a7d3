"""A report that was read as one web page a reviewer can judge in a minute: the verdict, what needs a decision, the tables
as printed with the words of the source under every figure, the text with the words a finding rests on marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gongkai.documents.writers.outline import PrintedCell, Table, default_title, outline
from gongkai.documents.writers.review import (
    SEVERITIES,
    STATUSES,
    TABLES,
    Doubt,
    Reviewed,
    Say,
    cells_of,
    doubts,
    in_words,
    is_only_empty,
    quote_of,
    speaker,
)
from gongkai.documents.writers.review_page import page, text, visible
from gongkai.documents.writers.review_words import place_in_file, remark_text
from gongkai.report.model import AnnualReport, Cell, Finding, Paragraph, Status, written
from gongkai.report.words import Language, finding_text
from gongkai.statute.forms import Figure
from gongkai.statute.organs import organs

_WIDTHS = {
    "t2": (28, 24, 24, 24),
    "t3": (8, 9, 27, 8, 8, 8, 8, 8, 8, 8),
    "t4": (6.666,) * 15,
}
_MOST_LINKS = 30
"""Cells of one row that are named one by one."""


def render(reviewed: Reviewed, lang: Language = "zh") -> bytes:
    """Return the bytes of an .html file.

    Raises:
        DocumentError: the report names no statutory form.
    """
    return page(title_of(reviewed.report), body(reviewed, lang), lang)


def body(reviewed: Reviewed, lang: Language = "zh") -> str:
    """Return what stands in the page, as HTML. Raises as `render`."""
    return "".join(_Page(reviewed, lang).body())


def title_of(report: AnnualReport) -> str:
    """The title as written, or the one such a report has."""
    return report.title.strip() or default_title(report)


class _Page:
    """One report on its way into a page."""

    def __init__(self, reviewed: Reviewed, lang: Language) -> None:
        self._reviewed = reviewed
        self._report = reviewed.report
        self._lang = lang
        self._say: Say = speaker(lang)
        self._ids = {id(finding): f"f{number}" for number, finding in enumerate(reviewed.findings, start=1)}
        self._by_cell: dict[str, list[Finding]] = {}
        self._by_section: dict[str, list[Finding]] = {}
        form = self._report.form
        for finding in reviewed.findings:
            for path in cells_of(finding, form):
                self._by_cell.setdefault(path, []).append(finding)
            if finding.at.startswith("sections."):
                self._by_section.setdefault(finding.at.removeprefix("sections."), []).append(finding)

    def body(self) -> Iterator[str]:
        yield from self._head()
        yield from self._decisions()
        tables = {block.id: block for block in outline(self._report).blocks if isinstance(block, Table)}
        say = self._say
        yield f'<section aria-labelledby="tables">\n<h2 id="tables">{say("三张表", "The three tables")}</h2>\n'
        yield f'<p class="legend">{self._legend()}</p>\n'
        for table in tables.values():
            yield from self._table(table)
        yield "</section>\n"
        yield from self._text()
        yield from self._remarks()

    # --- head -----------------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        report, say = self._report, self._say
        kind = "error" if self._reviewed.severities["error"] else "warning" if self._needs_look() else "fine"
        mark = {"error": say("不符", "errors"), "warning": say("待核", "to be checked"), "fine": say("无误", "fine")}[
            kind
        ]
        yield f'<p class="kicker">{say("读取结果", "What was read")}</p>\n<h1 id="top">{text(title_of(report))}</h1>\n'
        yield f'<p class="verdict {kind}"><b>{mark}</b> {text(self._reviewed.verdict(self._lang))}</p>\n<dl class="facts">\n'
        for name, value in self._facts():
            yield f"<div><dt>{name}</dt><dd>{text(value) or say('不详', 'unknown')}</dd></div>\n"
        yield "</dl>\n"

    def _needs_look(self) -> bool:
        return bool(self._reviewed.uncertain or self._reviewed.findings or self._report.warnings)

    def _facts(self) -> Iterator[tuple[str, str]]:
        report, reviewed, say = self._report, self._reviewed, self._say
        yield say("机关", "Office"), report.office or ""
        organ = organs().get(report.office_kind or "")
        yield say("类别", "Kind"), say(organ.label, organ.gloss) if organ else ""
        yield say("年度", "Year"), str(report.year or "")
        yield say("格式", "Form"), f"{report.form.notice}（{report.form.id}）"
        yield say("统计期限", "Period"), " – ".join(day.isoformat() for day in report.period or ())
        yield say("落款", "Signed by"), report.signed_by or ""
        yield say("落款日期", "Dated"), report.published_on.isoformat() if report.published_on else ""
        part = say(f"（第{reviewed.part}份，共{reviewed.parts}份）", f" (report {reviewed.part} of {reviewed.parts})")
        yield say("文件", "File"), reviewed.file + (part if reviewed.parts > 1 else "")

    # --- what needs a decision ------------------------------------------------------------------------------------

    def _decisions(self) -> Iterator[str]:
        say = self._say
        doubtful = doubts(self._reviewed)
        told = [finding for finding in self._reviewed.findings if not is_only_empty(finding)]
        yield '<section aria-labelledby="decide">\n'
        yield f'<h2 id="decide">{say("先看这些", "Look at these first")}</h2>\n'
        if not doubtful and not told:
            yield f"<p>{say('没有需要判断的地方。', 'Nothing needs a decision.')}</p>\n"
        if doubtful:
            count = self._reviewed.uncertain
            yield f"<h3>{say(f'不能确定的{count}格', f'{count} cells that are not certain')}</h3>\n<ul class='list'>\n"
            yield from map(self._doubt, doubtful)
            yield "</ul>\n"
        for severity, names in SEVERITIES.items():
            found = [finding for finding in told if finding.severity == severity]
            if found:
                above = self._reviewed.severities[severity] - len(found)
                also = say(f"（另{above}项已列在上面）", f" (and {above} above)") if above else ""
                heading = say(f"{names[0]}{len(found)}项", f"{names[1].capitalize()}s: {len(found)}")
                yield f"<h3>{heading}{also}</h3>\n<ul class='list'>\n"
                yield from map(self._finding, found)
                yield "</ul>\n"
        yield "</section>\n"

    def _doubt(self, doubt: Doubt) -> str:
        say = self._say
        row = self._row_name(doubt)
        links = [self._link(figure, cell) for figure, cell in doubt.cells[:_MOST_LINKS]]
        if len(doubt.cells) > _MOST_LINKS:
            links.append(say(f"等{len(doubt.cells)}格", f"… {len(doubt.cells)} cells"))
        rule = f'<span class="rule">{doubt.findings[0].rule}</span> ' if doubt.findings else ""
        head = f"<b>{say(*TABLES[doubt.table])}{say(' ', ', ')}{text(row)}</b>"
        cells = "".join(f'<span class="cell">{link}</span> ' for link in links)
        return f'<li class="{doubt.status}">{self._chip(doubt.status)} {rule}{head}<span class="cells">{cells}</span></li>\n'

    def _row_name(self, doubt: Doubt) -> str:
        figure = doubt.cells[0][0]
        if doubt.table == "t4":
            return self._say("复议、诉讼", "reconsideration and litigation")
        if self._lang == "en":
            return figure.gloss.rpartition(", ")[0]
        row = next(row for row in self._report.form.tables[doubt.table].rows if row.code == doubt.row)
        return row.label

    def _link(self, figure: Figure, cell: Cell) -> str:
        label = figure.label.split(" / ") if self._lang == "zh" else [figure.gloss.rpartition(", ")[2]]
        name = "·".join(label[-2:]) if figure.table == "t4" and self._lang == "zh" else label[-1]
        source = f" {self._source(cell)}" if cell.written else ""
        where = f' <span class="where">{text(place_in_file(cell.where, self._lang))}</span>' if cell.where else ""
        return f'<a href="#{figure.path}">{text(name)}</a>{source}{where}'

    def _finding(self, finding: Finding) -> str:
        report = self._report
        paths = cells_of(finding, report.form)
        target = next(iter(paths), None) or self._anchor(finding)
        sentence = text(finding_text(finding, self._lang))
        words, where = quote_of(finding, report)
        quote = ""
        if words and words not in finding_text(finding, self._lang):
            place = f' <span class="where">{text(place_in_file(where, self._lang))}</span>' if where else ""
            quote = f'<span class="cells">{self._say("原文", "Source: ")}<q>{visible(words)}</q>{place}</span>'
        return (
            f'<li class="{finding.severity}" id="{self._ids[id(finding)]}"><span class="rule">{finding.rule}</span> '
            f'<a href="#{target}">{sentence}</a>{quote}</li>\n'
        )

    def _anchor(self, finding: Finding) -> str:
        code = finding.at.removeprefix("sections.")
        known = {section.code for section in self._report.form.sections}
        return f"section-{code}" if finding.at != code and code in known else "top"

    # --- tables ---------------------------------------------------------------------------------------------------

    def _legend(self) -> str:
        say = self._say
        told = say(
            "大字为读出的数值，小字为原文（⏎换行，␣空格，→制表符）；标有文字的单元格不能确定，框线和编号表示校验结果。",
            "Large: the value read; small: the source as written (⏎ line end, ␣ space, → tab). A cell with a word is not "
            "certain; a frame and a number mark a finding.",
        )
        return text(told)

    def _table(self, table: Table) -> Iterator[str]:
        say = self._say
        name = f"{say(*TABLES[table.id]).capitalize()} {table.caption}"
        columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS[table.id])
        yield f'<h3 id="{table.id}">{text(name)}</h3>\n'
        yield f'<p class="hint">{say("表格较宽，可左右滑动。", "The table is wide; slide it sideways.")}</p>\n'
        yield f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{table.id}">\n'
        yield f'<table class="{table.id}" lang="zh-CN" aria-labelledby="{table.id}">\n<colgroup>{columns}</colgroup>\n'
        if table.head_rows:
            yield f"<thead>\n{''.join(self._row(table, y, ()) for y in range(table.head_rows))}</thead>\n"
        heads = [cell for row in table.rows[: table.head_rows] for cell in row]
        yield "<tbody>\n"
        for y, row in enumerate(table.rows[table.head_rows :], start=table.head_rows):
            if row[0].kind == "block":
                heads = []
                yield "</tbody>\n<tbody>\n" if y else ""
            heads += [cell for cell in row if cell.kind in ("block", "head")]
            yield self._row(table, y, heads)
        yield "</tbody>\n</table>\n</div>\n"

    def _row(self, table: Table, y: int, heads: Sequence[PrintedCell]) -> str:
        return f"<tr>{''.join(self._cell(table, cell, heads) for cell in table.rows[y])}</tr>\n"

    def _cell(self, table: Table, cell: PrintedCell, heads: Sequence[PrintedCell]) -> str:
        span = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        span += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        if cell.figure is not None:
            return self._figure(cell.figure, _headers(table, cell, heads), span)
        scope = {"label": "row", "block": "rowgroup"}.get(cell.kind, "colgroup" if cell.colspan > 1 else "col")
        label = "<wbr>".join(map(text, cell.lines))
        return f'<th id="{_id(table, cell)}" scope="{scope}" class="{cell.kind}"{span}>{label}</th>'

    def _figure(self, figure: Figure, headers: str, span: str) -> str:
        cell = self._report.cell(figure.key)
        found = [finding for finding in self._by_cell.get(figure.path, ()) if not is_only_empty(finding)]
        worst = next((severity for severity in SEVERITIES if any(one.severity == severity for one in found)), "")
        names = " ".join(name for name in ("value", cell.status, worst and f"found {worst}") if name)
        place = text(place_in_file(cell.where, self._lang))
        title = f' title="{place}"' if place else ""
        number = f"<b>{text(written(cell.value))}</b>" if cell.value is not None else ""
        chip = self._chip(cell.status) if cell.status != "stated" else ""
        where = f'<span class="where">{place}</span>' if place and cell.status != "stated" else ""
        rules = dict.fromkeys((finding.rule, self._ids[id(finding)]) for finding in found)
        links = "".join(f'<a class="rule" href="#{target}">{rule}</a>' for rule, target in _one_a_rule(rules))
        return (
            f'<td id="{figure.path}" headers="{headers}" class="{names}"{title}{span}>'
            f"{number}{chip}{self._source(cell)}{where}{links}</td>"
        )

    def _source(self, cell: Cell) -> str:
        return f'<span class="source">{visible(cell.written)}</span>' if cell.written else ""

    def _chip(self, status: Status) -> str:
        return f'<span class="chip">{self._say(*STATUSES[status])}</span>'

    # --- text -----------------------------------------------------------------------------------------------------

    def _text(self) -> Iterator[str]:
        report, say = self._report, self._say
        yield f'<section class="text" aria-labelledby="text">\n<h2 id="text">{say("文字", "Text")}</h2>\n'
        if report.preamble:
            yield f'<h3 id="section-preamble">{say("前言", "Before section one")}</h3>\n'
            yield from (self._paragraph(paragraph, ()) for paragraph in report.preamble)
        for section in report.form.sections:
            paragraphs = report.sections.get(section.code, ())
            stands = section.code in report.headings or section.code in report.sections
            heading = report.headings.get(section.code) or section.heading
            missing = "" if stands else f' <span class="chip">{say("没有找到", "not found")}</span>'
            yield f'<h3 id="section-{section.code}"{"" if stands else " class=missing"}>{text(heading)}{missing}</h3>\n'
            quotes = [words for one in self._by_section.get(section.code, ()) if (words := quote_of(one, report)[0])]
            yield from (self._paragraph(paragraph, quotes) for paragraph in paragraphs)
            if stands and not paragraphs:
                yield f'<p class="none">{say("没有文字。", "No text.")}</p>\n'
        yield "</section>\n"

    def _paragraph(self, paragraph: Paragraph, quotes: Sequence[str]) -> str:
        tag = f'p class="level{paragraph.level}"' if paragraph.level else "p"
        return f'<{tag} lang="zh-CN">{marked(paragraph.text, quotes)}</p>\n'

    # --- what the reader noticed ----------------------------------------------------------------------------------

    def _remarks(self) -> Iterator[str]:
        report, say = self._report, self._say
        contact = (
            (say("地址", "Address"), report.contact.address),
            (say("电话", "Phone"), report.contact.phone),
            (say("邮编", "Postcode"), report.contact.postcode),
            (say("电子邮箱", "E-mail"), report.contact.email),
            (say("网址", "Website"), report.contact.website),
        )
        yield from self._pairs("contact", say("联系方式", "Contact"), [pair for pair in contact if pair[1]])
        yield from self._pairs("metadata", say("目录信息", "Catalogue"), report.metadata.items())
        if report.warnings:
            yield f'<section aria-labelledby="remarks">\n<h2 id="remarks">{say("读取时注意到", "What the reader noticed")}</h2>\n'
            yield '<ul class="list">\n'
            for remark in report.warnings:
                place = f'<span class="where">{text(remark.at)}</span>'
                yield f'<li class="remark"><span class="rule">{text(remark.code)}</span> {text(remark_text(remark, self._lang))} {place}</li>\n'
            yield "</ul>\n</section>\n"

    def _pairs(self, code: str, heading: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        rows = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>\n" for name, value in pairs)
        if rows:
            yield f'<section aria-labelledby="{code}">\n<h2 id="{code}">{heading}</h2>\n<dl class="facts">\n{rows}</dl>\n</section>\n'


def marked(paragraph: str, quotes: Iterable[str]) -> str:
    """A paragraph, escaped, with the words that stand in a quotation marked; white space makes no difference."""
    wanted = [re.escape(words) for quote in quotes if len(words := in_words(quote)) > 1]
    starts = [start for start, char in enumerate(paragraph) if not char.isspace()]
    bare = "".join(paragraph[start] for start in starts)
    result, at = "", 0
    for found in re.finditer("|".join(wanted), bare) if wanted else ():
        start, stop = starts[found.start()], starts[found.end() - 1] + 1
        result += f"{text(paragraph[at:start])}<mark>{text(paragraph[start:stop])}</mark>"
        at = stop
    return result + text(paragraph[at:])


def _one_a_rule(rules: Mapping[tuple[str, str], None]) -> Iterator[tuple[str, str]]:
    """Each rule once, with the first finding of it."""
    seen: set[str] = set()
    for rule, target in rules:
        if rule not in seen:
            seen.add(rule)
            yield rule, target


def _headers(table: Table, cell: PrintedCell, heads: Sequence[PrintedCell]) -> str:
    """The headings above a figure, then the labels to its left."""
    end = cell.x + cell.colspan
    above = [head for head in heads if head.kind != "corner" and head.x < end and cell.x < head.x + head.colspan]
    beside = [label for label in table.covering(cell.y) if label.kind == "label"]
    return " ".join(_id(table, header) for header in (*above, *beside))


def _id(table: Table, cell: PrintedCell) -> str:
    return f"{table.id}-{cell.y}-{cell.x}"
