"""Text files: which encoding, and every line in its place."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.readers import text
from gongkai.errors import DocumentError

CHINESE = "二〇二一年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息147条。\n"
TRADITIONAL = "政府資訊公開工作年度報告，本年新收申請的數量\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + CHINESE.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (CHINESE.encode("gbk"), "gb18030"),
        (("㐂𠮷" + CHINESE).encode("gb18030"), "gb18030"),
    ],
)
def test_encoding_is_found(data, encoding):
    decoded = text.decode(data)
    assert decoded.text.endswith(CHINESE)
    assert (decoded.encoding, decoded.is_exact) == (encoding, True)


def test_big5_is_told_from_gb18030_though_both_decode():
    assert text.decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", "no such"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_wrong_declaration_does_no_harm(declared, encoding):
    assert text.decode(CHINESE.encode(encoding), declared).text == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_one_bad_byte_costs_one_character_and_is_told(encoding):
    data = CHINESE.encode(encoding) + b"\xff" + CHINESE.encode(encoding)
    assert text.decode(data).text == CHINESE + "\ufffd" + CHINESE
    assert text.read(data).warnings[0].startswith("encoding: 1 ")


def test_lines_keep_tabs_pipes_and_blanks_and_their_number():
    document = text.read("规章\t0\t\t0\r\n\r\n | 甲 |\r  12\n\f末".encode())
    assert [(line.text, line.where) for line in document.lines] == [
        ("规章\t0\t\t0", "第1行"),
        ("", "第2行"),
        (" | 甲 |", "第3行"),
        ("  12", "第4行"),
        ("末", "第5行"),
    ]
    assert document.grids == ()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 not text", b"%PDF-1.7", bytes(range(256)) * 9, b"\0" * 999, b"a\n" * 200_002]
)
def test_what_is_not_a_text_is_refused(data):
    with pytest.raises(DocumentError) as caught:
        text.read(data)
    assert caught.value.zh != str(caught.value)


def test_fifty_megabytes_end_at_once():
    data = b"x" * 50_000_000
    with pytest.raises(DocumentError):
        text.read(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_lines_or_refused(data):
    try:
        document = text.read(data)
    except DocumentError:
        return
    assert document.lines
