"""What the audit says of our own narratives, of hostile text, and in which words."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from gongkai.report.audit import MOST_OF_A_RULE, audit, audit_against
from gongkai.report.compile import compile_report
from gongkai.report.model import Paragraph
from gongkai.report.words import WORDS, finding_text
from tests.report.texts import TEXTS, busy, clean, saying, stating
from tests.strategies import ledgers

OF_NUMBERS = {"R13", "R14", "R15", "R26"}


@given(ledgers(2024))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_the_narrative_of_any_ledger_agrees_with_its_tables(ledger):
    previous = compile_report(ledger, 2024)
    report = compile_report(ledger, 2025, previous=previous)

    for one in (previous, report):
        told = [found for found in audit(one) if found.rule in OF_NUMBERS]
        assert [found for found in told if found.severity != "prompt"] == []
    assert audit_against(report, previous) == ()


@pytest.mark.parametrize(
    "piece", ["，，", "件。", "共计共计", "1条，其中1条，", "申请1件", "一是", "以下简称", "（一", "1万", "复议1件"]
)
def test_any_text_ends_in_few_findings(piece):
    text = piece * 40_000
    report = clean()
    hostile = replace(
        report,
        title=text,
        preamble=(Paragraph(text),),
        sections={code: (Paragraph(text),) for code in report.sections},
        headings=dict.fromkeys(report.headings, text),
    )

    assert len(audit(hostile)) <= 40 * MOST_OF_A_RULE
    assert len(audit_against(hostile, hostile)) <= 3 * MOST_OF_A_RULE


def _faulty():
    report = busy()
    overview = (
        "2023年，街道（以下简称街道）依法公开；全年办结率120%，（以下简称街道）收到依申请公开信息。",
        "2024年收到政府信息公开申请17件，制发行政规范性文件9件，行政事业性收费39800万元。",
        "因政府信息公开被申请行政复议9件。公开信息共100条，其中动态10条，占20%，，政策9条。",
        "公开信息147条，比上年增加12条，增长50%。已答复件数为0。公布信息9条，其中甲8条，乙7条。",
        "一是党群服务中心改造：二是一些地区仍需加强。**",
    )
    yield saying(report, "overview", *overview)
    yield saying(report, "applications", "公众号发布信息3条。")
    yield saying(stating(clean(), {}), "overview", "公布政策文件5件。")
    yield saying(clean(), "problems", "(一)问题：一是慢；二是少；三是旧。", "（二）改进措施：一是快。", "八、附件")
    headings = dict(reversed(clean().headings.items()))
    yield replace(clean(), headings={**headings, "problems": "五.存在的问题"}, published_on=clean().period[0])
    yield replace(clean(), title="青石街2020年政府信息公开工作年度报告", signed_by=None)
    yield replace(clean(), title="", sections={"overview": (Paragraph("2020年，工作顺利。"),)})
    yield replace(clean("fmt2019", 2023), sections={**clean().sections, "problems": (), "other_matters": ()})
    again = "青石街道办事处2021年政府信息公开工作年度报告"
    yield saying(clean(), "overview", again, TEXTS["overview"])
    yield saying(clean(), "other_matters", "无。")


def findings():
    last = saying(stating(clean(year=2023), {"t3.new_received.total": 12}), "problems", *[TEXTS["problems"] * 2])
    now = saying(busy(), "overview", "收到政府信息公开申请16件，同比增长9%。")
    long = "街道完善了公开制度并且明确了责任人。" * 20
    yield from (one for report in _faulty() for one in audit(report))
    yield from audit_against(saying(now, "problems", TEXTS["problems"] * 2), last)
    yield from audit_against(saying(now, "overview", long), saying(last, "overview", long))


OF_TABLES = {
    "R01",
    "R02",
    "R03",
    "R04",
    "R05",
    "R06",
    "R07",
    "R08",
    "R09",
    "R10",
    "R11",
    "R12",
    "R22",
    "R23",
    "R24",
    "R25",
}


def test_every_wording_of_the_text_is_used():
    said = {f"{one.rule}.{one.variant}".rstrip(".") for one in findings()}

    assert said == {name for name in WORDS if name[:3] not in OF_TABLES}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_is_one_sentence(lang):
    for finding in findings():
        text = finding_text(finding, lang)

        assert text.strip()
        assert not set("{}\n") & set(text.replace(finding.detail, "").replace(str(finding.found), ""))
        assert "None" not in text


def test_findings_about_figures_name_the_cell_and_quote_the_words():
    for finding in findings():
        if finding.rule in {"R13", "R14", "R26"}:
            assert finding.cell.startswith("t")
            assert finding.detail in finding_text(finding)
