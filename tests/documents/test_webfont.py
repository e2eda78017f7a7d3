"""A page made where no Chinese font is installed carries the characters it shows."""

import base64
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from gongkai.documents import fonts, webfont
from gongkai.documents.write import render
from tests.documents import reports


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine that has only the bundled font."""
    only = {"noto sans cjk sc": fonts.bundled_face()}
    monkeypatch.setattr(fonts, "_faces", lambda further: only)


def carried(page):
    found = re.search(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    return None if found is None else base64.b64decode(found[1])


def test_a_bare_machine_puts_every_character_into_the_page(bare_machine):
    page = render(reports.full_report("fmt2021"), "html").decode()

    font = TTFont(BytesIO(carried(page)))
    shown = {char for char in re.sub(r"<[^>]*>", "", page.split("<body>")[1]) if not char.isspace()}
    assert {ord(char) for char in shown} <= set(font.getBestCmap())


def test_the_carried_font_has_every_weight(bare_machine):
    font = TTFont(BytesIO(carried(render(reports.full_report("fmt2021"), "html").decode())))

    (axis,) = font["fvar"].axes
    assert axis.axisTag == "wght"
    assert axis.minValue <= 400 < 700 <= axis.maxValue


def test_rare_characters_are_carried_too(bare_machine):
    css = webfont.font_face("公开䶮")

    font = TTFont(BytesIO(carried(css)))
    assert set(map(ord, "公开䶮")) <= set(font.getBestCmap())


def test_the_same_text_gives_the_same_font(bare_machine):
    webfont.font_face("第一次")

    assert webfont.font_face("政府信息公开") == webfont.font_face("开公息信府政")


def test_a_machine_with_chinese_fonts_puts_none_into_the_page(monkeypatch):
    face = fonts.bundled_face()
    installed = fonts.Face("FangSong", face.path, face.index)
    monkeypatch.setattr(fonts, "_faces", lambda further: {"fangsong": installed, "noto sans cjk sc": face})

    assert carried(render(reports.full_report("fmt2021"), "html").decode()) is None


def test_nothing_to_show_carries_nothing(bare_machine):
    assert webfont.font_face(" \n") == ""
