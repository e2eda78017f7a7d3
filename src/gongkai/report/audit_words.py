"""The prompts on the wording of a report that was read (A01-A09): residue, title, signature, marks, words, padding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.clauses import LONGEST_SECTION, Folded, fold, section_text, sentences
from gongkai.report.model import AnnualReport, Finding, Paragraph

_YEAR = re.compile(r"20[0-9]{2}年")
_RESIDUE = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]|\*\*|扫一扫在手机上查看当前页面|打印本页|关闭窗口|【请补充|^\s*#{1,6}\s|#{2,}"
    r"|(?<![A-Za-z])(?:undefined|null|NaN|TODO)(?![A-Za-z])|&(?:nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo);|&#[0-9]{2,5};"
    r"|×{2,}|[xX]{3,}|[xX]{2}(?=街道|镇|乡|局|办|单位|年|月|日|件|条|个)|错误[！!]未(?:找到引用源|定义书签)|\{\{|\}\}"
)
_TITLE = re.compile(r"^.{0,24}20[0-9]{2}年(?:度)?政府信息公开工作年度报告")


def _parts(report: AnnualReport) -> Iterator[tuple[str, tuple[Paragraph, ...]]]:
    yield "preamble", report.preamble
    for code, paragraphs in report.sections.items():
        yield f"sections.{code}", paragraphs


def _folded(report: AnnualReport) -> Iterator[tuple[str, Folded]]:
    """The preamble and the sections, folded."""
    yield "preamble", fold("\n".join(one.text for one in report.preamble)[:LONGEST_SECTION])
    for code in report.sections:
        yield f"sections.{code}", fold(section_text(report, code))


def no_residue_of_editing(report: AnnualReport) -> Iterator[Finding]:
    """A01: no mark of an editor or program stands in the text: bookmarks, Markdown, entities, blanks to fill, page feet.

    Source: mistakes seen in published reports (annual-report-errors of the hand-outs).
    """
    for at, paragraphs in _parts(report):
        for paragraph in paragraphs:
            if found := _RESIDUE.search(paragraph.text[:LONGEST_SECTION]):
                yield Finding("A01", "prompt", at, found=found[0].strip())


def title_stands_once(report: AnnualReport) -> Iterator[Finding]:
    """A02: the title is not printed again inside a section.

    Source: mistakes seen in published reports.
    """
    for code, paragraphs in report.sections.items():
        for paragraph in paragraphs:
            bare = re.sub(r"\s", "", paragraph.text[:200])[:60]
            if found := _TITLE.search(bare):
                yield Finding("A02", "prompt", f"sections.{code}", found=found[0])


_NOT_AN_ORGAN = re.compile(r"20[0-9]{2}年度?|[（(][^（）()]{0,20}[）)]|关于|政府信息公开(?:工作)?|年度报告|年报|的|\s")
_SHORT_NAMES = ("街", "街道", "镇", "乡")
_FULL_ENDINGS = ("办事处", "人民政府")


def title_names_office_and_year(report: AnnualReport) -> Iterator[Finding]:
    """A03: the title names the organ and the year.

    Source: mistakes seen in published reports; R17 needs the year.
    """
    bare = re.sub(r"\s", "", report.title)
    if not bare:
        yield Finding("A03", "prompt", "title", expected="标题", detail="缺标题")
        return
    missing = [] if _NOT_AN_ORGAN.sub("", bare) or _organ_stands_above(report) else ["机关"]
    missing += [] if _YEAR.search(bare) else ["年度"]
    if missing:
        yield Finding("A03", "prompt", "title", "和".join(missing), report.title, f"标题没有写{'和'.join(missing)}")


def _organ_stands_above(report: AnnualReport) -> bool:
    """Whether the organ begins a line between title and section one, as where a title is set in two lines."""
    lines = (re.sub(r"\s", "", one.text[:120]) for one in report.preamble[:3])
    return bool(report.office) and any(line.startswith(re.sub(r"\s", "", report.office or "")) for line in lines)


def office_is_named_in_full(report: AnnualReport) -> Iterator[Finding]:
    """A03: the organ is named in full: 某街道办事处, not 某街; 某镇人民政府, not 某镇.

    Source: mistakes seen in published reports; the organ is the one named in its 三定 rules and under its seal.
    """
    titled = _NOT_AN_ORGAN.sub("", report.title) or (report.office or "")
    if titled.endswith(_SHORT_NAMES) and not any(ending in titled for ending in _FULL_ENDINGS):
        signed = report.signed_by or ""
        expected = signed if titled[:2] and signed.startswith(titled) else titled + _full(titled)
        yield Finding("A03", "prompt", "title", expected, titled, variant="short")


def _full(name: str) -> str:
    if name.endswith(("镇", "乡")):
        return "人民政府"
    return "办事处" if name.endswith("街道") else "道办事处"


def report_is_signed_and_dated(report: AnnualReport) -> Iterator[Finding]:
    """A04: the report ends with the organ and the date, without which publication in time cannot be shown.

    Source: Regulation art. 49; mistakes seen in published reports.
    """
    if report.published_on is None:
        yield Finding("A04", "prompt", "sections.other_matters", expected="落款日期", detail="没有落款日期")
    elif report.signed_by is None:
        yield Finding("A04", "prompt", "sections.other_matters", expected="落款单位", detail="没有落款单位")


_ORDINAL = re.compile(r"^\s*([(（])([一二三四五六七八九十]{1,3})([)）])")


def brackets_are_alike(report: AnnualReport) -> Iterator[Finding]:
    """A05: the numbers of one list stand in brackets of one width: (一) beside （二） is a slip.

    Source: mistakes seen in published reports; GB/T 9704 numbers the second level （一）.
    """
    for code, paragraphs in report.sections.items():
        found = [match for paragraph in paragraphs if (match := _ORDINAL.match(paragraph.text[:40]))]
        narrow = [one for one in found if "(" in one[0] or ")" in one[0]]
        wide = [one for one in found if "（" in one[0] or "）" in one[0]]
        if narrow and wide:
            other = next((one for one in wide if one is not narrow[0]), wide[0])
            yield Finding("A05", "prompt", f"sections.{code}", other[0].strip(), narrow[0][0].strip())


_COLON_FOR_SEMICOLON = re.compile(r"[一二三四五六七八九]是[^：。；！？\n]{2,100}：[二三四五六七八九十]是")
_DOUBLED = re.compile(r"。。(?!。)|，，|；；|，。|。，|、。|、，|：：")


def marks_are_right(report: AnnualReport) -> Iterator[Finding]:
    """A06: no colon stands where a list goes on (一是…：二是), no mark stands twice.

    Source: mistakes seen in published reports; GB/T 15834.
    """
    for at, folded in _folded(report):
        for found in _COLON_FOR_SEMICOLON.finditer(folded.text):
            yield Finding("A06", "prompt", at, "；", folded.quote(max(found.start(), found.end() - 20), found.end()))
        for found in _DOUBLED.finditer(folded.text):
            if folded.text[max(0, found.start() - 1) : found.start()] != "。":
                quote = folded.quote(max(0, found.start() - 10), found.end())
                yield Finding("A06", "prompt", at, found[0][0], quote, variant="doubled")


_WRONG = (
    (re.compile(r"收到依申请公开(?:政府)?信息(?!公开|的?申请|[0-9])"), "收到政府信息公开申请"),
    (re.compile(r"法制政府"), "法治政府"),
)
_SHORT_NAME = re.compile(r"以下(?:简称|称)[：“‘\"《]*([^）”’\"》，。\n]{1,16})[”’\"》]?")


def words_are_right(report: AnnualReport) -> Iterator[Finding]:
    """A07: no word stands for another: what is received is an application (申请), not information; 法治政府, not 法制政府.

    Source: mistakes seen in published reports; wording of the Regulation art. 27.
    """
    for at, folded in _folded(report):
        for pattern, expected in _WRONG:
            for sentence in sentences(folded) if pattern.search(folded.text) else ():
                if found := pattern.search(sentence.text):
                    quote = sentence.quote(max(0, found.start() - 6), found.end())
                    yield Finding("A07", "prompt", at, expected, quote)


def short_names_are_defined_once(report: AnnualReport) -> Iterator[Finding]:
    """A07: a short name is defined once (以下简称).

    Source: mistakes seen in published reports.
    """
    known: set[str] = set()
    for at, folded in _folded(report):
        for found in _SHORT_NAME.finditer(folded.text):
            if found[1] in known:
                yield Finding("A07", "prompt", at, found=folded.quote(*found.span()), variant="twice")
            known.add(found[1])


_GENERIC = re.compile(r"各级政府部门|一些地区|部分地区|有些地区|一些地方政府|部分地方政府|各级政府(?:应|要|需|必须)")
_HAS_AREAS = frozenset({"county_government", "city_government"})


def text_is_about_this_office(report: AnnualReport) -> Iterator[Finding]:
    """A08: the text speaks of this organ, not of 各级政府部门 or 一些地区; governments with areas of their own may.

    Source: mistakes seen in published reports; 国办公开办函〔2021〕30号 on copied and perfunctory reports.
    """
    if report.office_kind in _HAS_AREAS:
        return
    yield from _quoted(report, "A08", _GENERIC, ("overview", "problems"))


_PADDING = re.compile(r"党群服务中心|信访投诉(?!类)|信访件|信访案件|信息报送[量工任]|报送(?:工作|政务|党务)信息")


def text_keeps_to_disclosure(report: AnnualReport) -> Iterator[Finding]:
    """A09: section one keeps to disclosure: no party service centres, petitions, or reporting to superiors.

    Source: 国办公开办函〔2021〕30号: nothing omitted, nothing padded (不宜泛化); mistakes seen in published reports.
    """
    yield from _quoted(report, "A09", _PADDING, ("overview",))


def _quoted(report: AnnualReport, rule: str, pattern: re.Pattern[str], codes: tuple[str, ...]) -> Iterator[Finding]:
    """A prompt for each word found, once a section, with the words around it; never inside talk of applications."""
    for code in codes:
        told: set[str] = set()
        for sentence in sentences(fold(section_text(report, code))):
            for found in pattern.finditer(sentence.text):
                if found[0] not in told and "申请" not in sentence.text[max(0, found.start() - 12) : found.end() + 12]:
                    told.add(found[0])
                    quote = sentence.quote(max(0, found.start() - 12), min(len(sentence.text), found.end() + 10))
                    yield Finding(rule, "prompt", f"sections.{code}", found=found[0], detail=quote)
