"""The checks on what the sections of a report that was read speak of (R18-R21, R26, R27)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.clauses import Sentence, counts, fold, section_text, sentences
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


def fees_are_reported(report: AnnualReport) -> Iterator[Finding]:
    """R18: section six reports the information processing fee; stating a zero is practice, hence a warning. 2021 form.

    Source: 国办函〔2020〕109号; 河南省 notice (fees.md of the hand-outs): the fee goes into the annual report.
    """
    if report.form_id != "fmt2021" or "other_matters" not in report.sections:
        return
    if "信息处理费" not in section_text(report, "other_matters"):
        yield Finding("R18", "warning", "sections.other_matters", expected="信息处理费")


def problems_have_measures(report: AnnualReport) -> Iterator[Finding]:
    """R19: section five states both problems and improvements.

    Source: Regulation art. 50(4); heading of section five.
    """
    if "problems" not in report.sections:
        return
    text = section_text(report, "problems")
    for words, name in ((_PROBLEMS, "存在的主要问题"), (_MEASURES, "改进情况")):
        if not any(word in text for word in words):
            yield Finding("R19", "warning", "sections.problems", expected=name)


_TURN = re.compile(r"(?<!及)(?<!和)(?<!与)(?:改进(?:情况|措施|方向|举措|工作)|整改措施)|下一?步|针对(?:上述|以上|存在)")
_ORDINALS = "一二三四五六七八九十"
_LISTS = (
    re.compile(r"(?:^|[\n，。；：、*）])([一二三四五六七八九十])是(?!否)"),
    re.compile(r"(?:^|[\n，。；：])第([一二三四五六七八九十])[，、]"),
)


def each_problem_has_a_measure(report: AnnualReport) -> Iterator[Finding]:
    """R19: section five lists no fewer improvements than problems, where it numbers both (一是, 二是).

    Source: heading of section five; reviewers' practice.
    """
    text = fold(section_text(report, "problems")).text
    turn = _TURN.search(text)
    if not turn:
        return
    problems, measures = _listed(text[: turn.start()]), _listed(text[turn.start() :])
    if problems > 1 and 0 < measures < problems:
        yield Finding("R19", "prompt", "sections.problems", problems, measures, variant="count")


def _listed(text: str) -> int:
    """How many items a text numbers in one row without a gap; 0 where the row is broken or there is none."""
    for pattern in _LISTS:
        found = pattern.findall(text)
        if found:
            return len(found) if "".join(found) == _ORDINALS[: len(found)] else 0
    return 0


def topics_are_covered(report: AnnualReport) -> Iterator[Finding]:
    """R20: section one covers the five topics.

    Source: 国办公开办函〔2021〕30号.
    """
    if "overview" not in report.sections:
        return
    text = section_text(report, "overview")
    for topic, words in TOPIC_WORDS.items():
        if not any(word in text for word in words):
            yield Finding("R20", "warning", "sections.overview", expected=topic)


_MADE_PUBLIC = re.compile(r"公开|发布|公布|公示|更新|上传|推送|发文")
_ANY_COUNT = re.compile(r"[0-9][余多]?(?:条|篇|份|件|则|期|项)")


def items_are_counted(report: AnnualReport) -> Iterator[Finding]:
    """R20: section one says how many items of information were published.

    Source: local notices (武威 2025: counts of items published); without it the year cannot be compared.
    """
    if "overview" not in report.sections:
        return
    for sentence in sentences(fold(section_text(report, "overview"))):
        is_of_items = "申请" not in sentence.text and _MADE_PUBLIC.search(sentence.text)
        if is_of_items and _ANY_COUNT.search(sentence.text):
            return
    yield Finding("R20", "prompt", "sections.overview", expected="主动公开政府信息的数量")


def form_is_that_of_the_year(report: AnnualReport) -> Iterator[Finding]:
    """R21: the tables are those of the form that applies to the report year.

    Source: 国办公开办函〔2019〕60号 (2019, 2020) and 〔2021〕30号 (from 2021).
    """
    if report.year is not None and report.year >= 2019 and not report.form.covers(report.year):
        yield Finding("R21", "error", "form", expected=str(report.year), found=report.form_id)


_OLD_WORDS = re.compile(
    r"第二十条第（九）项|上一年项目数量|本年增/减|对外公开总数量|其他对外管理服务事项"
    r"|(?:已|未)答复件数|不予公开的?件数|非(?:本机关)?政府信息件数"
)
_OLD_BLOCK = re.compile(r"政府集中采购|集中采购项目")


def words_are_those_of_the_form(report: AnnualReport) -> Iterator[Finding]:
    """R21: a report in the 2021 form does not speak in the categories of an older one.

    集中采购 is told in sections two and three only, where the 2019 form had its block; section one may speak of it.

    Source: 国办公开办函〔2021〕30号 against 〔2019〕60号 and the forms before it.
    """
    if report.form_id != "fmt2021":
        return
    for code in report.sections:
        for sentence in sentences(fold(section_text(report, code))):
            found = _OLD_WORDS.search(sentence.text)
            if not found and code in ("proactive", "applications"):
                found = _OLD_BLOCK.search(sentence.text)
            if found:
                yield Finding("R21", "prompt", f"sections.{code}", detail=_around(sentence, found), variant="words")


_POLICY_DOCUMENT = re.compile(r"(?:政策|文件)(?:类|类信息|信息|共|：|文件)*+$")
_DOCUMENT_ROWS = ("rules", "normative_documents")


def documents_are_in_the_table(report: AnnualReport) -> Iterator[Finding]:
    """R26: where section one counts policy documents and table two has none, the register should be looked at.

    Not every document is a normative one, so it is a prompt.

    Source: first block of table two; mistakes seen in published reports.
    """
    stated = [cell.stated for figure, cell in report.figures() if figure.table == "t2" and figure.row in _DOCUMENT_ROWS]
    if not stated or any(value != 0 for value in stated):
        return
    for sentence in sentences(fold(section_text(report, "overview"))):
        for count in counts(sentence):
            is_document = _POLICY_DOCUMENT.search(count.head) and count.unit in ("件", "份", "条", "个", "篇")
            if is_document and count.value and not re.search("解读|转发|上级|学习|宣传", sentence.text):
                cell = next(one.path for one in report.form.figures.values() if one.row == "normative_documents")
                quote = count.quote()
                yield Finding("R26", "prompt", "sections.overview", 0, count.value, quote, cell, "none")
                return


_PROACTIVE_WORDS = re.compile(r"主动公开|公开栏|公示栏|集中采购|公众号|网站(?:公开|发布|公布)|发布信息")
_OWN_WORDS = {"applications": re.compile("申请|答复|补正|办理结果"), "remedies": re.compile("复议|诉讼|申请|起诉")}


def text_stands_in_its_section(report: AnnualReport) -> Iterator[Finding]:
    """R27: sections three and four hold no text about proactive disclosure, which belongs in sections one and two.

    Source: headings of both forms; mistakes seen in published reports.
    """
    for code, own in _OWN_WORDS.items():
        for sentence in sentences(fold(section_text(report, code))):
            found = _PROACTIVE_WORDS.search(sentence.text)
            if found and not own.search(sentence.text):
                detail = sentence.quote(0, min(len(sentence.text), 40))
                yield Finding("R27", "prompt", f"sections.{code}", detail=detail)


def _around(sentence: Sentence, found: re.Match[str]) -> str:
    """The words found, with a few before and after them."""
    return sentence.quote(max(0, found.start() - 8), min(len(sentence.text), found.end() + 12))
