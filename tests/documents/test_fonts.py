"""Fonts: those GB/T 9704 names where they are, an open one otherwise, and a clear word when there is none."""

from __future__ import annotations

import shutil
import struct
import unicodedata
from pathlib import Path
from typing import get_args

import pytest

from gongkai.documents import fonts
from gongkai.documents.fonts import Face, Role, choose_fonts, fonts_used
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports


@pytest.fixture
def faces(monkeypatch):
    """Installed fonts as the test wants them: family → characters it has (None: every Chinese one)."""
    held: dict[Path, str | None] = {}

    def install(**families: str | None) -> None:
        found = {}
        for family, characters in families.items():
            name = family.replace("__", " ")
            face = Face(name, Path(f"/fonts/{name}.ttf"))
            held[face.path] = characters
            found[name.casefold()] = face
        monkeypatch.setattr(fonts, "_faces", lambda further: found)

    def covers(self: Face, char: str) -> bool:
        characters = held[self.path]
        return char in characters if characters is not None else unicodedata.category(char) != "Co"

    monkeypatch.setattr(Face, "covers", covers)
    return install


def test_every_part_is_set_in_the_font_the_standard_names(faces):
    faces(FangSong_GB2312=None, SimSun=None, SimHei=None, KaiTi_GB2312=None, **{"FZXiaoBiaoSong-B05S": None})
    families = {role: face.family for role, face in choose_fonts("公").roles.items()}
    assert families == {
        "title": "FZXiaoBiaoSong-B05S",
        "body": "FangSong_GB2312",
        "heading": "SimHei",
        "kai": "KaiTi_GB2312",
        "song": "SimSun",
    }
    assert all(use.is_preferred for use in fonts_used("公"))


def test_chinese_names_of_families_are_known_too(faces):
    faces(仿宋=None, 方正小标宋简体=None, 黑体=None, 楷体=None, 宋体=None)
    assert all(use.is_preferred for use in fonts_used("公"))


def test_the_bundled_font_serves_where_nothing_is_installed(faces):
    faces(Noto__Sans__CJK__SC=None, DejaVu__Sans="abc")
    choice = choose_fonts("公abc")
    assert {face.family for face in choice.roles.values()} == {"Noto Sans CJK SC"}
    assert not choice.missing


def test_a_font_of_the_right_name_without_chinese_is_passed_over(faces):
    faces(FangSong="abc", SimSun=None)
    assert choose_fonts("公").roles["body"].family == "SimSun"


def test_rare_characters_fall_back_to_a_font_that_has_them(faces):
    faces(FangSong="公开", SimSun="公开", SimHei="公开", KaiTi="公开", Noto__Sans__CJK__SC="公开㐂", Other="䶮")
    choice = choose_fonts("公开㐂䶮𠮷")
    assert [(face.family, characters) for face, characters in choice.fallbacks] == [
        ("Noto Sans CJK SC", "㐂"),
        ("Other", "䶮"),
    ]
    assert choice.missing == {"𠮷"}
    assert choice.printable("公㐂𠮷") == "公㐂〓"
    assert choice.families("body") == ["FangSong", "Noto Sans CJK SC", "Other"]
    assert choose_fonts("公䶮", is_strict=True).missing == {"䶮"}


def test_private_characters_have_no_type(faces):
    faces(SimSun=None)
    assert choose_fonts("\ue000\U000f0001").missing == {"\ue000", "\U000f0001"}


def test_without_any_chinese_font_one_error_says_what_to_install(faces):
    faces(DejaVu__Sans="abc")
    with pytest.raises(DocumentError, match=r"pip install manimgx-fonts-cjk.*FangSong.*GONGKAI_FONT_PATH"):
        choose_fonts("公")
    with pytest.raises(DocumentError, match="manimgx-fonts-cjk"):
        render(reports.zero_report(), "pdf")


def test_the_bundled_font_covers_rare_characters_and_every_role():
    folder = fonts._bundled_folder()
    assert folder is not None
    face = next(face for face in fonts._faces("").values() if face.is_bundled and face.family == "Noto Sans CJK SC")
    assert face.path.parent == folder
    assert all(face.covers(char) for char in reports.RARE + "公〓—“”０１（）")
    assert not face.covers("\U000300b8")
    assert not face.covers("\ue000")
    assert set(choose_fonts("公").roles) == set(get_args(Role)) == set(fonts.PREFERRED)


def test_folders_of_the_office_are_looked_into_first(tmp_path, monkeypatch):
    bundled = fonts._bundled_folder()
    assert bundled is not None
    shutil.copyfile(next(bundled.glob("*.ttc")), tmp_path / "own.ttc")
    monkeypatch.setenv(fonts.FONT_PATH, str(tmp_path))
    assert choose_fonts("公").roles["body"].path == tmp_path / "own.ttc"
    monkeypatch.setenv(fonts.FONT_PATH, str(tmp_path / "not-there"))
    assert choose_fonts("公").roles["body"].path != tmp_path / "own.ttc"


def font_file(tables: list[tuple[int, int, bytes]]) -> bytes:
    """A font with nothing but a cmap of these subtables (platform, encoding, bytes)."""
    cmap = struct.pack(">HH", 0, len(tables))
    at = 4 + 8 * len(tables)
    for platform, encoding, data in tables:
        cmap += struct.pack(">HHI", platform, encoding, at)
        at += len(data)
    cmap += b"".join(data for _, _, data in tables)
    return b"OTTO" + struct.pack(">HHHH", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def format_4(segments: list[tuple[int, int, int, int]], glyphs: list[int]) -> bytes:
    """segments: start, end, delta, offset into the glyphs or 0."""
    doubled = 2 * len(segments)
    parts = [list(column) for column in zip(*segments, strict=True)]
    body = struct.pack(f">{len(segments)}H", *parts[1]) + b"\0\0"
    body += b"".join(struct.pack(f">{len(segments)}H", *parts[index]) for index in (0, 2, 3))
    body += struct.pack(f">{len(glyphs)}H", *glyphs)
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, doubled, 0, 0, 0) + body


def test_characters_of_a_font_of_the_basic_plane_are_read(tmp_path):
    # Segment two looks its glyphs up: 丂 has glyph 0, which is none.
    table = format_4([(0x41, 0x43, 1, 0), (0x4E00, 0x4E02, 0, 4), (0xFFFF, 0xFFFF, 1, 0)], [7, 0, 9])
    (tmp_path / "a.ttf").write_bytes(font_file([(1, 0, b"\0" * 12), (3, 1, table)]))
    face = Face("A", tmp_path / "a.ttf")
    assert [char for char in "@ABCD一丁丂七\uffff" if face.covers(char)] == ["A", "B", "C", "一", "丂"]


@pytest.mark.parametrize("data", [b"", b"OTTO", b"ttcf" + b"\xff" * 40, font_file([(3, 1, b"\0\6" + b"\0" * 20)])])
def test_a_broken_font_has_no_characters(tmp_path, data):
    (tmp_path / "broken.ttf").write_bytes(data)
    assert not Face("Broken", tmp_path / "broken.ttf").covers("公")
