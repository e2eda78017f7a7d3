"""Numbers in the text against table two (R26): normative documents, decisions, charges in yuan or 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.report.clauses import Count, Sentence, counts, fold, is_in_scope, is_of_the_report, section_text, sentences
from gongkai.report.model import AnnualReport, Finding

_SECTIONS = ("overview", "proactive", "other_matters")
_DOCUMENT = r"(?:的)?(?:本级|本机关|街道|部门)?(?:行政)?规范性文件(?:共计|共|总计|合计|数量|为|：|总数)*+$"
_COLUMNS = {
    "fmt2021": (
        ("(?:制发|制定|印发|出台|新制发|新制定)(?:并?(?:制发|制定|印发|发布|出台))?", "issued_this_year"),
        ("废止(?:和宣布失效)?", "repealed_this_year"),
        ("现行有效", "in_force"),
    ),
    "fmt2019": (
        ("(?:制发|制定|印发|出台|新制作|制作)(?:并?(?:制发|制定|印发|发布|出台))?", "made_this_year"),
        ("(?:新公开)", "newly_disclosed"),
        ("累计对外公开|累计公开", "disclosed_total"),
    ),
}
"""Verbs of section one about normative documents, and the column of table two they count."""

_BARE = r"(?:的)?(?:共计|共|总计|合计|为|：)*+$"
_DECISION = re.compile(
    r"(?:作出|做出|实施)(?:的)?行政(许可|处罚|强制)(?:决定|案件|事项|措施)?(?:共计|共|总计|合计|数量|为|：)*+$"
    r"|行政(许可|处罚|强制)(?:处理)?决定(?:共计|共|总计|合计|数量|为|：)*+$"
)
_KINDS = {"许可": "licensing", "处罚": "penalty", "强制": "coercion"}
_MADE_PUBLIC = re.compile(r"公开|公示|公布|发布|双公示|上传|归集|录入|通过|其中|解读|清理|审查|备案|报送|转发")
_CHARGE = re.compile(
    r"行政事业性收费(?:收入|收取|项目|金额|总额|总金额|共计|共|总计|合计|为|：|收费|数额|实际|征收|的)*+"
    r"([0-9]{1,12}(?:\.[0-9]{1,6})?)(万元|亿元|元)"
)
_WAN = {"元": Decimal(1) / 10_000, "万元": Decimal(1), "亿元": Decimal(10_000)}


def disclosed_figures_agree(report: AnnualReport) -> Iterator[Finding]:
    """R26: documents, decisions and charges in the text are those of table two; charges are compared in 万元.

    Numbers of decisions made public are another measure and are left alone.

    Source: rows and units of table two; what is compared is ours.
    """
    for code in _SECTIONS:
        for sentence in sentences(fold(section_text(report, code))):
            yield from _documents(report, sentence, f"sections.{code}")
            yield from _decisions(report, sentence, f"sections.{code}")
            yield from _charges(report, sentence, f"sections.{code}")


def _documents(report: AnnualReport, sentence: Sentence, at: str) -> Iterator[Finding]:
    """Documents of a sentence: the verb beside 规范性文件, or beside the number once the sentence named them."""
    if "规范性文件" not in sentence.text or report.form_id not in _COLUMNS:
        return
    if report.form_id == "fmt2021" and _is_about_publishing(sentence):
        return
    for count in counts(sentence):
        is_named = "规范性文件" in sentence.text[: count.start]
        if count.unit not in ("件", "份", "个", "项") or not is_named or not is_of_the_report(count, report.year):
            continue
        for verb, column in _COLUMNS[report.form_id]:
            is_counted = re.search(verb + _DOCUMENT, count.head) or re.search(f"^.{{0,4}}(?:{verb}){_BARE}", count.head)
            if is_counted:
                yield from _told(report, count, f"t2.normative_documents.{column}", at)
                break


def _is_about_publishing(sentence: Sentence) -> bool:
    """Whether a sentence counts what was made public; the name of the work itself does not say so."""
    return bool(_MADE_PUBLIC.search(re.sub("(?:信息|政务|依申请)公开", "", sentence.text)))


def _decisions(report: AnnualReport, sentence: Sentence, at: str) -> Iterator[Finding]:
    if _is_about_publishing(sentence):
        return
    column = "decisions_this_year" if report.form_id == "fmt2021" else "decisions"
    for count in counts(sentence):
        found = _DECISION.search(count.head)
        if found and count.unit in ("件", "起", "宗", "份", "个", "项") and is_of_the_report(count, report.year):
            yield from _told(report, count, f"t2.{_KINDS[found[1] or found[2]]}.{column}", at)


def _told(report: AnnualReport, count: Count, path: str, at: str) -> Iterator[Finding]:
    stated = report.at(path).stated
    if stated is not None and stated != count.value:
        yield Finding("R26", "warning", at, stated, count.value, count.quote(), path)


def _charges(report: AnnualReport, sentence: Sentence, at: str) -> Iterator[Finding]:
    """The charges of a sentence in 万元; a factor of ten thousand says that yuan stand in the table or in the text."""
    path = "t2.admin_fees.amount_wan_yuan"
    stated = report.at(path).stated if report.form_id == "fmt2021" else None
    found = _CHARGE.search(sentence.text)
    if stated is None or not found or not is_in_scope(sentence.text, found.start(), report.year):
        return
    before = sentence.text[: found.start()]
    if re.search(r"[较比]|同比|其中|减免|免征|预算", before):
        return
    said = Decimal(found[1]) * _WAN[found[2]]
    decimals = len(found[1].partition(".")[2])
    slack = _WAN[found[2]] / 10**decimals
    if abs(said - stated) >= slack:
        quote = sentence.quote(*found.span())
        is_unit = bool(said) and (stated / said == 10_000 or said / stated == 10_000 if stated else False)
        variant = "yuan" if is_unit else ""
        yield Finding("R26", "warning", at, stated, f"{found[1]}{found[2]}", quote, path, variant)
