"""A workbook is read as people fill it: what they type, where they put it, what they leave out."""

from __future__ import annotations

import gc
import hashlib
import pickle
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai.documents.workbook import read_ledger, write_template
from gongkai.documents.workbook.choices import lists
from gongkai.documents.workbook.steps import STEPS, choice_lists
from gongkai.ledger.entries import OfficeFacts
from gongkai.ledger.events import (
    Answered,
    ChallengeDecided,
    ChallengeReceived,
    ChargeCollected,
    ConsultationSent,
    DecisionsMade,
    DocumentIssued,
    DocumentRepealed,
    ProjectsChanged,
    PurchaseMade,
    ReceiptConfirmed,
    Received,
    ResponseSubmitted,
    Voided,
)
from gongkai.report.model import Paragraph
from tests.documents.books import ANSWER, APPLICATION, COLUMNS, FACTS, a_book, written
from tests.documents.large_book import large_book

DAY = date(2021, 9, 14)


def events(data: bytes) -> list[Any]:
    return [entry.event for entry in read_ledger(data).ledger.entries]


def one(sheet: str, **cells: Any) -> Any:
    """The event of a book whose only row, of one sheet, has these cells."""
    (event,) = events(a_book({sheet: [cells]}))
    return event


# --- dates, numbers, words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        DAY,
        datetime(2021, 9, 14, 10, 5),  # noqa: DTZ001 - a cell knows no zone
        44453,
        "2021-9-14",
        "2021/9/14",
        "2021.9.14",
        "2021年9月14日",
        "20210914",
        20210914,
        "２０２１－０９－１４",
    ],
)
def test_a_date_may_be_typed_in_any_usual_way(typed: object) -> None:
    assert one("申请登记", **APPLICATION | {"到达日期": typed}) == Received(on=DAY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("互联网渠道", "internet"),
        (" 互联网 ", "internet"),
        ("电子邮件", "internet"),
        ("EMS", "post_signed"),
        ("ＥＭＳ", "post_signed"),
        ("挂号信", "post_signed"),
        ("邮寄", "post_signed"),
        ("邮寄(挂号、快递签收)", "post_signed"),
        ("当面", "in_person"),
        ("fax", "fax"),
    ],
)
def test_a_channel_is_known_by_its_label_and_its_usual_words(typed: str, code: str) -> None:
    assert one("申请登记", **APPLICATION | {"渠道": typed}).channel == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("公民", "natural_person"),
        ("个人", "natural_person"),
        ("企业", "commercial_enterprise"),
        ("律师事务所", "legal_service_org"),
        ("其他", "other_org"),
        ("其他（法人或其他组织）", "other_org"),
    ],
)
def test_an_applicant_is_known_by_its_label_and_its_usual_words(typed: str, code: str) -> None:
    assert one("申请登记", **APPLICATION | {"申请人类型": typed}).applicant == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("予以公开", "granted"),
        ("全部公开", "granted"),
        ("（一）予以公开", "granted"),
        ("部分公开", "partial"),
        ("5.属于三类内部事务信息", "denied_internal_affairs"),
        ("危及三安全一稳定", "denied_security_stability"),
        ("不予公开:属于行政执法案卷", "denied_enforcement_file"),
        ("信息不存在", "unable_not_held"),
        ("2.重复申请", "refused_duplicate"),
        ("不予处理： 重复申请", "refused_duplicate"),
    ],
)
def test_an_outcome_is_known_by_its_label_its_row_in_the_form_and_its_usual_words(typed: str, code: str) -> None:
    answer = events(a_book({"申请登记": [APPLICATION], "办理经过": [ANSWER | {"办理结果": typed}]}))[1]
    assert answer.outcome == code


def test_no_word_means_two_things() -> None:
    for choices in choice_lists().values():
        assert choices.codes  # raises when one does


