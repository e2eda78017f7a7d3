"""How the checks read a text: folded, numbered, in the scope of the report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.clauses import LONGEST_SECTION, chinese_number, counts, fold, is_in_scope, section_text, sentences
from tests.report.texts import clean, saying


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("两千三百", 2300),
        ("三万五千", 35_000),
        ("零", 0),
        ("一两", None),
        ("三五", None),
    ],
)
def test_chinese_numerals(text, value):
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("１２ 件", "12件"),
        ("1,470条", "1470条"),
        ("1，470条", "1470条"),
        ("12，345热线", "12345热线"),
        ("2020，300条", "2020，300条"),
        ("两件", "2件"),
        ("第二条", "第二条"),
        ("上百件", "上百件"),
        ("1.2万条", "12000条"),
        ("两万条", "20000条"),
        ("3.98万元", "3.98万元"),
        ("(一)问题:一是", "（一）问题：一是"),
    ],
)
def test_spellings_of_one_thing_fold_alike(written, folded):
    assert fold(written).text == folded


@given(st.text(alphabet="0123456789，,.万千百十一二两零件条 \n（(:：a申请", max_size=40))
def test_a_quote_is_what_was_written(text):
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.stops)
    if folded.text:
        whole = "".join(text.split())
        assert folded.quote(0, len(folded.text)) == whole
    for sentence in sentences(folded):
        for count in counts(sentence):
            assert count.value >= 0
            assert count.quote() in "".join(text.split())


@pytest.mark.parametrize("text", ["约20件", "近20件", "20余件", "20多件", "第20条", "20件以上", "20件左右"])
def test_rough_and_ordinal_numbers_count_nothing(text):
    assert [count.value for sentence in sentences(fold(text)) for count in counts(sentence)] == []


@pytest.mark.parametrize(
    ("before", "is_in"),
    [
        ("共", True),
        ("2024年共", True),
        ("2023年12件，2024年", True),
        ("上年结转1件，共", True),
        ("较上年增加2件，共", True),
        ("2023年共", False),
        ("去年共", False),
        ("2024年较好，2023年共", False),
        ("第三季度共", False),
        ("全市共", False),
    ],
)
def test_scope_is_this_organ_and_the_whole_of_this_year(before, is_in):
    assert is_in_scope(f"{before}16件", len(before), 2024) is is_in


def test_no_more_of_a_section_is_examined_than_a_person_writes():
    report = saying(clean(), "overview", "公开" * LONGEST_SECTION, "公开")

    assert len(section_text(report, "overview")) == LONGEST_SECTION
