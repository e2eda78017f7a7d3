"""Numbers in the text against the tables (R13, R14, R26), each with the words it rests on and the cell they contradict.

A number is judged only where its words say what is counted: newly received, carried in, handled, concluded, carried
out, an outcome, a kind of applicant, a challenge filed or decided, documents, decisions, charges. A number that equals
any figure its words may mean is right; only one that fits none is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongkai.report.clauses import Count, Sentence, counts, fold, is_in_scope, is_of_the_report, section_text, sentences
from gongkai.report.model import AnnualReport, Finding, Number
from gongkai.statute.outcomes import APPLICANTS

Known = Mapping[str, tuple[Number, str]]
"""What the tables say by a name of ours: the number, and the path of the cell it stands in or is added up from."""

# --- what the tables say ------------------------------------------------------------------------------------------

_ROWS = {"new": "new_received", "carried_in": "carried_in", "handled": "handled_total", "carried_out": "carried_out"}
_ORGANIZATIONS = tuple(code for code in APPLICANTS if code != "natural_person")


def application_figures(report: AnnualReport) -> Known:
    """Table three as the text speaks of it; what is not stated, or rests on a cell that is not, is left out."""
    known: dict[str, tuple[Number, str]] = {}

    def put(name: str, value: Number | None, row: str, column: str = "total") -> None:
        if value is not None:
            known[name] = (value, f"t3.{row}.{column}")

    for name, row in _ROWS.items():
        put(name, report.value("t3", row, "total"), row)
        for column in APPLICANTS:
            put(f"{name}.{column}", report.value("t3", row, column), row, column)
        values = [report.value("t3", row, column) for column in _ORGANIZATIONS]
        put(f"{name}.organizations", _sum(values), row)
    put("whole", report.sum("t3", "total", ("new_received", "carried_in")), "new_received")
    groups: dict[str, list[str]] = {}
    for line in report.form.tables["t3"].rows:
        if line.group or line.code in ("granted", "partial"):
            groups.setdefault(line.group or line.code, []).append(line.code)
            put(line.code, report.value("t3", line.code, "total"), line.code)
    for group, rows in groups.items():
        value = report.sum("t3", "total", rows)
        if value is not None:
            known[group] = (value, f"t3.{rows[0]}.total" if len(rows) == 1 else f"t3.{group}")
    put("given", report.sum("t3", "total", ("granted", "partial")), "granted")
    if "handled" in known and "other" in known and "refused" in known:
        handled, other, refused = (known[name][0] for name in ("handled", "other", "refused"))
        put("replied", handled - other, "handled_total")
        put("decided", handled - other - refused, "handled_total")
    return known


_RESULTS = {"upheld": "维持", "corrected": "纠正", "other_result": "其他", "pending": "审结"}
_SUITS = ("lit_direct", "lit_after_recon")


def challenge_figures(report: AnnualReport) -> Known:
    """Table four as the text speaks of it: each remedy, suits of both kinds, remedies of all; filed, decided, by result."""
    known: dict[str, tuple[Number, str]] = {}
    for result in (*_RESULTS, "total"):
        for names, group in ((("recon",), "recon"), (_SUITS, "lit"), (("recon", *_SUITS), "all")):
            values = [report.value("t4", "count", f"{name}_{result}") for name in names]
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    known[f"{name}.{result}"] = (value, f"t4.{name}_{result}")
            whole = _sum(values)
            if whole is not None:
                known[f"{group}.{result}"] = (whole, f"t4.{names[0]}_{result}")
    for group in ("recon", "lit", "all", *_SUITS):
        if f"{group}.total" in known and f"{group}.pending" in known:
            whole, path = known[f"{group}.total"]
            known[f"{group}.decided"] = (whole - known[f"{group}.pending"][0], path)
    return known


def _sum(values: list[Number | None]) -> Number | None:
    stated = [value for value in values if value is not None]
    return sum(stated, start=0) if len(stated) == len(values) else None


# --- R13 ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Measure:
    """Words just before a number, and the figures they may mean. with_subset: words like 其中 before them do not matter."""

    words: re.Pattern[str]
    meanings: tuple[str, ...]
    with_subset: bool = False


_FILL = (
    "政府|政务|信息|公开|依|申请人|申请|办理|件|办|事项|表|数量|总数|数|量|的|了|到|共计|共|总计|合计|为|计|公民|群众|公众|社会"
    "|各类|有效|书面|提出|提交|年度|年|本|至|继续|有|：|类"
)
"""What may stand between the words of a measure and the number, without changing what is counted."""


def _before(words: str, *meanings: str, with_subset: bool = False, fill: str = _FILL) -> _Measure:
    return _Measure(re.compile(rf"(?P<verb>{words})(?P<rest>(?:{fill})*+$)"), meanings, with_subset)


def _outcome(words: str, *meanings: str) -> _Measure:
    return _before(words, *meanings, with_subset=True, fill=f"{_FILL}|答复|决定|处理|作出")


APPLICATIONS = (
    _before("(?:上一?年度?|去年)(?:度)?(?:结转|转入|遗留)|结转上一?年度?", "carried_in", with_subset=True),
    _before(r"结转(?:至|到)?(?:[下次明来]一?年|20[0-9]{2}年)度?", "carried_out", with_subset=True),
    _before("新收|新增|新受理|新接收|新接到", "new"),
    _before("收到|受理|接收|接到|收办", "new", "whole"),
    _before("应办理|需办理|应办|办理|应答复", "handled", "new", "whole"),
    _before("办结|办理完毕|办复|处理完毕", "handled"),
    _before("答复", "handled", "replied", "decided"),
)
"""What is counted by the words before the number, the more exact words first; the first that fit decide."""

_OUTCOMES = (
    _outcome("部分公开", "partial"),
    _outcome("不予公开|不同意公开", "denied"),
    _outcome("予以公开|全部公开|(?<!不)同意公开", "granted", "given"),
    _outcome("无法提供", "unable"),
    _outcome("不予处理", "refused"),
    _outcome("其他处理", "other"),
)
_FEWER = {"不存在": "unable_not_held", "非本机关(?:政府)?信息": "unable_not_held", "不属于本机关": "unable_not_held"}
"""Words of older forms for a part of a row: they may count fewer than the row, never more."""

_ALONE = "(?:^、?|[^、和及与或])"
_APPLICANTS = (
    _before(
        f"{_ALONE}(?:自然人|公民个人)",
        *(f"{name}.natural_person" for name in ("new", "handled", "carried_in", "carried_out")),
        with_subset=True,
    ),
    _before(
        f"{_ALONE}法人(?:和|或|或者|及|、)其他组织",
        *(f"{name}.organizations" for name in ("new", "handled", "carried_in", "carried_out")),
        with_subset=True,
    ),
)
_FOLLOWING = re.compile(r"(?:申请)?(?:将)?(?:结转|转入)(?:至|到)?(?:[下次明来]一?年|20[0-9]{2}年)")
_NOUN = re.compile(r"(?:政府信息公开|信息公开|政府信息|公开)(?:的)?(?:依)?申请|依申请公开|申请公开")
_OF_INFORMATION = re.compile("信息|公开|依")
_ENUMERATED = re.compile(r"（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}[.、]|[一二三四五六七八九十]是")
_ELSEWHERE = re.compile(
    r"来件|来信|来电|来访|提案|建议|投诉|举报|信访|热线|12345|许可|处罚|复议|诉讼|案件|救助|低保|补贴|听证|工单"
    r"|不动产|证明|低收入|公租房|残疾|立案|便民|窗口|政务服务|办事"
)
_SUBSET = re.compile(
    r"其中|按[时期]|如期|延期|逾期|超期|延长|当面|现场|电话|口头|提前|当场|自然人|法人|企业|组织|律师|补正|撤[回销]|通过"
    r"|窗口|邮寄|信函|邮件|邮箱|传真|网[络上站]|在线|平台|系统|线[上下]|关于|涉及|顺延|[下次明]一?年|未|没有|均?不|拟|重复|向|主动公开"
)
_OLD_OUTCOMES = re.compile(r"咨询|非政府信息|信息不存在|主动公开[0-9]|依申请公开[0-9]|同意公开|不同意公开")
_NONE_RECEIVED = re.compile(
    r"(?:未|没有)(?:有)?(?:收到|接到|受理|接收)(?:过|任何|到|的|公民|法人|和|或|其他组织|组织|、|群众|社会公众|公众|向|本|街道|机关|单位"
    r"|提出|书面|关于|有关|各类|要求)*+(?:(?:政府|政务)?信息)?(?:公开)?(?:的)?(?:依)?申请(?!人|复议|行政|撤|减|更正)"
    r"|(?:依申请公开|信息公开申请|公开申请)(?:件|数量|工作|情况|事项|受理)*+(?:为|是)?[零无](?=[，；]|$)"
    r"|(?:零|无)(?:政府信息公开|信息公开|依申请公开)申请"
)


def applications_agree(report: AnnualReport) -> Iterator[Finding]:
    """R13: numbers of applications in sections one and three are those of table three.

    Newly received, handled, concluded, carried in and out, the outcomes and the applicants are different measures; a
    number is told only if it fits none its words may mean. In section one a sentence is judged only where it, or the
    heading above it, speaks of applications for government information.

    Source: reviewers' practice; corner note and rows of table three.
    """
    known = application_figures(report)
    for code in ("overview", "applications"):
        is_headed, is_about, paragraph = False, False, -1
        for sentence in sentences(fold(section_text(report, code))):
            if sentence.paragraph != paragraph:
                paragraph = sentence.paragraph
                if _ENUMERATED.match(sentence.text):
                    is_headed = bool(_NOUN.search(sentence.text))
                is_about = is_headed or code == "applications"
            is_about = is_about or bool(_NOUN.search(sentence.text))
            if is_about:
                yield from _judge_applications(sentence, known, f"sections.{code}", report.year)


def _judge_applications(sentence: Sentence, known: Known, at: str, year: int | None) -> Iterator[Finding]:
    is_alone = not _ELSEWHERE.search(sentence.text)
    for count in counts(sentence):
        if count.unit in ("件", "宗", "起", "份", "个", "条") and is_of_the_report(count, year):
            yield from _judge_count(count, known, at, is_alone=is_alone)
    found = _NONE_RECEIVED.search(sentence.text)
    is_sure = found and (is_alone or _OF_INFORMATION.search(found[0]))
    if found and is_sure and is_in_scope(sentence.text, found.start(), year) and known.get("new", (0, ""))[0]:
        expected, cell = known["new"]
        yield Finding("R13", "error", at, expected, 0, sentence.quote(*found.span()), cell)


def _judge_count(count: Count, known: Known, at: str, *, is_alone: bool) -> Iterator[Finding]:
    following = _FOLLOWING.match(count.tail)
    if following:
        if is_alone:
            yield from _told("R13", count, known, ("carried_out",), at, count.quote(following.end()))
        return
    for measure in (*APPLICATIONS, *_OUTCOMES, *_APPLICANTS):
        found = measure.words.search(count.head)
        if not found:
            continue
        has_information = bool(_OF_INFORMATION.search(found["rest"]))
        is_named = "申请" in found["rest"] and has_information
        is_bare = is_alone and ("申请" in found["rest"] or not has_information)
        before = count.sentence.text[: count.start - len(count.head)] + count.head[: found.start()]
        is_subset = not measure.with_subset and _SUBSET.search(before)
        is_old = found["verb"] == "答复" and _OLD_OUTCOMES.search(count.sentence.text)
        if not is_subset and not is_old and (is_named or is_bare):
            yield from _told("R13", count, known, measure.meanings, at)
        return
    for words, name in _FEWER.items():
        if (
            is_alone
            and re.search(rf"(?:{words})(?:{_FILL})*+$", count.head)
            and name in known
            and count.value > known[name][0]
        ):
            yield Finding("R13", "error", at, known[name][0], count.value, count.quote(), known[name][1])


def _told(
    rule: str, count: Count, known: Known, meanings: tuple[str, ...], at: str, quote: str = ""
) -> Iterator[Finding]:
    if all(name in known for name in meanings) and count.value not in (known[name][0] for name in meanings):
        expected, cell = known[meanings[0]]
        yield Finding(rule, "error", at, expected, count.value, quote or count.quote(), cell)


# --- R14 ----------------------------------------------------------------------------------------------------------

_REMEDY = re.compile(r"复议后(?:提?起)?诉讼?|未经复议直接起诉|直接起诉|行政复议|行政诉讼|复议|诉讼")
_OF_DISCLOSURE = re.compile(r"(?:信息公开|政府信息|依申请公开)[^，；]{0,20}(?:复议|诉讼)")
_BOTH = re.compile(r"复议(?:案件|案)?(?:、|和|及|与|以及|或)(?:行政)?诉讼")
_TOTAL_WORDS = re.compile(
    r"(?:复议|诉讼|起诉|复议后起诉)(?:案件|案|申请|事项|情况|答复|应诉|共计|共|总计|合计|数量|总数|数|量|为|的|：|有|计|发生|收到|受理)*+$"
)
_DECIDED = re.compile(r"(?<!未)(?<!未经)(?:审结|办结|结案)(?:的|了|：|案件|共|复议|诉讼)*+$")
_RESULT_WORDS = (
    (
        re.compile(r"维持(?:原(?:行政)?行为|原答复|的|结果|决定|：|为)*+$"),
        re.compile(r"(?:被|予以|结果)?维持"),
        "upheld",
    ),
    (re.compile(r"纠正(?:的|结果|决定|：|为)*+$"), re.compile(r"(?:被|予以|结果)?纠正"), "corrected"),
    (re.compile(r"其他结果(?:的|：|为)*+$"), re.compile(r"其他结果"), "other_result"),
    (re.compile(r"(?:尚未|未)审结(?:的|：|为)*+$"), re.compile(r"(?:尚未|未)审结|正在审理"), "pending"),
)
_NONE = re.compile(
    r"未(?:发生|收到|出现|产生|涉及|有|因|被)|没有(?:发生|收到|出现|产生|涉及|因|被)?|不存在|无(?:因|行政复议|复议|行政诉讼)"
)
_NOT_A_TOTAL = re.compile(r"纠正|撤销|败诉|维持|变更|违法|逾期|超期|责令|程序|举报|履行|投诉|不服|被驳回|[0-9]")
_NEW_ONLY = re.compile(r"新[收增]|上年|去年|结转|一审|二审|再审|上诉|出庭")


def challenges_agree(report: AnnualReport) -> Iterator[Finding]:
    """R14: numbers of reconsiderations and suits in the text are those of table four: filed, decided, by result.

    Outside section four a sentence is judged only if it speaks of government information, as an office has other cases.

    Source: reviewers' practice; columns of table four.
    """
    known = challenge_figures(report)
    for code in ("overview", "remedies", "other_matters"):
        for sentence in sentences(fold(section_text(report, code))):
            if _REMEDY.search(sentence.text) and (code == "remedies" or _OF_DISCLOSURE.search(sentence.text)):
                yield from _judge_challenges(sentence, known, f"sections.{code}", report.year)


def _judge_challenges(sentence: Sentence, known: Known, at: str, year: int | None) -> Iterator[Finding]:
    for clause in re.finditer(r"[^，；]+", sentence.text):
        found = _NONE.search(clause[0])
        if found and not _NOT_A_TOTAL.search(clause[0]) and is_in_scope(sentence.text, clause.start(), year):
            yield from _none_stated(sentence, clause, clause.start() + found.start(), known, at)
    if _NEW_ONLY.search(sentence.text):
        return
    remedies = list(_REMEDY.finditer(sentence.text))
    for count in counts(sentence):
        named = [one for one in remedies if one.end() <= count.start]
        if not named or count.unit not in ("件", "起", "宗", "个") or not is_of_the_report(count, year):
            continue
        group = "all" if _BOTH.search(count.head) else _group(named[-1][0])
        yield from _told("R14", count, known, _meant(count, group), at)


def _none_stated(sentence: Sentence, clause: re.Match[str], start: int, known: Known, at: str) -> Iterator[Finding]:
    groups = {_group(one[0]) for one in _REMEDY.finditer(clause[0])}
    whole = [known[f"{group}.total"] for group in sorted(groups, reverse=True) if f"{group}.total" in known]
    stated = sum((value for value, _ in whole), start=0)
    if stated:
        cell = next(path for value, path in whole if value)
        yield Finding("R14", "error", at, stated, 0, sentence.quote(start, clause.end()), cell)


def _group(word: str) -> str:
    if word.startswith("复议后"):
        return "lit_after_recon"
    if word.endswith("直接起诉"):
        return "lit_direct"
    return "recon" if word.endswith("复议") else "lit"


def _meant(count: Count, group: str) -> tuple[str, ...]:
    """The figures of table four a number may mean; none if its words do not say."""
    groups = (group, *_SUITS) if group == "lit" else (group,)
    for before, after, result in _RESULT_WORDS:
        if before.search(count.head) or (after.match(count.tail) and not _TOTAL_WORDS.search(count.head)):
            return tuple(f"{one}.{result}" for one in groups)
    if _DECIDED.search(count.head):
        return tuple(f"{one}.decided" for one in groups)
    return tuple(f"{one}.total" for one in groups) if _TOTAL_WORDS.search(count.head) else ("unknown",)
