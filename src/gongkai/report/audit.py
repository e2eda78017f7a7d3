"""The checks on the text of a report that was read: numbers, headings, years, form, topics. They yield and never raise.

They look for words, so all but the plain contradictions are warnings or prompts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from gongkai.report.figures import applications_agree, challenges_agree, parts_add_up
from gongkai.report.model import AnnualReport, Finding

TOPIC_WORDS: dict[str, tuple[str, ...]] = {
    "主动公开": ("主动公开", "主动发布"),
    "依申请公开": ("依申请", "申请公开", "公开申请", "未收到申请"),
    "政府信息管理": ("信息管理", "规范管理", "发文登记", "动态调整", "归档"),
    "政府信息公开平台建设": ("平台", "网站", "公众号", "公开栏", "公示栏"),
    "监督保障": ("监督", "保障", "考核", "培训"),
}
"""Words that show a topic of section one is covered."""

_PROBLEMS = ("问题", "不足", "薄弱", "短板", "困难")
_MEASURES = ("改进", "措施", "下一步", "下步", "今后", "整改", "将进一步", "针对上述")
_YEAR = re.compile(r"(20[0-9]{2})年")


def audit(report: AnnualReport) -> tuple[Finding, ...]:
    """Return every finding about the text, in the order of the rules."""
    if report.form_id is None:
        return ()
    return tuple(finding for rule in AUDIT_RULES for finding in rule(report))


def _text(report: AnnualReport, code: str) -> str:
    return "".join(paragraph.text for paragraph in report.sections.get(code, ()))


def all_headings_stand(report: AnnualReport) -> Iterator[Finding]:
    """R16: the six section headings are present.

    Source: both forms, 国办公开办函〔2019〕60号 and 〔2021〕30号.
    """
    for section in report.form.sections:
        if section.code not in report.sections:
            yield Finding("R16", "error", f"sections.{section.code}", expected=section.heading)


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


def fees_are_reported(report: AnnualReport) -> Iterator[Finding]:
    """R18: section six reports the information processing fee; stating a zero is practice, hence a warning. 2021 form.

    Source: 国办函〔2020〕109号; 河南省 notice (fees.md of the hand-outs): the fee goes into the annual report.
    """
    if report.form_id != "fmt2021" or "other_matters" not in report.sections:
        return
    if "信息处理费" not in _text(report, "other_matters"):
        yield Finding("R18", "warning", "sections.other_matters", expected="信息处理费")


def problems_have_measures(report: AnnualReport) -> Iterator[Finding]:
    """R19: section five states both problems and improvements.

    Source: Regulation art. 50(4); heading of section five.
    """
    if "problems" not in report.sections:
        return
    text = _text(report, "problems")
    for words, name in ((_PROBLEMS, "存在的主要问题"), (_MEASURES, "改进情况")):
        if not any(word in text for word in words):
            yield Finding("R19", "warning", "sections.problems", expected=name)


def topics_are_covered(report: AnnualReport) -> Iterator[Finding]:
    """R20: section one covers the five topics.

    Source: 国办公开办函〔2021〕30号.
    """
    if "overview" not in report.sections:
        return
    text = _text(report, "overview")
    for topic, words in TOPIC_WORDS.items():
        if not any(word in text for word in words):
            yield Finding("R20", "warning", "sections.overview", expected=topic)


def form_is_that_of_the_year(report: AnnualReport) -> Iterator[Finding]:
    """R21: the tables are those of the form that applies to the report year.

    Source: 国办公开办函〔2019〕60号 (2019, 2020) and 〔2021〕30号 (from 2021).
    """
    if report.year is not None and report.year >= 2019 and not report.form.covers(report.year):
        yield Finding("R21", "error", "form", expected=str(report.year), found=report.form_id)


def no_residue_of_editing(report: AnnualReport) -> Iterator[Finding]:
    """A01: no mark of an editor stands in the text: bookmarks, Markdown emphasis, the foot of a web page.

    Source: mistakes seen in published reports (annual-report-errors of the hand-outs).
    """
    for code, paragraphs in report.sections.items():
        for paragraph in paragraphs:
            if found := _RESIDUE.search(paragraph.text):
                yield Finding("A01", "prompt", f"sections.{code}", found=found[0])


def title_stands_once(report: AnnualReport) -> Iterator[Finding]:
    """A02: the title is not printed again inside a section.

    Source: mistakes seen in published reports.
    """
    for code, paragraphs in report.sections.items():
        for paragraph in paragraphs:
            bare = re.sub(r"\s", "", paragraph.text)[:60]
            if found := _TITLE.search(bare):
                yield Finding("A02", "prompt", f"sections.{code}", found=found[0])


def title_names_office_and_year(report: AnnualReport) -> Iterator[Finding]:
    """A03: the title names the organ and the year.

    Source: mistakes seen in published reports; R17 needs the year.
    """
    bare = re.sub(r"\s", "", report.title)
    if not bare:
        yield Finding("A03", "prompt", "title", expected="标题", detail="缺标题")
    elif not _YEAR.search(bare):
        yield Finding("A03", "prompt", "title", expected="年度", found=report.title, detail="标题没有写年度")


def report_is_signed_and_dated(report: AnnualReport) -> Iterator[Finding]:
    """A04: the report ends with the organ and the date, without which publication in time cannot be shown.

    Source: Regulation art. 49; mistakes seen in published reports.
    """
    if report.published_on is None:
        yield Finding("A04", "prompt", "sections.other_matters", expected="落款日期", detail="没有落款日期")
    elif report.signed_by is None:
        yield Finding("A04", "prompt", "sections.other_matters", expected="落款单位", detail="没有落款单位")


_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|\*\*|扫一扫在手机上查看当前页面|打印本页|【请补充")
_TITLE = re.compile(r"^.{0,24}20[0-9]{2}年(?:度)?政府信息公开工作年度报告")

Rule = Callable[[AnnualReport], Iterable[Finding]]
AUDIT_RULES: tuple[Rule, ...] = (
    applications_agree,
    challenges_agree,
    parts_add_up,
    all_headings_stand,
    years_agree,
    fees_are_reported,
    problems_have_measures,
    topics_are_covered,
    form_is_that_of_the_year,
    no_residue_of_editing,
    title_stands_once,
    title_names_office_and_year,
    report_is_signed_and_dated,
)