def test_every_alias_belongs_to_a_code_of_its_list() -> None:
    for name, choices in lists().items():
        assert choices.aliases.keys() <= choices.labels.keys(), name


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("国家秘密", ("EX14A",)),
        ("商业秘密、个人隐私等第三方合法权益；过程性信息", ("EX15", "EX16B")),
        ("国家秘密、过程性信息", ("EX14A", "EX16B")),
        ("商业秘密\n内部事务信息", ("EX15", "EX16A")),
        ("EX15;EX16C", ("EX15", "EX16C")),
    ],
)
def test_several_grounds_stand_in_one_cell(typed: str, codes: tuple[str, ...]) -> None:
    row = ANSWER | {"办理结果": "部分公开", "不公开理由": typed}
    assert events(a_book({"申请登记": [APPLICATION], "办理经过": [row]}))[1].grounds == codes


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("36(4)", "36(4)"),
        ("36（4）", "36(4)"),
        ("第三十六条第（四）项", "36(4)"),
        ("条例第十六条第一款", "16(1)"),
        ("第37条", "37"),
        (14, "14"),
    ],
)
def test_an_article_is_read_in_short_and_in_full(typed: object, article: str) -> None:
    assert events(a_book({"申请登记": [APPLICATION], "办理经过": [ANSWER | {"依据条款": typed}]}))[1].article == article


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        (39800, "39800"),
        (51.95662, "51.95662"),
        (0.1, "0.1"),
        (0.30000000000000004, "0.3"),
        ("39,800", "39800"),
        ("39800元", "39800"),
        ("3.98万元", "39800"),
        ("３９８００", "39800"),
        ("0.10", "0.10"),
    ],
)
def test_money_is_exact_and_in_yuan(typed: object, yuan: str) -> None:
    event = one("行政收费", 日期=DAY, 收费项目="占道费", **{"金额（元）": typed})
    assert event.amount_yuan == Decimal(yuan)
    assert isinstance(event.amount_yuan, Decimal)


def test_a_refund_is_a_positive_amount_with_its_mark() -> None:
    event = one("行政收费", 日期=DAY, 收费项目="占道费", 是否退费="是", **{"金额（元）": 100})
    assert event == ChargeCollected(on=DAY, item="占道费", amount_yuan=Decimal(100), is_refund=True)


@pytest.mark.parametrize(("typed", "count"), [("8件", 8), (8, 8), ("８", 8), ("1,867", 1867), (0, 0), ("", 1)])
def test_a_count_may_carry_its_measure_word_and_blank_is_one(typed: object, count: int) -> None:
    assert one("处理决定", 日期=DAY, 类别="行政处罚", 件数=typed) == DecisionsMade(on=DAY, kind="penalty", count=count)


def test_not_stated_is_not_zero() -> None:
    event = one("渠道数据", 截止日期=DAY, 渠道="微信公众号", 发布条数=0)
    assert (event.posts, event.reads, event.followers) == (0, None, None)


def test_a_change_may_be_negative() -> None:
    event = one("事项增减", 日期=DAY, 类别="行政处罚", 增减数=-2)
    assert event == ProjectsChanged(on=DAY, kind="penalty", change=-2)


def test_a_number_typed_into_a_text_keeps_its_looks() -> None:
    assert one("平台办件", 截止日期=DAY, 平台=12345, 受理件数=690).platform == "12345"


# --- where things stand ---------------------------------------------------------------------------------------------


def test_titles_above_the_heading_and_blank_rows_below_it_do_not_matter() -> None:
    rows: list[list[Any]] = [
        ["某某街道2021年台账"],
        [],
        ["（内部）"],
        COLUMNS["申请登记"],
        [],
        ["2021-001", DAY, "当面提交", "", "自然人"],
    ]
    rows += [[" ", "\u3000"], ["2021-002", DAY, "当面提交", "", "自然人"]]
    found = read_ledger(a_book({"申请登记": rows})).ledger.entries
    assert [(entry.subject, entry.where) for entry in found] == [
        ("2021-001", "申请登记!A6"),
        ("2021-002", "申请登记!A8"),
    ]


def test_columns_are_found_by_their_labels_in_any_order_and_place() -> None:
    rows: list[list[Any]] = [
        ["", "", " 申请人 类型＊ ", "渠道*", "到达日期", "编号"],
        ["", "", "自然人", "当面提交", DAY, "A1"],
    ]
    book = read_ledger(a_book({"申请登记": rows}))
    (entry,) = book.ledger.entries
    assert (entry.event, entry.subject) == (Received(on=DAY), "A1")
    assert not book.problems


