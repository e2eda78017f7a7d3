"""Width, case, script and punctuation are made alike, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from gongkai.web.search.fold import fold, original_spans, pairs, runs
from gongkai.web.search.query import read_query

SIMPLIFIED = "国务院办公厅关于政府信息公开申请答复期限的通知随着干燥了解征收计划剩余里面汇总复议决定书后台"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Ｇｏｎｇｋａｉ", "gongkai"),
        ("政府資訊公開", "政府资讯公开"),
        ("答覆", "答复"),
        ("乾燥", "干燥"),
        ("隨著", "随着"),
        ("二○二一年", "二〇二一年"),
        ("⺠政", "民政"),  # as some PDF files hold it
        ("㈠、①", "|一||1"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("信\u200b息", "信息"),
        ("信\u3000息", "信 息"),
        ("云府〔2021〕12号", "云府|2021|12号"),
        ("😀", "|"),
        ("\0", ""),
    ],
)
def test_characters_are_made_alike(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize("way", ["s2t", "s2tw", "s2hk"])
def test_every_traditional_writing_of_simplified_text_folds_back(way):
    assert fold(OpenCC(way).convert(SIMPLIFIED)) == fold(SIMPLIFIED)


@given(st.text())
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_part_folds_to_a_part(one, other):
    assert fold(one + other) == fold(one) + fold(other)


@given(st.text(alphabet=st.sampled_from("政府㎡ﷺé\u0301①\u200b 。aＡ㈠"), max_size=40), st.data())
def test_spans_of_folded_text_are_spans_of_the_text(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    if start == end:
        return
    ((first, last),) = original_spans(text, folded, [(start, end)])
    assert 0 <= first < last <= len(text)
    assert folded[start:end] in fold(text[first:last])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政府信息", ["政府", "府信", "信息", "息"]),
        ("政府，信息", ["政府", "府", "信息", "息"]),
        ("政府\n  信息", ["政府", "府信", "信息", "息"]),
        ("第3条", ["第", "3", "条"]),
        ("GB 2312-80", ["gb", "2312", "80"]),
        ("x" * 100, ["x" * 40]),
        ("", []),
    ],
)
def test_tokens_are_pairs_and_words(text, expected):
    assert pairs(runs(text)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("政府 信息", [("政府",), ("信息",)]),
        ('"政府 信息"', [("政府信息",)]),
        ("“2021 12”", [("2021", "12")]),
        ("[2021]12号", [("2021", "12")]),
        ("第12号", [("第", "12", "号")]),
        ("〔２０２１〕12", [("2021", "12")]),
        ("政府 政府", [("政府",)]),
        ('"未完', [("未完",)]),
        ('关于"放管服"改革', [("关于",), ("放管服",), ("改革",)]),
        ("* ( ) NEAR", [("near",)]),
        ("😀 ''", []),
        ("政" * 10_000, [("政" * 100,)]),
    ],
)
def test_a_query_is_read(query, expected):
    assert [phrase.runs for phrase in read_query(query)] == expected


@given(st.text())
def test_any_query_can_be_read(query):
    for phrase in read_query(query):
        tokens, _is_open = phrase.tokens()
        assert tokens
        assert all(token.isalnum() or not token.isascii() for token in tokens)
        assert read_query(str(phrase))[0].runs == phrase.runs
