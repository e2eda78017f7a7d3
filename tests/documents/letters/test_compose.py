"""What a letter says and when it is refused: every mandatory element of every kind, clauses, the office's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.letters.compose import FREE, PLACES, WORDINGS, compose
from gongkai.documents.letters.elements import called
from gongkai.documents.letters.forms import FORMS
from gongkai.documents.letters.model import Attachment, FeeCount, LetterFacts, Paragraph, Responsible, Table, Withheld
from gongkai.documents.letters.wording import quoted
from gongkai.errors import LetterIncomplete, NoRuleInForce, StatuteError
from gongkai.statute.letters import article_text, cite, elements, letter_kind, letter_kinds
from gongkai.statute.remedies import remedy
from tests.documents.letters.samples import FACTS, OFFICE, ON, REQUEST, facts_for

CODES = tuple(letter_kinds())
LETTERS = tuple(code for code in CODES if code not in FORMS)

WITHOUT = {
    "number": {"serial": None},
    "addressee": {"addressee": " "},
    "article": {"further_articles": ("99",)},
    "signature": {"office": replace(OFFICE, facts=replace(OFFICE.facts, name=""))},
    "date": {"on": None},
    "contact": {"office": replace(OFFICE, facts=replace(OFFICE.facts, phone=""))},
    "remedy": {"is_online": True, "office": replace(OFFICE, online_way="")},
    "application": {"application": ""},
    "received": {"received_on": None},
    "channel": {"channel": "pigeon"},
    "request": {"request": "\n"},
    "attachments": {"attachments": ()},
    "due": {"due_on": None},
    "original_due": {"original_due_on": None},
    "consultation": {"consulted": ()},
    "fee": {"fee": None},
    "given": {"given": ()},
    "withheld": {"withheld": (Withheld("第3页", "EX15", ""),)},
    "search": {"search": replace(FACTS.search, words="")},
    "responsible": {"responsible": None},
    "earlier": {"earlier": None},
    "reasons_asked": {"asked_on": None},
    "notice": {"notice": None},
    "supplemented": {"supplemented_on": None},
    "applicant": {"applicant": ""},
    "handler": {"handler": ""},
    "rows": {"rows": ()},
    "papers_received": {"papers_received_on": None},
}


def without(facts: LetterFacts, element: str) -> LetterFacts:
    if element in WITHOUT:
        return replace(facts, **WITHOUT[element])
    return replace(facts, said={code: text for code, text in facts.said.items() if code != element})


def refused(code: str, facts: LetterFacts) -> tuple[tuple[str, str, str], ...]:
    with pytest.raises(LetterIncomplete) as caught:
        compose(code, facts)
    return caught.value.missing


@pytest.mark.parametrize(
    ("code", "element"), [(code, element) for code in CODES for element in letter_kind(code, ON).required]
)
def test_a_letter_without_a_mandatory_element_is_refused_and_names_it(code, element):
    missing = refused(code, without(facts_for(code), element))

    assert element in [name for name, _, _ in missing]
    assert elements()[element].label in {zh for _, zh, _ in missing}


def test_a_refusal_names_everything_that_is_missing_in_both_languages():
    facts = LetterFacts(office=OFFICE)
    with pytest.raises(LetterIncomplete) as caught:
        compose("reply_not_exist", facts)

    labels = [elements()[code] for code in ("number", "date", "application", "request", "search", "remedy")]
    assert all(one.label in caught.value.zh and one.gloss in str(caught.value) for one in labels)
    assert caught.value.kind == "reply_not_exist"


@pytest.mark.parametrize("code", CODES)
def test_every_kind_is_composed_from_complete_facts(code):
    letter = compose(code, facts_for(code))

    assert letter.title == letter_kind(code, ON).title
    assert letter.blocks
    assert all(text == text.strip() for text in (block.text for block in letter.paragraphs))
    assert all("None" not in text and "{" not in text for text in letter.texts())


def test_every_kind_is_worded_once():
    assert set(CODES) == set(WORDINGS) | FORMS
    assert not set(WORDINGS) & FORMS


@pytest.mark.parametrize("code", LETTERS)
def test_a_letter_cites_every_article_it_rests_on(code):
    text = "".join(compose(code, facts_for(code)).texts())

    assert all(article_text(article) in text for article in letter_kind(code, ON).articles)


@pytest.mark.parametrize("code", LETTERS)
def test_the_mandatory_texts_stand_in_the_letter(code):
    facts = facts_for(code)
    text = "".join(compose(code, facts).texts())
    for element in letter_kind(code, ON).elements:
        for line in facts.text(element).splitlines():
            if element not in ("reasons_asked",) or facts.asked_on:
                assert line.rstrip("。") in text


@pytest.mark.parametrize("code", [code for code in LETTERS if "request" in letter_kind(code, ON).elements])
def test_a_letter_quotes_the_request(code):
    assert f"“{REQUEST}”" in compose(code, facts_for(code)).part("fact")


@pytest.mark.parametrize("code", LETTERS)
def test_exactly_the_decisions_carry_the_clause_of_the_statute(code):
    kind = letter_kind(code, ON)
    facts = facts_for(code)
    outcome = kind.outcomes[0] if kind.remedy == "outcome" else kind.remedy
    said = ""
    if outcome:
        grounds = [one.ground for one in facts.withheld]
        bodies = {"authority": "青石区人民政府", "court": "青石区人民法院"}
        said = remedy(outcome, ON, "sub_district", grounds=grounds, letter=called(kind), **bodies).text

    assert compose(code, facts).part("remedy") == said


@pytest.mark.parametrize(
    ("code", "on", "is_first"),
    [
        ("reply_denied_process_info", date(2024, 1, 1), True),  # 行政复议法 2023 art. 23(1)(4)
        ("reply_denied_process_info", date(2023, 12, 31), False),
        ("reply_not_exist", date(2024, 1, 1), False),
        ("reply_partial", date(2024, 1, 1), True),
        ("reply_partial", date(2023, 12, 31), False),
    ],
)
def test_the_clause_follows_ground_and_date(code, on, is_first):
    facts = replace(facts_for(code), on=on, received_on=date(2023, 12, 4))
    clause = compose(code, facts).part("remedy")

    assert ("先向" in clause) is is_first
    assert ("6个月" in clause) is not is_first


def test_a_partial_reply_that_withholds_no_government_information_leaves_the_choice_free():
    facts = replace(facts_for("reply_partial"), withheld=(Withheld("附页", "NOT_INFO", "不是政府信息。"),))

    assert "6个月" in compose("reply_partial", facts).part("remedy")


def test_the_clause_calls_the_letter_by_its_name():
    said = {code: compose(code, facts_for(code)).part("remedy") for code in LETTERS}
    assert said["reply_denied_process_info"].startswith("如不服本答复，")
    assert said["reply_not_exist"].startswith("如不服本告知书，")
    assert said["public_interest_notice"].startswith("如不服本决定，")


def test_an_office_leaves_the_suit_out_where_it_may_and_nowhere_else():
    without = frozenset({"refused_duplicate", "granted"})
    office = replace(OFFICE, without_suit=without)
    letters = {
        code: compose(code, replace(facts_for(code), office=office)).part("remedy")
        for code in ("reply_duplicate", "reply_granted", "reply_petition")
    }
    assert "诉讼" not in letters["reply_duplicate"]
    assert "60日内向青石区人民政府申请行政复议。" in letters["reply_duplicate"]
    assert all("提起行政诉讼" in letters[code] for code in ("reply_granted", "reply_petition"))


def test_a_letter_served_online_says_where_to_file_online():
    letter = compose("reply_granted", replace(facts_for("reply_granted"), is_online=True))

    assert OFFICE.online_way in letter.part("remedy")


@pytest.mark.parametrize("code", ["reply_granted", "reply_denied_state_secret", "abandonment_notice"])
def test_a_decision_names_the_reviewing_authority(code):
    office = replace(OFFICE, facts=replace(OFFICE.facts, reviewing_authority=""))

    assert refused(code, replace(facts_for(code), office=office)) == (
        ("remedy", "行政复议机关的名称（在机关设置中填写）", "the reviewing authority's name, set for the office"),
    )


@pytest.mark.parametrize("code", LETTERS)
def test_further_articles_are_cited_too(code):
    letter = compose(code, replace(facts_for(code), further_articles=("29(1)",)))

    assert "第二十九条第二款第（一）项" in "".join(block.text for block in letter.paragraphs)


def test_an_outcome_that_is_not_the_letters_is_refused():
    missing = refused("reply_granted", replace(facts_for("reply_granted"), outcome="denied_state_secret"))

    assert {"outcome", "remedy"} == {code for code, _, _ in missing}


@pytest.mark.parametrize(
    ("channel", "article"),
    [
        ("in_person", "一"),
        ("oral", "一"),
        ("post_signed", "二"),
        ("post_ordinary", "二"),
        ("internet", "三"),
        ("fax", "三"),
    ],
)
def test_the_receipt_names_the_item_that_fixes_its_date(channel, article):
    letter = compose("receipt_slip", replace(facts_for("receipt_slip"), channel=channel))

    assert f"第三十一条第（{article}）项" in letter.part("basis")
    assert "不是对申请内容的审查意见" in letter.part("consequence")


# --- what the law asks of single kinds ----------------------------------------------------------------------------------


def test_the_notice_to_supplement_sets_a_day_and_tells_the_consequence():
    letter = compose("supplement_notice", facts_for("supplement_notice"))

    assert "2026年4月27日" in letter.part("decision")
    assert "视为放弃申请" in letter.part("consequence")
    assert OFFICE.facts.address in letter.part("way")


def test_the_fee_is_computed_and_shown_step_by_step():
    letter = compose("fee_notice", facts_for("fee_notice"))  # the 10th to 14th of the month
    (table,) = [block for block in letter.blocks if isinstance(block, Table)]
    rows = [[cell.text for cell in row.cells] for row in table.rows]

    assert rows[1:] == [
        ["第10件", "1件", "不收费", "0元"],
        ["第11至14件", "4件", "100元/件", "400元"],
        ["合计", "400元"],
    ]
    assert "应缴信息处理费400元" in letter.part("decision")
    assert "次日起20个工作日" in letter.part("decision")


def test_a_fee_by_page():
    letter = compose("fee_notice", replace(facts_for("fee_notice"), fee=FeeCount("per_page", 101)))

    assert "应缴信息处理费720元" in letter.part("decision")  # Measures art. 5
    assert "按量计收" in letter.part("basis")


@pytest.mark.parametrize(
    "fee", [FeeCount("per_piece", 10), FeeCount("per_page", 30), FeeCount("per_page", 40, 3), FeeCount("per_piece", -1)]
)
def test_a_fee_notice_over_nothing_or_by_two_counts_is_refused(fee):
    assert "fee" in {code for code, _, _ in refused("fee_notice", replace(facts_for("fee_notice"), fee=fee))}


def test_does_not_exist_shows_the_search():
    text = compose("reply_not_exist", facts_for("reply_not_exist")).part("finding")
    search = FACTS.search

    assert all(said in text for said in (search.places, search.systems, search.words, search.period, search.by))
    assert "2026年3月10日" in text


def test_not_ours_names_the_responsible_organ_and_how_to_reach_it():
    letter = compose("reply_not_ours", facts_for("reply_not_ours"))

    assert "青石区住房和城乡建设局" in letter.part("way")
    assert "0000-2345678" in letter.part("way")


def test_not_ours_says_when_the_responsible_organ_is_not_known():
    letter = compose("reply_not_ours", replace(facts_for("reply_not_ours"), responsible=Responsible()))

    assert "不能确定" in letter.part("way")


def test_a_repeat_names_the_earlier_case():
    text = compose("reply_duplicate", facts_for("reply_duplicate")).part("finding")

    assert "2025-093" in text
    assert "柳街公复〔2025〕41号" in text
    assert "2025年11月20日" in text


def test_each_withheld_part_has_its_article_and_reason():
    text = compose("reply_partial", facts_for("reply_partial")).part("decision")

    assert (
        f"施工合同第3页至第9页的单价和付款安排：涉及商业秘密、个人隐私等第三方合法权益，依照{cite(['15'])}的规定不予公开"
        in text
    )
    assert "不属于政府信息" in text


def test_a_consultation_does_not_tell_who_applied():
    for code in ("third_party_consultation", "co_maker_consultation", "assistance_request", "public_interest_notice"):
        assert "孙立" not in "".join(compose(code, facts_for(code)).texts())


def test_a_new_reply_tells_what_it_replaces():
    facts = replace(facts_for("reply_granted"), replaces=FACTS.earlier)
    letter = compose("reply_granted", replace(facts, said={**facts.said, "replaced_by": "青复〔2026〕8号行政复议决定"}))

    assert (
        "曾于2025年11月20日作出柳街公复〔2025〕41号答复。根据青复〔2026〕8号行政复议决定，现重新答复如下"
        in letter.part("fact")
    )


@pytest.mark.parametrize(
    ("code", "changes", "element"),
    [
        ("supplement_notice", {"due_on": ON}, "due"),
        ("extension_notice", {"due_on": ON}, "due"),
        ("extension_notice", {"original_due_on": date(2026, 3, 15)}, "original_due"),
        ("abandonment_notice", {"due_on": ON}, "due"),
        ("lapse_notice", {"due_on": date(2026, 4, 1)}, "due"),
        ("reply_granted", {"received_on": date(2026, 3, 17)}, "received"),
        ("archive_catalogue", {"rows": (("只有一栏",),)}, "rows"),
        ("reply_granted", {"office": replace(OFFICE, number_pattern="{code}{year}号")}, "number"),
        ("reply_granted", {"office": replace(OFFICE, type_words={"reply_granted": ""})}, "number"),
        ("reply_granted", {"office": replace(OFFICE, facts=replace(OFFICE.facts, kind="club"))}, "remedy"),
        ("reply_partial", {"withheld": (Withheld("第3页", "EX99", "理由"),)}, "withheld"),
        ("reply_denied_law_prohibited", {"said": {**FACTS.said, "law": "统计法第九条"}}, "law"),
        ("reply_denied_law_prohibited", {"said": {**FACTS.said, "law": "《关于加强数据管理的通知》第二条"}}, "law"),
    ],
)
def test_what_contradicts_itself_is_refused(code, changes, element):
    assert element in {name for name, _, _ in refused(code, replace(facts_for(code), **changes))}


@pytest.mark.parametrize("text", ["见附件", "复印件附后", "随本答复书一并提供"])
def test_a_letter_that_speaks_of_an_attachment_lists_it(text):
    facts = facts_for("reply_granted")
    facts = replace(facts, said={**facts.said, "provision": text})

    assert refused("reply_granted", replace(facts, attachments=()))[0][0] == "attachments"
    assert compose("reply_granted", facts).attachments


def test_the_applicants_words_do_not_count_as_the_letters():
    facts = replace(facts_for("reply_granted"), attachments=(), request="文件及附件（见附件清单）")

    assert compose("reply_granted", facts).attachments == ()


# --- form of address, quoting, layout -----------------------------------------------------------------------------------


def test_an_organization_is_addressed_as_one():
    letter = compose("reply_granted", replace(facts_for("reply_granted"), is_organization=True, honorific=""))

    assert "收到贵单位" in letter.part("fact")
    assert "您" not in letter.part("fact") + letter.part("decision")


def test_confirmation_by_both_sides_is_told_where_it_fixes_receipt():
    online = compose("reply_granted", facts_for("reply_granted"))
    handed_in = compose("reply_granted", replace(facts_for("reply_granted"), channel="in_person"))

    assert "经双方确认" in online.part("fact")  # art. 31(3)
    assert "经双方确认" not in handed_in.part("fact")
    assert "当面提交" in handed_in.part("fact")


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("甲文件", ["“甲文件”"]),
        ("  “甲”文件\n\n乙文件 ", ["“‘甲’文件", "乙文件”"]),
    ],
)  # fmt: skip
def test_quoting_keeps_lines_and_turns_inner_marks(asked, lines):
    assert quoted(asked) == lines


def test_the_number_follows_the_office():
    office = replace(
        OFFICE, type_words={"reply_granted": "信公开答"}, number_pattern="{code}{word}〔{year}〕{serial}号"
    )

    assert compose("reply_granted", replace(FACTS, office=office)).number == "柳街信公开答〔2026〕12号"
    assert compose("reply_denied_state_secret", FACTS).number == "柳街公复〔2026〕12号"
    assert compose("litigation_response", facts_for("litigation_response")).number == ""


def test_a_form_is_never_set_under_an_organ_mark():
    assert compose("service_proof", facts_for("service_proof")).layout == "plain"


def test_the_date_has_no_leading_zero():
    assert compose("reply_granted", FACTS).date == "2026年3月16日"


# --- the office's own words -----------------------------------------------------------------------------------------------


def worded(code: str, **passages: str) -> LetterFacts:
    return replace(facts_for(code), office=replace(OFFICE, wording={code: passages}))


def test_an_office_may_word_the_free_passages():
    letter = compose(
        "reply_granted", worded("reply_granted", opening="{addressee}，您好", closing="{office}感谢{you}。")
    )

    assert letter.blocks[0] == Paragraph("opening", "孙立，您好。")
    assert letter.part("closing") == "青石区柳湾街道办事处感谢您。"


def test_an_office_may_leave_a_free_passage_out():
    assert compose("forwarding_letter", facts_for("forwarding_letter")).part("closing") == "特此函告。"
    assert compose("forwarding_letter", worded("forwarding_letter", closing="")).part("closing") == ""


@pytest.mark.parametrize("code", LETTERS)
def test_no_wording_touches_a_mandatory_part(code):
    usual = compose(code, facts_for(code)).blocks
    own = compose(code, worded(code, opening="甲。", closing="乙。")).blocks
    free = {"opening", "closing"}

    def fixed(blocks):
        return [block for block in blocks if not (isinstance(block, Paragraph) and block.role in free)]

    assert fixed(usual) == fixed(own)


@pytest.mark.parametrize("name", ["remedy", "decision", "basis", "contact", "thanks"])
def test_other_passages_cannot_be_worded(name):
    assert refused("reply_granted", worded("reply_granted", **{name: "甲"}))[0][0] == "wording"


@pytest.mark.parametrize(
    "template", ["{", "{nothing}", "{office.facts}", "{you!r}", "{on:%Y}", "{0}", "{}", "{you[0]}"]
)
def test_an_unknown_place_is_refused(template):
    assert refused("reply_granted", worded("reply_granted", closing=template))[0][0] == "wording"


@given(st.text(max_size=40))
def test_any_wording_is_printed_or_refused(template):
    facts = worded("reply_granted", closing=template)
    try:
        said = compose("reply_granted", facts).part("remedy")
    except LetterIncomplete:
        assert refused("reply_granted", facts)[0][0] == "wording"
    else:
        assert said


def test_every_place_and_passage_has_a_use():
    assert set(FREE) == {"opening", "closing"}
    letter = compose(
        "supplement_notice", worded("supplement_notice", closing="、".join(f"{{{name}}}" for name in PLACES))
    )
    assert "2026-017" in letter.part("closing")


# --- kinds and dates --------------------------------------------------------------------------------------------------------


def test_an_unknown_kind_is_refused():
    with pytest.raises(StatuteError):
        compose("poem", FACTS)


def test_a_letter_from_before_the_regulation_is_refused():
    with pytest.raises(NoRuleInForce):
        compose("reply_granted", replace(FACTS, on=date(2019, 5, 14)))


def test_lists_number_their_rows():
    letter = compose("archive_catalogue", facts_for("archive_catalogue"))
    (table,) = [block for block in letter.blocks if isinstance(block, Table)]

    assert [row.cells[0].text for row in table.rows] == ["序号", "1", "2", "3"]
    assert sum(table.widths) == 156


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_row_of_a_form_fills_its_width(code):
    tables = [block for block in compose(code, facts_for(code)).blocks if isinstance(block, Table)]

    assert all(sum(cell.span for cell in row.cells) == len(table.widths) for table in tables for row in table.rows)
    assert all(sum(table.widths) == pytest.approx(156) for table in tables)


def test_a_blank_application_form_can_be_printed():
    letter = compose("application_form", LetterFacts(office=OFFICE))
    text = "".join(letter.texts())

    assert "□商业企业" in text
    assert "■" not in text


def test_attachments_say_pages_and_copies():
    facts = replace(facts_for("reply_granted"), attachments=(Attachment("合同", 5, 1),))

    assert compose("reply_granted", facts).attachments == (Attachment("合同", 5, 1),)
