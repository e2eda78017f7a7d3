"""The text around the tables: title, office, year, the six sections with their paragraphs mended, signature and date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.documents.catalogue import catalogue
from gongkai.documents.grid import Document, Grid, Line
from gongkai.documents.locate import Match, normal, plain
from gongkai.documents.numbers import Doubt, date_in
from gongkai.documents.script import folded
from gongkai.report.model import Contact, Paragraph

SECTION_WORDS: Mapping[str, tuple[str, str]] = {
    "overview": ("一", "总体情况"),
    "proactive": ("二", "主动公开"),
    "applications": ("三", "申请"),
    "remedies": ("四", "复议"),
    "problems": ("五", "问题"),
    "other_matters": ("六", "其他需要报告"),
}
"""Number of each section and words its heading must have, whatever else the office wrote in it."""

_HEADING = re.compile(r"^([一二三四五六])[、.．,，]?(.{2,30})$")
_LONGEST_HEADING = 40
_ENDS = tuple("。！？；：…”’）】》!?;:")
_STARTS_PARAGRAPH = re.compile(r"^\s*(?:[（(][一二三四五六七八九十]+[）)]|[0-9]+[.．、]|[一二三四五六]是)")
_TITLE = re.compile(r"信息公开(?:工作)?年度报告")
_YEAR = re.compile(r"(20[0-9]{2})\s*年")
_PERIOD = re.compile(r"(20\d\d年\d{1,2}月\d{1,2}日)[^。；]{0,6}?[至到—-]+\s*((?:20\d\d年)?\d{1,2}月\d{1,2}日)")
_ORGAN = re.compile(r"([\u4e00-\u9fff]{2,24}?(?:街道办事处|人民政府|街道|街|镇|乡|委员会|局|办公室|中心|厅|部|院|署))")
_TITLE_PART = re.compile(rf"(?:关于)?(?:{_ORGAN.pattern}{{1,2}}(?:20[0-9]{{2}}年度?)?|（?20[0-9]{{2}}年度?）?)")
_CONTACTED = re.compile(r"请与([\u4e00-\u9fff]{2,24}?)联系")
_CAPTION = re.compile(
    r"(?:主动公开政府信息情况|收到和处理政府信息公开申请情况|政府信息公开行政复议、?(?:行政)?诉讼情况)(?:表|（单位：件）)?"
)
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|\*\*")
_WAYS = {
    "address": r"地址[:：]([^；;，,。）)]+)",
    "phone": r"电话[:：]?([0-9][0-9\-—－()]{5,20})",
    "postcode": r"邮(?:政)?编(?:码)?[:：]?([0-9]{6})",
    "email": r"(?:邮箱|邮件|[Ee]-?mail)[:：]?([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,100}[A-Za-z0-9])",
}
_WEBSITE = re.compile(r"https?://[^\s）)，。]+")


@dataclass(frozen=True)
class Prose:
    """What the text says. sections: paragraphs by section code; headings: as written, by section code, in their order."""

    title: str
    office: str | None
    year: int | None
    period: tuple[date, date] | None
    preamble: tuple[Paragraph, ...]
    sections: Mapping[str, tuple[Paragraph, ...]]
    headings: Mapping[str, str]
    signed_by: str | None
    published_on: date | None
    contact: Contact
    catalogue: Mapping[str, str]


def read_prose(document: Document, matches: Sequence[Match]) -> Prose:
    """Return the text of a report without its tables and without page chrome."""
    lines = list(_text_lines(document, matches))
    heads = list(_headings(lines))
    front = lines[: heads[0][1]] if heads else lines
    sections: dict[str, list[str]] = {}
    for place, (code, at) in enumerate(heads):
        end = heads[place + 1][1] if place + 1 < len(heads) else len(lines)
        own = normal(lines[at])  # a sheet repeats the heading beside every paragraph
        sections.setdefault(code, []).extend(line for line in lines[at + 1 : end] if normal(line) not in (own, "落款"))
    signed_by, published_on, tail = _signature(sections.get("other_matters", []))
    if "other_matters" in sections:
        sections["other_matters"] = tail
    fields, of_catalogue = catalogue(front)
    front = [text for at, text in enumerate(front) if text.strip() and at not in of_catalogue]
    title, of_title = _title(front)
    texts = [title, *front] if title else front
    everything = "\n".join([*texts, *(text for part in sections.values() for text in part)])
    return Prose(
        title=title,
        office=_office(texts, signed_by),
        year=_year(title, texts, everything),
        period=_period(everything),
        preamble=tuple(
            _paragraphs([text for at, text in enumerate(front) if at not in of_title and not _is_contact(text)])
        ),
        sections={code: tuple(_paragraphs(part)) for code, part in sections.items()},
        headings={code: " ".join(lines[at].split()) for code, at in heads},
        signed_by=signed_by,
        published_on=published_on,
        contact=_contact(everything),
        catalogue=fields,
    )


def _text_lines(document: Document, matches: Sequence[Match]) -> Iterator[str]:
    """Lines that belong to no table that was recognised."""
    grids = {id(match.grid) for match in matches if match.grid is not None}
    labels = {slot.label for match in matches if match.grid is not None for slot in match.slots if slot.label}
    taken: set[str] = set()
    for match in matches:
        if match.grid is None:
            first, last = match.tokens[match.start].row, _last_row(match)
            taken |= {token.where for token in match.tokens if first <= token.row <= last}
    for block in document.blocks:
        if isinstance(block, Line):
            if (
                block.where not in taken
                and normal(block.text) not in labels
                and not _CAPTION.fullmatch(normal(block.text))
            ):
                yield from block.text.split("\n")
        elif isinstance(block, Grid) and id(block) not in grids:
            yield from _grid_text(block)


def _last_row(match: Match) -> int:
    """The last physical line of a table in text: that of its last figure."""
    end = match.end
    while end < len(match.tokens) and (
        match.tokens[end].is_empty or normal(match.tokens[end].text)[:1] in "0123456789-/—－"
    ):
        end += 1
    return max((token.row for token in match.tokens[match.start : end] if not token.is_empty), default=-1)


def _grid_text(grid: Grid) -> Iterator[str]:
    """The text of a table that is none of the form's: one that only lays out a page, or the sheet of our workbook."""
    head = [normal(cell.text) for cell in grid.row(0)]
    for cell in grid.cells:
        if head == ["部分", "内容"] and (cell.row == 0 or (cell.column == 0 and normal(cell.text) in ("标题", "前言"))):
            continue
        yield from cell.text.split("\n")