def test_an_extra_column_is_left_out_and_named() -> None:
    rows = [[*COLUMNS["申请登记"], "经办人"], ["A1", DAY, "当面提交", "", "自然人", "", "", "", "张科员"]]
    book = read_ledger(a_book({"申请登记": rows}))
    assert book.ledger.entries[0].event == Received(on=DAY)
    assert [(p.code, p.cell, p.severity) for p in book.problems] == [("extra_column", "I1", "warning")]
    assert "经办人" in book.problems[0].zh


def test_an_extra_sheet_is_left_out_and_named() -> None:
    book = read_ledger(a_book({"Sheet1": [["草稿"]]}))
    assert [(p.code, p.sheet, p.severity) for p in book.problems] == [("extra_sheet", "Sheet1", "warning")]


def test_sheets_are_read_in_one_order_wherever_the_tabs_stand() -> None:
    answer = [COLUMNS["办理经过"], ["A1", DAY, "答复", "予以公开"]]
    application = [COLUMNS["申请登记"], ["A1", DAY, "当面提交", "", "自然人"]]
    office = [["项目", "内容"], ["机关名称", "某街道"], ["机关类型", "街道办事处"]]
    data = written({"办理经过": answer, "基本信息": office, "申请登记": application})
    assert [entry.sequence for entry in read_ledger(data).ledger.entries] == [1, 2]
    assert [type(event) for event in events(data)] == [Received, Answered]


def test_only_the_office_and_its_applications_are_needed() -> None:
    book = read_ledger(a_book())
    assert book.ledger.entries == ()
    assert (book.ledger.office.name, book.ledger.office.kind, book.year) == ("某某街道办事处", "sub_district", 2021)


def test_an_empty_sheet_is_fine() -> None:
    assert events(a_book({"处理决定": [[]], "复议诉讼": [[""]]})) == []


def test_an_act_finds_its_application_however_its_number_is_spelt() -> None:
    acts = [ANSWER | {"申请编号": typed} for typed in ("2021－001", " 2021-001 ", "２０２１-001")]
    found = read_ledger(a_book({"申请登记": [APPLICATION], "办理经过": acts})).ledger.entries
    assert {entry.subject for entry in found} == {"2021-001"}


def test_a_number_typed_as_a_number_is_the_same_number() -> None:
    book = a_book({"申请登记": [APPLICATION | {"申请编号": 2021001}], "办理经过": [ANSWER | {"申请编号": "2021001"}]})
    assert {entry.subject for entry in read_ledger(book).ledger.entries} == {"2021001"}


# --- what a row says ------------------------------------------------------------------------------------------------


def test_a_confirmed_receipt_is_two_events_of_one_row() -> None:
    row = APPLICATION | {"渠道": "互联网渠道", "确认日期": date(2021, 9, 16)}
    assert events(a_book({"申请登记": [row]})) == [
        Received(on=DAY, channel="internet"),
        ReceiptConfirmed(on=date(2021, 9, 16)),
    ]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.label)
def test_every_act_makes_its_event_from_the_columns_it_needs(step: Any) -> None:
    filled = {"outcome": "予以公开", "day": date(2021, 10, 20), "amount": 100, "reason": "并入另案"}
    labels = dict(zip([column.key for column in _proceedings().columns], COLUMNS["办理经过"], strict=True))
    row = ANSWER | {"办理动作": step.label, "办理结果": ""} | {labels[key]: filled[key] for key in step.needs}
    event = events(a_book({"申请登记": [APPLICATION], "办理经过": [row]}))[1]
    assert type(event) is step.event
    assert event.on == date(2021, 10, 12)
    assert all(getattr(event, name) == value for name, value in step.fixed)


def _proceedings() -> Any:
    from gongkai.documents.workbook.sheets import PROCEEDINGS

    return PROCEEDINGS


def test_the_same_column_means_what_the_act_says() -> None:
    row = ANSWER | {
        "办理动作": "征求第三方意见",
        "办理结果": "",
        "对象或批准人": "甲公司",
        "送达或期限日期": date(2021, 10, 14),
    }
    expected = ConsultationSent(on=date(2021, 10, 12), to="甲公司", addressee_received_on=date(2021, 10, 14))
    assert events(a_book({"申请登记": [APPLICATION], "办理经过": [row]}))[1] == expected


