"""The English of the screen: complete, up to date, with the same placeholders, and no Chinese left in it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages

pytestmark = pytest.mark.one_engine


def test_every_text_of_the_screen_has_its_english():
    """Fails with one line a text; `python -m tools.messages` brings the catalogues up to date and names the empty ones."""
    found = list(messages.problems())
    assert not found, "\n" + "\n".join(found)


def test_a_text_has_the_same_english_in_every_catalogue():
    """Django merges the catalogues, and the last one would win."""
    english = defaultdict(set)
    for locale in messages.catalogues():
        for message in messages.stored(locale):
            if message.id:
                english[message.context, str(message.id)].add(str(message.string))
    assert [(text, found) for text, found in english.items() if len(found) > 1] == []


def test_the_same_texts_give_the_same_bytes():
    for locale in messages.catalogues():
        catalog = messages.stored(locale)
        assert messages.as_mo(catalog) == messages.as_mo(catalog)
        assert not len(catalog) or messages.as_po(catalog) == messages.po_of(locale).read_bytes()


@pytest.mark.parametrize(
    ("text", "english", "wrong"),
    [
        ("保存", "Save", ""),
        ("Save", "Save", "not Chinese"),
        ("共 %(n)s 件", "%(m)s cases", "placeholders differ"),
        ("共 %(n)s 件", "Cases", "placeholders differ"),
        ("截止 <b>%(due)s</b>", "due %(due)s", "placeholders differ"),
        ("{code}单位代字", "{word} the office's short code", "placeholders differ"),
        ("相似度60%%以上", "60%% alike", ""),
        ("第%(article)s条", "第 %(article)s", "Chinese outside"),
        ("期限", "Time limit：", "Chinese outside"),
        ("没有传真的写“无”。", "If there is no fax, write “无” (none).", ""),
        (("%(n)d 天", "%(n)d 天"), ("one day", "%(n)d days"), ""),
        (("%(n)d 天", "%(n)d 天"), ("%(n)d day", "days"), "placeholders differ"),
    ],
)
def test_slips_are_named(text, english, wrong):
    catalog = Catalog(locale="en")
    catalog.add(text, english)
    found = messages.slips(catalog)
    assert [wrong in slip for slip in found] == [True] * bool(wrong), found


def test_a_text_without_english_and_a_fuzzy_one_are_missing():
    catalog = Catalog(locale="en")
    catalog.add("保存", "Save")
    catalog.add("删除")
    catalog.add("打印", "Print", flags=["fuzzy"])
    catalog.add(("%(n)d 天", "%(n)d 天"), ("%(n)d day", ""))
    assert messages.missing(catalog) == ["删除", "打印", "%(n)d 天"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forms.py").write_text('_("保存")\n_("删除")\n', encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "打印" %}', encoding="utf-8")
    return tmp_path


def test_texts_are_collected_from_code_and_templates(folder):
    assert {message for message, _context, _place in messages.texts(folder)} == {"保存", "删除", "打印"}


def test_english_is_kept_and_taken_from_another_catalogue(folder):
    own, other = Catalog(locale="en"), Catalog(locale="en")
    own.add("保存", "Save")
    own.add("不再使用", "no longer used")
    other.add("保存", "Keep")
    other.add("打印", "Print")
    path = messages.po_of(folder / "locale")
    path.parent.mkdir(parents=True)
    path.write_bytes(messages.as_po(own))
    found = messages.collected(folder / "locale", (folder,), [other])
    assert {str(one.id): one.string for one in found if one.id} == {"保存": "Save", "删除": "", "打印": "Print"}