def _headings(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Section code and line of each heading, each section once, in the order they stand."""
    seen = set()
    for at, line in enumerate(lines):
        code = heading_of(line)
        if code is not None and code not in seen:
            seen.add(code)
            yield code, at


def heading_of(line: str) -> str | None:
    """The section a line is the heading of. A line of a table of contents, with its page number, is none."""
    bare = normal(_RESIDUE.sub("", line[: 4 * _LONGEST_HEADING]))
    found = _HEADING.match(bare) if len(bare) <= _LONGEST_HEADING else None
    if found is None or found[2][-1].isdigit():
        return None
    of_number = (code for code, (number, words) in SECTION_WORDS.items() if number == found[1] and words in found[2])
    return next(of_number, None)


def _paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    """Lines joined where a sentence was broken; a blank line inside a sentence does not end it."""
    current = ""
    for line in lines:
        text = line.strip().strip("\u3000").strip()
        if not text:
            continue
        if current and not _is_whole(current) and not _STARTS_PARAGRAPH.match(text):
            gap = " " if current[-1].isascii() and text[0].isascii() and current[-1].isalpha() else ""
            current = f"{current}{gap}{text}"
            continue
        if current:
            yield _paragraph(current)
        current = text
    if current:
        yield _paragraph(current)


def _is_whole(text: str) -> bool:
    """Whether a paragraph ends here: at the end of a sentence, or as a heading of its own."""
    return text.endswith(_ENDS) or _is_heading(text)


def _is_heading(text: str) -> bool:
    return len(text) <= 40 and bool(_STARTS_PARAGRAPH.match(text)) and not re.search(r"[。；，,;]", text)


def _paragraph(text: str) -> Paragraph:
    if not _is_heading(text):
        return Paragraph(text)
    return Paragraph(text, level=2 if text[0] in "（(" else 3)


def is_title(text: str) -> bool:
    """Whether a line is a title of an annual report."""
    bare = normal(text[:400])
    return bool(_TITLE.search(bare)) and len(bare) <= 60 and not bare.endswith(("。", "；"))


def is_title_part(text: str) -> bool:
    """Whether a line is the part of a title printed above or below it: an organ, a year, （2021年度）."""
    return bool(_TITLE_PART.fullmatch(normal(text[:400])))


def _title(front: Sequence[str]) -> tuple[str, frozenset[int]]:
    """The title, the longest of several, joined from the lines it was set in, and the lines that are title."""
    titles = [at for at, text in enumerate(front) if is_title(text)]
    if not titles:
        return "", frozenset()
    at = max(titles, key=lambda at: len(normal(front[at])))
    around = [i for i in range(max(at - 2, 0), min(at + 3, len(front))) if i != at and is_title_part(front[i])]
    above = [] if _ORGAN.match(folded(_YEAR.sub("", plain(front[at])))) else [i for i in around if i < at]
    text = " ".join("".join(" ".join(front[i].split()) for i in [*above, at]).split())
    return text, frozenset([*titles, *around])


def _office(texts: Sequence[str], signed_by: str | None) -> str | None:
    """The organ: of the title, else of a line beside it, else of the sentence with the contact, else of the signature.

    A title that shortens the name gives way to a signature that begins with it.
    """
    for text in sorted((text for text in texts if len(normal(text)) <= 60), key=lambda text: not is_title(text)):
        as_written = _YEAR.sub("", plain(text))
        as_written = as_written.removeprefix("关于").removeprefix("關於")
        if found := _ORGAN.match(folded(as_written)):
            name = as_written[found.start(1) : found.end(1)]
            is_short = signed_by is not None and plain(signed_by).startswith(name)
            return plain(signed_by) if is_short and signed_by is not None else name
    everything = plain("".join(texts))
    if found := _CONTACTED.search(folded(everything)):
        return everything[found.start(1) : found.end(1)]
    return signed_by


def _year(title: str, texts: Sequence[str], everything: str) -> int | None:
    """The report year: of the title, else of the statistics period, else of a line like （2021年度）, else the commonest."""
    for source in (title, *(text for text in texts if "年度" in normal(text) and len(normal(text)) <= 20)):
        if found := _YEAR.search(normal(source)):
            return int(found[1])
    period = _period(everything)
    if period is not None:
        return period[0].year
    counted = Counter(_YEAR.findall(normal(everything)))
    return int(counted.most_common(1)[0][0]) if counted else None


def _period(text: str) -> tuple[date, date] | None:
    found = _PERIOD.search(re.sub(r"\s", "", text))
    if not found:
        return None
    first = date_in(found[1])
    last = date_in(found[2] if "年" in found[2] else found[1][:5] + found[2])
    return None if isinstance(first, Doubt) or isinstance(last, Doubt) else (first, last)


def _signature(lines: Sequence[str]) -> tuple[str | None, date | None, list[str]]:
    """Signature and date at the end of the last section, and the section without them and what follows."""
    for at in range(len(lines) - 1, -1, -1):
        bare = re.sub(r"\s", "", lines[at])
        found = date_in(bare) if bare else None
        if isinstance(found, date):
            before = next((i for i in range(at - 1, -1, -1) if lines[i].strip()), None)
            name = lines[before].strip().strip("\u3000").strip() if before is not None else ""
            if before is not None and _ORGAN.search(folded(name)) and len(name) <= 40 and not name.endswith("。"):
                return name, found, list(lines[:before])
            return None, found, list(lines[:at])
    return None, None, list(lines)


_ONLY_CONTACT = re.compile(r"联系方式[:：](?:(?:地址|电话|邮编|电子邮箱|网址)[:：][^；。]+[；。]?)+")


def _is_contact(text: str) -> bool:
    """Whether a line tells the contact and nothing else; it stands in `contact`."""
    return len(text) <= 400 and bool(_ONLY_CONTACT.fullmatch(folded(re.sub(r"\s", "", text))))


def _contact(text: str) -> Contact:
    bare = re.sub(r"[ \u3000]", "", text)
    searched = folded(bare)
    found = {
        name: bare[match.start(1) : match.end(1)].strip()
        for name, pattern in _WAYS.items()
        if (match := re.search(pattern, searched))
    }
    website = _WEBSITE.search(bare)
    return Contact(**found, website=website[0] if website else "")