def test_a_case_is_a_row_and_a_second_judgment_another() -> None:
    first = {"案号": "〔2021〕5号", "类型": "未经复议直接起诉", "收到材料日期": DAY, "提交答复日期": date(2021, 9, 20)}
    first |= {"结案日期": date(2021, 11, 1), "结果": "维持", "是否生效": "否"}
    second = {"案号": "〔2021〕5号", "结案日期": date(2022, 3, 1), "结果": "结果纠正"}
    assert events(a_book({"复议诉讼": [first, second]})) == [
        ChallengeReceived(on=DAY, kind="litigation_direct"),
        ResponseSubmitted(on=date(2021, 9, 20)),
        ChallengeDecided(on=date(2021, 11, 1), result="upheld", is_effective=False),
        ChallengeDecided(on=date(2022, 3, 1), result="corrected"),
    ]


def test_an_old_document_may_be_repealed_without_being_issued_here() -> None:
    rows = [
        {"文号": "街办〔2021〕1号", "标题": "某办法", "类别": "规范性文件", "印发日期": DAY},
        {"文号": "街办〔2012〕1号", "废止日期": DAY},
    ]
    found = read_ledger(a_book({"规范性文件": rows})).ledger.entries
    assert [(e.subject, e.event) for e in found] == [
        ("街办〔2021〕1号", DocumentIssued(on=DAY, title="某办法")),
        ("街办〔2012〕1号", DocumentRepealed(on=DAY)),
    ]


def test_a_purchase_may_be_a_total() -> None:
    event = one("集中采购", 日期=date(2021, 12, 31), 项目名称="全年合计", 项目数=20, **{"金额（元）": "51.95662万元"})
    assert event == PurchaseMade(on=date(2021, 12, 31), project="全年合计", count=20, amount_yuan=Decimal("519566.2"))


def test_a_voided_row_is_an_entry_and_its_void() -> None:
    rows = [APPLICATION | {"作废原因": "重复登记"}, APPLICATION]
    ledger = read_ledger(a_book({"申请登记": rows})).ledger
    first, second, void = ledger.entries
    assert void.event == Voided(on=DAY, entry=first.sequence, reason="重复登记")
    assert ledger.standing[-2:] != (first, void)
    assert [entry.sequence for entry in ledger.applications["2021-001"]] == [second.sequence]


def test_entries_carry_their_place_their_batch_and_who_recorded_them() -> None:
    data = a_book({"申请登记": [APPLICATION]})
    at = datetime(2022, 1, 5, 9, tzinfo=UTC)
    (entry,) = read_ledger(data, recorded_at=at, by="officer-1").ledger.entries
    assert entry.where == "申请登记!A2"
    assert entry.batch == hashlib.sha256(data).hexdigest()[:12]
    assert (entry.recorded_at, entry.by) == (at, "officer-1")


def test_reading_leaves_the_collector_as_it_was() -> None:
    read_ledger(a_book())
    assert gc.isenabled()


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(a_book({"申请登记": [APPLICATION]}))
    assert read_ledger(file) == read_ledger(file.read_bytes())


# --- the office and its texts ----------------------------------------------------------------------------------------


def test_the_office_is_read_line_by_line() -> None:
    facts = {
        "单位名称": " 某某街道办事处 ",
        "机关类型": "街道",
        "年度": "2021年",
        "邮政编码": 362000,
        "电话": "0595-22783514",
    }
    facts |= {"行政区划": 350502}
    facts |= {"落款日期": "2022年1月24日", "报告标题": "某某街道2021年报告", "落款单位": "某某街道"}
    book = read_ledger(a_book(facts=facts))
    assert book.ledger.office == OfficeFacts(
        name="某某街道办事处", postcode="362000", phone="0595-22783514", region="350502"
    )
    assert (book.year, book.title, book.signed_by) == (2021, "某某街道2021年报告", "某某街道")
    assert book.signed_on == date(2022, 1, 24)
    assert not book.problems


