"""Numbers in the text against the tables and against themselves (R13-R15), each with the words it rests on.

A sentence is judged only where its words say what is counted: newly received, carried in, handled, carried out. A number that
equals any figure its words may mean is right; only one that fits none is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.report.model import AnnualReport, Finding, Number

_N = r"([0-9][0-9,，]*)\s*[件宗起]"
_ANY = r"[^。；，,;]{0,16}?"

APPLICATIONS: Mapping[str, tuple[str, ...]] = {
    rf"新收(?:到)?{_ANY}申请{_ANY}{_N}": ("new",),
    rf"(?:共|全年|年度|年)?(?:收到|受理|接收|收办){_ANY}申请{_ANY}{_N}": ("new", "new+carried_in"),
    rf"上年(?:度)?结转{_ANY}{_N}": ("carried_in",),
    rf"(?:已)?(?:办结|答复|办理完毕){_ANY}(?:申请)?{_ANY}{_N}": ("handled", "new", "new+carried_in"),
    rf"结转(?:至|到|下)?(?:下)?(?:一)?年度{_ANY}{_N}": ("carried_out",),
}
"""Words of section one about applications, and the figures of table three they may mean."""

NONE_RECEIVED = re.compile(r"(?:未|没有)(?:收到|接到|受理)[^。；，]{0,12}(?:申请|依申请公开)")
NONE_CHALLENGED = re.compile(r"(?:未|没有)(?:发生|收到|出现|产生)[^。；]{0,16}(?:行政复议|行政诉讼)")

CHALLENGES: Mapping[str, tuple[str, ...]] = {
    rf"行政复议{_ANY}{_N}": ("recon",),
    rf"行政诉讼{_ANY}{_N}": ("lit_direct", "lit_after_recon", "lit_direct+lit_after_recon"),
}
"""Words about challenges, and the blocks of table four they may mean."""

_TOTAL = re.compile(r"(?:共|共计|合计|总计|计)?([0-9][0-9,]*)\s*(条|件|份|篇|个|项)[，,：:（(]?其中([^。；（(]*)")
_FEWEST_PARTS = 3


def applications_agree(report: AnnualReport) -> Iterator[Finding]:
    """R13: numbers of applications in section one are those of table three.

    Source: reviewers' practice; newly received, total handled, concluded and carried out are different measures.
    """
    sentences = _text(report, "overview").split("。")
    text = "。".join(sentence for sentence in sentences if "申请" in sentence)
    known = _application_figures(report)
    yield from _compare("R13", "sections.overview", text, APPLICATIONS, known)
    found = NONE_RECEIVED.search(text)
    if found and known.get("new"):
        yield Finding("R13", "error", "sections.overview", expected=known["new"], found=0, detail=found[0])


def challenges_agree(report: AnnualReport) -> Iterator[Finding]:
    """R14: numbers of reconsiderations and suits in sections one and four are those of table four.

    Source: reviewers' practice.
    """
    known = _challenge_figures(report)
    for code in ("overview", "remedies"):
        text = _text(report, code)
        yield from _compare("R14", f"sections.{code}", text, CHALLENGES, known)
        found = NONE_CHALLENGED.search(text)
        whole = _plus(known.get("recon"), known.get("lit_direct+lit_after_recon"))
        if found and whole:
            yield Finding("R14", "error", f"sections.{code}", expected=whole, found=0, detail=found[0])


def parts_add_up(report: AnnualReport) -> Iterator[Finding]:
    """R15: where a total is followed by a list of its parts, the parts add up to it.

    A list of fewer than three parts, or one that ends in 等, may be a selection and is judged only when it exceeds the total.
    Source: arithmetic.
    """
    for code, paragraphs in report.sections.items():
        for paragraph in paragraphs:
            for found in _TOTAL.finditer(re.sub(r"\s", "", paragraph.text)):
                whole, unit, clause = _int(found[1]), found[2], found[3]
                parts = [_int(part) for part in re.findall(rf"([0-9][0-9,]*){unit}", clause)]
                is_whole_list = len(parts) >= _FEWEST_PARTS and "等" not in clause
                if len(parts) > 1 and (sum(parts) > whole or (is_whole_list and sum(parts) != whole)):
                    detail = found[0][:40] + ("…" if len(found[0]) > 40 else "")
                    yield Finding("R15", "error", f"sections.{code}", expected=whole, found=sum(parts), detail=detail)


def _compare(
    rule: str, at: str, text: str, patterns: Mapping[str, tuple[str, ...]], known: Mapping[str, Number]
) -> Iterator[Finding]:
    for pattern, meanings in patterns.items():
        figures = [known[name] for name in meanings if name in known]
        for found in re.finditer(pattern, text):
            stated = _int(found[1])
            if len(figures) == len(meanings) and stated not in figures:
                yield Finding(rule, "error", at, expected=figures[0], found=stated, detail=found[0])


def _application_figures(report: AnnualReport) -> dict[str, Number]:
    rows = {"new": "new_received", "carried_in": "carried_in", "handled": "handled_total", "carried_out": "carried_out"}
    stated = {name: report.value("t3", row, "total") for name, row in rows.items()}
    known = {name: value for name, value in stated.items() if value is not None}
    whole = _plus(known.get("new"), known.get("carried_in"))
    return known if whole is None else {**known, "new+carried_in": whole}


def _challenge_figures(report: AnnualReport) -> dict[str, Number]:
    blocks = ("recon", "lit_direct", "lit_after_recon")
    stated = {block: report.value("t4", "count", f"{block}_total") for block in blocks}
    known = {name: value for name, value in stated.items() if value is not None}
    whole = _plus(known.get("lit_direct"), known.get("lit_after_recon"))
    return known if whole is None else {**known, "lit_direct+lit_after_recon": whole}


def _plus(first: Number | None, second: Number | None) -> Number | None:
    return None if first is None or second is None else first + second


def _text(report: AnnualReport, code: str) -> str:
    return re.sub(r"\s", "", "".join(paragraph.text for paragraph in report.sections.get(code, ())))


def _int(digits: str) -> int:
    return int(re.sub(r"[,，]", "", digits))
