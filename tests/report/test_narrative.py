"""The drafted text: every number from a figure or an entry, marks where a person must write, nothing invented."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.ledger.entries import OfficeFacts
from gongkai.ledger.events import (
    ChannelMeasured,
    ChargeCollected,
    Corrected,
    FactStated,
    FeeNoticed,
    FeePaid,
    ItemsPublished,
    ProposalAnswered,
    PurchaseMade,
    RequestsAnswered,
)
from gongkai.ledger.registers import FACTS
from gongkai.report.compile import compile_report
from gongkai.report.model import Paragraph
from tests.report.cases import PAIRS_2020, PAIRS_2024, d, got, ledger_of, replied

EMPTY_2024 = compile_report(ledger_of([]), 2024)
FULL_2024 = compile_report(ledger_of(PAIRS_2024), 2024)
FULL_2020 = compile_report(ledger_of(PAIRS_2020), 2020)
SECTIONS = ("overview", "problems", "other_matters")


def text_of(report, section):
    return "\n".join(paragraph.text for paragraph in report.sections.get(section, ()))


def drafted(*events, year=2024, section="overview", **fields):
    return text_of(compile_report(ledger_of([("", event) for event in events], **fields), year), section)


def paragraphs(report):
    return [one for section in report.sections.values() for one in section]


# --- nothing is invented ------------------------------------------------------------------------------------------


def test_an_empty_ledger_yields_no_number():
    told = [one.text for one in paragraphs(EMPTY_2024) if one.by == "ledger"]

    assert [text for text in told if re.search(r"[0-9]", text)] == []


def test_an_empty_ledger_says_only_what_is_nothing_or_to_be_written():
    told = [one.text for one in paragraphs(EMPTY_2024) if one.by == "ledger" and not one.is_draft]

    assert told == ["全年未收到政府信息公开申请，无上年结转申请。", "本年度未收取政府信息公开信息处理费。"]


@pytest.mark.parametrize("report", [EMPTY_2024, FULL_2024, FULL_2020], ids=["empty", "2024", "2020"])
def test_a_drafts_place_to_be_written_is_marked_as_such(report):
    marked = [one for one in paragraphs(report) if one.is_draft]

    assert marked
    assert all(one.text.startswith("【请补充：") for one in marked)
    assert all("【" not in one.text for one in paragraphs(report) if not one.is_draft)


@pytest.mark.parametrize("section", SECTIONS)
def test_sections_one_five_and_six_are_never_empty(section):
    assert EMPTY_2024.sections[section]


def test_section_one_covers_the_five_topics_in_order():
    headings = [one.text for one in EMPTY_2024.sections["overview"] if one.level == 2]

    assert headings == [
        "（一）主动公开情况",
        "（二）依申请公开情况",
        "（三）政府信息管理情况",
        "（四）政府信息公开平台建设情况",
        "（五）监督保障情况",
    ]


def test_problems_and_improvements_are_left_to_a_person():
    drafts = [one for one in EMPTY_2024.sections["problems"] if one.is_draft]

    assert len(drafts) == 2
    assert [one.text for one in EMPTY_2024.sections["problems"] if one.level == 2] == [
        "（一）存在的主要问题",
        "（二）改进情况",
    ]


def test_every_topic_without_facts_asks_for_them():
    overview = EMPTY_2024.sections["overview"]
    for at, one in enumerate(overview):
        if one.level == 2:
            assert overview[at + 1].level == 0


@pytest.mark.parametrize(
    ("kind", "is_asked"), [("township", True), ("sub_district", False), ("county_government", True)]
)
def test_peoples_governments_are_asked_for_assessment_review_and_accountability(kind, is_asked):
    report = compile_report(ledger_of([], OfficeFacts("东城", kind=kind)), 2024)

    assert ("责任追究" in text_of(report, "overview")) is is_asked  # Regulation art. 50(4)


@pytest.mark.parametrize("missing", ["assessments", "public_reviews", "accountability_cases"])
def test_a_government_that_states_two_of_the_three_results_is_asked_for_the_third(missing):
    names = {"assessments", "public_reviews", "accountability_cases"} - {missing}
    facts = [("", FactStated(on=d("2024-12-31"), name=name, value=1)) for name in sorted(names)]

    report = compile_report(ledger_of(facts, OfficeFacts("东城", kind="township")), 2024)

    assert any(one.is_draft and "责任追究" in one.text for one in report.sections["overview"])


# --- numbers ------------------------------------------------------------------------------------------------------


def told_of(report, word):
    """The drafted paragraph that speaks of something."""
    return next(one for one in report.sections["overview"] if word in one.text)


def test_applications_are_told_with_the_cells_they_stand_in():
    told = told_of(FULL_2024, "新收")

    assert "全年新收政府信息公开申请8件，上年结转1件；办结8件，结转下年度继续办理1件。" in told.text
    assert [FULL_2024.at(path).stated for path in told.figures[:4]] == [8, 1, 8, 1]


def test_outcomes_are_told_in_six_groups_that_add_up():
    told = told_of(FULL_2024, "办理结果")

    assert "予以公开2件，部分公开1件，不予公开1件，无法提供1件，其他处理3件。" in told.text
    assert sum(FULL_2024.at(path).stated for path in told.figures[4:]) == 8


def test_the_one_row_of_other_disposal_is_told_once_in_the_2019_form():
    told = told_of(FULL_2020, "办理结果")

    assert "不予公开1件，其他处理2件。" in told.text
    assert told.figures.count("t3.other_disposal.total") == 1


@pytest.mark.parametrize(
    ("before", "words"), [(None, "8件，上年"), (8, "8件，与上年持平，"), (5, "比上年增加3件"), (10, "比上年减少2件")]
)
def test_growth_is_told_only_when_last_year_is_known(before, words):
    previous = None
    if before is not None:
        pairs = [(f"A{at}", got("2023-03-01")) for at in range(before)]
        previous = compile_report(ledger_of(pairs), 2023)

    report = compile_report(ledger_of(PAIRS_2024), 2024, previous=previous)

    assert words in text_of(report, "overview")


def test_published_items_are_told_by_category():
    assert "全年通过政府网站主动公开政府信息147条，其中财政100条，救助47条。" in text_of(FULL_2024, "overview")


@pytest.mark.parametrize("category", ["财政", "政策2024", "暂行条例", "第3批"])
def test_a_single_category_is_named_in_full(category):
    text = drafted(ItemsPublished(on=d("2024-03-01"), category=category, count=9))

    assert f"主动公开政府信息9条，均为{category}。" in text


def test_documents_and_decisions_are_told():
    text = text_of(FULL_2024, "overview")

    assert "制发行政规范性文件2件，废止1件，年末现行有效5件。" in text
    assert "行政许可决定8件、行政处罚决定483件。" in text
    assert "行政强制" not in text


def test_documents_of_the_2019_form_are_told_in_its_terms():
    assert "新制作规范性文件2件，新公开1件，累计对外公开4件。" in text_of(FULL_2020, "overview")


def test_purchases_are_told_in_wan_yuan():
    text = drafted(
        PurchaseMade(on=d("2021-12-31"), project="二十", amount_yuan=Decimal("519566.20"), count=20), year=2021
    )

    assert re.search(r"政府集中采购项目20个，\D*51\.95662万元", text)


def test_the_unit_of_the_purchases_is_noted_in_the_2019_form():
    assert "万元" in text_of(FULL_2020, "proactive")  # the form prints no unit for 采购总金额


def test_channels_are_added_up_and_followers_are_the_last():
    text = drafted(
        ChannelMeasured(on=d("2024-06-30"), channel="微博", posts=100, reads=70_170, followers=900),
        ChannelMeasured(on=d("2024-12-31"), channel="微博", posts=4, reads=110_000, followers=1_200),
    )

    assert re.search(r"微博\D*104\D+180170\D+1200人", text)


def test_messages_and_proposals_are_told():
    text = drafted(
        RequestsAnswered(on=d("2024-12-31"), platform="热线", received=690, answered_in_time=690),
        ProposalAnswered(on=d("2024-12-31"), title="绿化"),
        ProposalAnswered(on=d("2024-12-31"), title="路灯", is_done=False),
    )

    assert "办理热线群众来件690件，按时答复690件。" in text
    assert "承办政协提案2件（《绿化》、《路灯》），办复1件，办复率50%。" in text


@pytest.mark.parametrize("name", sorted(set(FACTS) - {"departments"}))
def test_a_stated_fact_is_told(name):
    together = {"catalogue_fields", "catalogue_items"}, {"trainings", "training_attendees"}
    names = next((pair for pair in together if name in pair), {name})
    facts = [FactStated(on=d("2024-12-31"), name=one, value=7_321 + at) for at, one in enumerate(sorted(names))]

    assert str(7_321 + sorted(names).index(name)) in drafted(*facts)


def test_facts_of_another_year_are_not_told():
    assert "社区" not in drafted(FactStated(on=d("2023-12-31"), name="communities", value=13))


def test_lost_challenges_are_named_among_the_problems():
    assert "结果纠正1件" in text_of(FULL_2024, "problems")
    assert "结果纠正" not in text_of(EMPTY_2024, "problems")


def test_a_correction_is_told_in_section_four():
    assert "1件申请重新作出答复" in text_of(FULL_2024, "remedies")
    assert text_of(EMPTY_2024, "remedies") == ""


def test_a_correction_of_another_year_is_not_told():
    pairs = [("A1", got("2023-03-01")), ("A1", replied("2023-03-02", "granted"))]
    pairs += [("A1", Corrected(on=d("2025-03-02"), outcome="partial"))]

    assert text_of(compile_report(ledger_of(pairs), 2024), "remedies") == ""


# --- section six: the processing fee ------------------------------------------------------------------------------


def test_the_processing_fee_is_told_with_notices_amount_and_receipts():
    text = text_of(FULL_2024, "other_matters")

    assert "收费通知2件，通知金额480元，实际收取380元。" in text


def test_a_fee_noticed_last_year_and_paid_this_year_is_told_as_received():
    pairs = [
        ("A1", got("2023-12-18")),
        ("A1", FeeNoticed(on=d("2023-12-20"), amount_yuan=Decimal(380))),
        ("A1", FeePaid(on=d("2024-01-05"), amount_yuan=Decimal(380))),
    ]

    assert "收费通知0件，通知金额0元，实际收取380元。" in text_of(
        compile_report(ledger_of(pairs), 2024), "other_matters"
    )


@pytest.mark.parametrize("year", [2019, 2020])
def test_before_2021_no_fee_is_spoken_of(year):
    assert "信息处理费" not in text_of(compile_report(ledger_of([]), year), "other_matters")


def test_other_charges_are_no_processing_fee():
    charge = ChargeCollected(on=d("2024-04-01"), item="占道费", amount_yuan=Decimal(40_000))

    assert "未收取政府信息公开信息处理费" in drafted(charge, section="other_matters")


# --- preamble and the office's own text ---------------------------------------------------------------------------


def test_the_preamble_names_basis_period_and_contact():
    office = OfficeFacts("东城街道办事处", address="东街1号", phone="0379-1", website="example.gov.cn")
    text = "\n".join(one.text for one in compile_report(ledger_of([], office), 2024).preamble)

    assert "《中华人民共和国政府信息公开条例》第五十条" in text
    assert "2024年1月1日至2024年12月31日" in text
    assert "东街1号" in text
    assert "0379-1" in text
    assert "example.gov.cn" in text


def test_no_contact_is_invented():
    text = "\n".join(one.text for one in EMPTY_2024.preamble)

    assert "地址" not in text
    assert "网站" not in text


@pytest.mark.parametrize("section", SECTIONS)
def test_the_offices_text_replaces_the_draft_of_its_section_only(section):
    own = Paragraph("本机关自己写的，信息处理费见上。")
    report = compile_report(ledger_of(PAIRS_2024), 2024, texts={section: (own,)})

    assert report.sections[section] == (own,)
    assert {name: text for name, text in report.sections.items() if name != section} == {
        name: text for name, text in FULL_2024.sections.items() if name != section
    }


def test_the_processing_fee_stays_reported_when_the_offices_text_is_silent_on_it():
    own = Paragraph("无其他需要报告的事项。")
    report = compile_report(ledger_of(PAIRS_2024), 2024, texts={"other_matters": (own,)})

    assert report.sections["other_matters"][-1] == own
    assert "实际收取380元" in text_of(report, "other_matters")
    assert not any(one.is_draft for one in report.sections["other_matters"])


def test_paragraphs_drafted_from_the_ledger_open_to_figures_or_entries():
    told = [one for one in paragraphs(FULL_2024) if one.by == "ledger" and re.search(r"[0-9]", one.text)]

    assert told
    assert [one.text for one in told if not one.figures and not one.entries] == []


def test_entries_of_a_drafted_paragraph_are_in_the_ledger():
    ledger = ledger_of(PAIRS_2024)

    for one in paragraphs(FULL_2024):
        assert set(one.entries) <= set(ledger.by_sequence)


def test_a_draft_is_the_same_every_time():
    assert compile_report(ledger_of(PAIRS_2024), 2024) == FULL_2024
    assert replace(FULL_2024) == FULL_2024