def test_a_book_may_leave_the_year_open_and_says_so() -> None:
    book = read_ledger(a_book(facts={"机关名称": "某街道", "机关类型": "街道办事处"}))
    assert book.year is None
    assert [problem.code for problem in book.problems] == ["no_year"]


def test_the_same_line_twice_is_fine() -> None:
    rows: list[list[Any]] = [["项目", "内容"], *([k, v] for k, v in FACTS.items()), ["机关名称", "某某街道办事处"]]
    assert read_ledger(a_book({"基本信息": rows})).ledger.office.name == "某某街道办事处"


def test_paragraphs_stand_under_their_section_until_another_is_named() -> None:
    rows = [
        {"章节": "一、总体情况", "层级": "标题（一）", "文字": "（一）主动公开"},
        {"文字": "第一段\n第二段"},
        {"章节": "五、存在的主要问题及改进情况", "文字": "有待加强。"},
    ]
    assert read_ledger(a_book({"报告正文": rows})).texts == {
        "overview": (Paragraph("（一）主动公开", 2), Paragraph("第一段"), Paragraph("第二段")),
        "problems": (Paragraph("有待加强。"),),
    }


def test_personal_data_is_noticed() -> None:
    rows = [APPLICATION | {"申请内容": "本人11010519491231002X的低保档案，联系13800138000"}]
    (problem,) = read_ledger(a_book({"申请登记": rows})).problems
    assert (problem.code, problem.cell, problem.severity) == ("personal_data", "G2", "warning")


@pytest.mark.parametrize(
    "content", ["2021年9月14日第20210914001号批复", "91350502MA2XN1234X的年报", "电话0595-22783514"]
)
def test_other_long_numbers_are_no_personal_data(content: str) -> None:
    assert not read_ledger(a_book({"申请登记": [APPLICATION | {"申请内容": content}]})).problems


# --- the template, as a clerk would type into it -------------------------------------------------------------------------


def test_a_template_filled_by_hand_is_read() -> None:
    book = openpyxl.load_workbook(BytesIO(write_template(OfficeFacts("某某街道办事处"), 2021)))
    applications, acts, charges = book["申请登记"], book["办理经过"], book["行政收费"]
    for column, value in enumerate([" 2021－1 ", "2021.9.14", "EMS", None, "公民", "A017", "某方案"], 1):
        applications.cell(4, column, value)
    for column, value in enumerate(["2021-1", DAY, "延期审批", None, None, None, "需要检索"], 1):
        acts.cell(3, column, value)
    acts.cell(3, 14, "１５")
    acts.append([])
    for column, value in enumerate(["2021-12-31", "占道费", "3.98 万元"], 1):
        charges.cell(3, column, value)
    target = BytesIO()
    book.save(target)
    read = read_ledger(target.getvalue())
    assert not read.problems
    assert [(e.where, e.subject) for e in read.ledger.entries] == [
        ("申请登记!A4", "2021－1"),
        ("办理经过!A3", "2021－1"),
        ("行政收费!A3", ""),
    ]
    approved = read.ledger.entries[1].event
    assert (approved.days, approved.reason) == (15, "需要检索")  # type: ignore[union-attr]


def test_a_large_book_is_read_whole() -> None:
    ledger = read_ledger(large_book(1_500)).ledger
    assert len(ledger.entries) == 6_000
    assert len(ledger.applications) == 1_500
    assert [type(entry.event).__name__ for entry in ledger.applications["2021-001500"]] == [
        "Received",
        "ReceiptConfirmed",
        "Answered",
        "Served",
    ]


def test_what_is_made_quickly_is_frozen_and_equal_to_what_is_made_plainly() -> None:
    (entry,) = read_ledger(a_book({"申请登记": [APPLICATION]})).ledger.entries
    plain = Received(on=DAY)
    assert type(entry.event) is Received
    assert (entry.event, hash(entry.event), repr(entry.event)) == (plain, hash(plain), repr(plain))
    assert pickle.loads(pickle.dumps(entry)) == entry
    for frozen, name in ((entry, "sequence"), (entry.event, "on")):
        with pytest.raises(FrozenInstanceError):
            setattr(frozen, name, None)
