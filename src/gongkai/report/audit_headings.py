"""The checks on headings and years of a report that was read (R16, R17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.report.clauses import fold, section_text, sentences
from gongkai.report.model import AnnualReport, Finding, Severity

_NUMBERED = re.compile(r"^[#*\s]*([一二三四五六])\s*([、.．,，:：]?)(.*?)[*\s]*$")
_MARKS = re.compile(r"[\s、，,.．。；;：:（）()]")
_TRADITIONAL = frozenset("總況動開處請復議訴訟問題進報項")
_LONGER_NAME = "因政府信息公开工作被申请行政复议"
_EXTRA = re.compile(r"^[一二三四五六七八九十]、[^。；，：！？]{2,24}$")
_YEAR = re.compile(r"(20[0-9]{2})年")


def all_headings_stand(report: AnnualReport) -> Iterator[Finding]:
    """R16: the six section headings are present.

    Source: both forms, 国办公开办函〔2019〕60号 and 〔2021〕30号.
    """
    for section in report.form.sections:
        if section.code not in report.sections:
            yield Finding("R16", "error", f"sections.{section.code}", expected=section.heading)


def headings_stand_in_order(report: AnnualReport) -> Iterator[Finding]:
    """R16: the section headings stand in the order of the form.

    Source: both forms, 国办公开办函〔2019〕60号 and 〔2021〕30号.
    """
    stood = [code for code in report.headings if code in {section.code for section in report.form.sections}]
    wanted = [section for section in report.form.sections if section.code in stood]
    for code, section in zip(stood, wanted, strict=True):
        if code != section.code:
            heading = report.headings[code]
            yield Finding("R16", "error", f"sections.{code}", section.heading, heading, variant="order")
            return


def headings_are_numbered_alike(report: AnnualReport) -> Iterator[Finding]:
    """R16: the section headings are numbered in one manner: 四、 beside 四. is a slip.

    Source: headings printed in both forms.
    """
    marks = {code: found[2] for code, text in report.headings.items() if (found := _NUMBERED.match(text))}
    if len(set(marks.values())) < 2:
        return
    for section in report.form.sections:
        if marks.get(section.code, "、") != "、":
            heading = report.headings[section.code]
            yield Finding("R16", "warning", f"sections.{section.code}", section.heading, heading, variant="mark")


def headings_are_worded_as_printed(report: AnnualReport) -> Iterator[Finding]:
    """R16: a heading has the words of the form; the longer name of section four, also in official use, is a prompt.

    Source: headings printed in both forms; the longer name stands in reports of 上海 and 福建.
    """
    for section in report.form.sections:
        found = _NUMBERED.match(report.headings.get(section.code, ""))
        if not found or _TRADITIONAL & set(found[3]):
            continue
        said, printed = _MARKS.sub("", found[3]), _MARKS.sub("", section.heading)[1:]
        if said != printed:
            severity: Severity = "prompt" if _LONGER_NAME in said else "warning"
            written = report.headings[section.code]
            yield Finding("R16", severity, f"sections.{section.code}", section.heading, written, variant="wording")


def no_further_heading(report: AnnualReport) -> Iterator[Finding]:
    """R16: no further heading stands at the level of the six sections.

    Source: both forms have six sections; a report that has more invites a reader to look for them.
    """
    for code, paragraphs in report.sections.items():
        for paragraph in paragraphs:
            if _EXTRA.match(paragraph.text[:60].strip()):
                yield Finding("R16", "warning", f"sections.{code}", found=paragraph.text.strip(), variant="extra")


def years_agree(report: AnnualReport) -> Iterator[Finding]:
    """R17: the year of the title and the statistics period are those of the report.

    Source: statistics period 1 January to 31 December in both forms.
    """
    year = report.year
    if year is None:
        return
    titled = _YEAR.search(report.title.replace(" ", ""))
    if titled and int(titled[1]) != year:
        yield Finding("R17", "error", "title", expected=str(year), found=titled[1])
    if report.period is not None and report.period != (date(year, 1, 1), date(year, 12, 31)):
        found = " – ".join(on.isoformat() for on in report.period)
        yield Finding("R17", "error", "period", expected=f"{year}-01-01 – {year}-12-31", found=found)


_THIS_YEAR = re.compile(r"[本今]年(?!度报告)|全年")
_OPENS_WITH_YEAR = re.compile(
    r"^(?:（[一二三四五六七八九十]+）|[0-9]\.|\[bookmark：[^\]]*\])?(20[0-9]{2})年度?(?=，|我|本|全|街道|主动公开|共|在)"
)


def text_is_of_the_year(report: AnnualReport) -> Iterator[Finding]:
    """R17: section one is of the report year: a sentence that opens with an earlier year, where no other names this one.

    Plans for the next year and the year of a document number are no mismatch.

    Source: statistics period of both forms; a text left over from last year shows so.
    """
    if report.year is None:
        return
    folded = fold(section_text(report, "overview"))
    if f"{report.year}年" in folded.text or _THIS_YEAR.search(folded.text):
        return
    for sentence in sentences(folded):
        found = _OPENS_WITH_YEAR.match(sentence.text)
        if found and int(found[1]) < report.year:
            quote = sentence.quote(0, min(len(sentence.text), found.end() + 24))
            yield Finding("R17", "warning", "sections.overview", str(report.year), found[1], quote, "", "text")
            return


def date_is_after_the_year(report: AnnualReport) -> Iterator[Finding]:
    """R17: the report is dated after the year it reports on has run; December of that year is let pass.

    Source: statistics period 1 January to 31 December in both forms; Regulation art. 49.
    """
    if report.year is None or report.published_on is None:
        return
    if report.published_on < date(report.year, 12, 1):
        found = report.published_on.isoformat()
        yield Finding("R17", "warning", "published_on", str(report.year + 1), found, variant="date")
