"""What is hinted at in the words of a paper, and where; what hostile text becomes."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import django_prose_editor
import pytest

import gongkai.web
from gongkai.web.publishing import content
from gongkai.web.publishing.differences import compare
from gongkai.web.publishing.hints import Hint, Lists, hints_of, lay, marked
from gongkai.web.publishing.shown import for_textarea

TODAY = date(2026, 6, 10)
LISTS = Lists({"残废人": "残疾人"}, {"白云街": "白云街道办事处", "云海区民政所": "云海区民政局"})
FILE = "0" * 8 + "-0000-4000-8000-" + "0" * 12


def found(body: str, **others: object) -> list[Hint]:
    words = {"title": "示例通知", "body": content.clean(body)}
    return list(hints_of(words, today=TODAY, lists=LISTS, **others))  # type: ignore[arg-type]


HINTS = {
    "<p>身份证号110101199003070038。</p>": [("resident_id", "110101199003070038")],
    "<p>身份证号110101199003070031。</p>": [],  # the check digit is wrong
    "<p>电话13800005678</p>": [("mobile", "13800005678")],
    "<p>卡号6222020200112231</p>": [],
    "<p>卡号6222021234567890128</p>": [("bank_card", "6222021234567890128")],
    "<p>住示例路8号2单元301室</p>": [("address", "住示例路8号2单元301室")],
    "<p>写信给 a.b@example.invalid</p>": [("email", "a.b@example.invalid")],
    "<p>残废人优先</p>": [("avoid", "残废人")],
    "<p>白云街道办事处通知</p>": [],  # the right name holds the wrong one
    "<p>白云街通知</p>": [("wrong_name", "白云街")],
    "<p>云海区<strong>民政所</strong></p>": [("wrong_name", "云海区民政所")],  # across tags
    "<p>2026年6月11日前</p>": [("future", "2026年6月11日")],
    "<p>2026年6月10日</p><p>2026年13月1日</p>": [],
    '<p><a href="http://x.invalid/">网</a></p>': [("not_https", "网")],
    '<p><a href="https://x.invalid/">网</a></p>': [],
    '<p><a href="/gone/">网</a></p>': [("dead_link", "网")],
    '<p><a href="/here/"></a></p>': [("empty_link", "")],
    f'<p><a href="attachment:{FILE}">表</a></p>': [("dead_link", "表")],
    f'<p>图<img src="attachment:{FILE}"></p>': [("no_alt", "")],
    f'<p>图<img src="attachment:{FILE}" alt="示意图"></p>': [],
}


@pytest.mark.parametrize("body", HINTS)
def test_hints_and_their_places(body: str) -> None:
    text = lay(content.clean(body)).text
    hints = found(body, is_alive=lambda address: address != "/gone/")
    assert [(one.kind, text[one.start : one.end]) for one in hints] == HINTS[body]


def test_fields_and_files_are_looked_at_too() -> None:
    hints = hints_of(
        {"title": "关" * 61, "summary": "电话13800005678", "body": ""}, today=TODAY, files=[("名单.txt", "13800005678")]
    )
    assert [(one.kind, one.where) for one in hints] == [
        ("mobile", "summary"), ("long_title", "title"), ("mobile", "名单.txt")
    ]  # fmt: skip
    assert "0000" not in hints[0].text


def test_marks_stand_around_the_place_and_change_nothing_else() -> None:
    body = content.clean(
        '<p title="x">请<strong>致电138</strong>00005678，a &amp; b <a title="a>b" href="/x">残废人</a></p>'
    )
    laid = lay(body)
    hints = found(body)
    shown = marked(laid, [(f"hint-{at}", one) for at, one in enumerate(hints)])
    assert re.sub(r"</?mark[^>]*>", "", shown) == body
    assert content.clean(shown) == body  # as a browser reads it, the marks are whole
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", shown) == ["138", "00005678", "残废人"]
    assert re.findall(r'id="([^"]*)"', shown) == ["hint-0", "hint-1"]


HOSTILE = [
    "<script>alert(1)</script><p>x</p>",
    '<img src="x" onerror="alert(1)"><p>x</p>',
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<svg onload="alert(1)"><p>x</p></svg>x',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">x',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>x',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<math><mi//xlink:href='javascript:alert(1)'>x</math>x",
    '<form action="/x"><input name="q"><button>x</button></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">x</noscript>x',
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_text_loses_what_could_run(body: str) -> None:
    kept = content.clean(body)
    assert not re.search(r"script|onerror|onload|onclick|data:|<svg|<iframe|<form|<input|style=|srcdoc", kept)
    assert content.clean(kept) == kept
    assert "x" in content.plain(kept)


def test_a_difference_by_line_and_sign() -> None:
    rows = compare("甲一段\n乙二段\n丙段\n丁段\n戊段", "甲一段\n乙三段\n丙段\n丁段\n戊段\n新段")
    told = [(row.skipped, [(one.kind, one.text) for one in row.pieces]) for row in rows]
    assert told == [
        (0, [("same", "甲一段")]),
        (0, [("same", "乙"), ("out", "二"), ("in", "三"), ("same", "段")]),
        (0, [("same", "丙段")]),
        (1, [("same", "戊段")]),
        (0, [("in", "新段")]),
    ]


def test_a_body_of_paragraphs_is_plain_in_the_field() -> None:
    assert for_textarea("<p>甲 &amp; 乙</p><p>丙</p>") == "甲 & 乙\n\n丙"
    assert content.clean(for_textarea("<p>甲 &amp; 乙</p><p>丙</p>")) == "<p>甲 &amp; 乙</p><p>丙</p>"
    assert for_textarea("<p>甲</p><h2>乙</h2>") == "<p>甲</p><h2>乙</h2>"
    assert for_textarea("<p>&lt;b&gt;</p>") == "<p>&lt;b&gt;</p>"


def test_the_editor_served_is_that_of_the_package() -> None:
    static = Path(django_prose_editor.__file__).parent / "static" / "django_prose_editor"
    served = Path(gongkai.web.__file__).parent / "static" / "prose"
    told = (served / "README.txt").read_text()
    for name in ("editor.js", "editor.css", "material-icons.css", "material-icons.woff2"):
        assert (served / name).read_bytes() == (static / name).read_bytes(), name
    assert hashlib.sha256((served / "editor.js").read_bytes()).hexdigest() in told
