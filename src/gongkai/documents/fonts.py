"""Which font sets which part of a report: those GB/T 9704 names where installed, else open ones, and never a tofu.

The fonts of official papers (仿宋_GB2312, 方正小标宋简体, …) are commercial and stand on officers' machines; they are
preferred where found. Otherwise the openly licensed Noto Sans CJK that comes with `manimgx-fonts-cjk` is used.
A character no font holds is printed as 〓, the printer's mark for a missing type, and reported by `fonts_used`.
"""

from __future__ import annotations

import importlib.util
import os
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import byteorder
from typing import BinaryIO, Literal, get_args

from gongkai.errors import DocumentError

Role = Literal["title", "body", "heading", "kai", "song"]

FONT_PATH = "GONGKAI_FONT_PATH"
"""Environment variable: folders of further fonts, separated as in PATH."""

MISSING_TYPE = "〓"

_BUNDLED_PACKAGE = "manimgx_fonts_cjk"
_BUNDLED = "Noto Sans CJK SC"
_SONG_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体")
_SONG = ("SimSun", "宋体", "NSimSun", "新宋体", "STSong", "华文宋体", "Songti SC", "FandolSong", *_SONG_SERIF)

PREFERRED: dict[Role, tuple[str, ...]] = {
    "title": (
        *("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "小标宋"),
        *("FandolSong", *_SONG_SERIF, "STZhongsong", "华文中宋", "Songti SC", "SimSun", "宋体"),
    ),
    "body": (
        *("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "华文仿宋"),
        *("FandolFang R", "FandolFang", "方正仿宋_GBK", "FZFangSong-Z02", "FZFangSong-Z02S", *_SONG),
    ),
    "heading": (
        *("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti", "华文黑体", "Heiti SC", "FandolHei"),
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体"),
        *("Microsoft YaHei", "微软雅黑", "PingFang SC", "WenQuanYi Zen Hei"),
    ),
    "kai": (
        *("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "STKaiti", "华文楷体"),
        *("Kaiti SC", "FandolKai", "LXGW WenKai", "霞鹜文楷", "AR PL UKai CN"),
    ),
    "song": _SONG,
}
"""Families for each part, best first; the first that is installed is used."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font face: its family as the typesetter names it, and where it stands."""

    family: str
    path: Path
    index: int = 0
    is_bundled: bool = False

    def covers(self, char: str) -> bool:
        """Whether the face has a glyph for a character."""
        return _characters(self.path, self.index).holds(ord(char))


@dataclass(frozen=True, slots=True)
class FontUse:
    """What a part of the report was set in. `is_preferred`: the font is one GB/T 9704 asks for in that part."""

    role: Role | Literal["fallback", "missing"]
    family: str
    path: Path | None
    is_preferred: bool
    characters: str = ""


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Fonts for one text: a family a role, families for characters those lack, and characters no font has."""

    roles: dict[Role, Face]
    fallbacks: tuple[tuple[Face, str], ...]
    missing: frozenset[str]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders the typesetter has to look into."""
        faces = (*self.roles.values(), *(face for face, _ in self.fallbacks))
        return tuple(sorted({str(face.path.parent) for face in faces}))

    def families(self, role: Role) -> list[str]:
        """Families to try for a role, in order."""
        return list(dict.fromkeys((self.roles[role].family, *(face.family for face, _ in self.fallbacks))))

    def printable(self, text: str) -> str:
        """The text with 〓 for every character no font holds."""
        if not self.missing:
            return text
        return "".join(MISSING_TYPE if char in self.missing else char for char in text)


def choose_fonts(characters: Iterable[str], *, is_strict: bool = False) -> FontChoice:
    """Return fonts that can set every one of the characters, or name those that cannot be set.

    Args:
        is_strict: only the fonts of the parts and the bundled one; no other installed font.
    Raises:
        DocumentError: no font with Chinese characters was found.
    """
    faces = _faces(os.environ.get(FONT_PATH, ""))
    roles: dict[Role, Face] = {role: _first(faces, role) for role in get_args(Role)}
    used_faces = tuple(dict.fromkeys(roles.values()))
    bundled = faces.get(_BUNDLED.casefold())
    others = (*used_faces, *((bundled,) if bundled else ()), *(() if is_strict else faces.values()))
    fallbacks: dict[Face, list[str]] = {}
    missing = []
    for char in sorted({char for char in characters if not char.isspace()}):
        face = None if _is_private(char) else next((face for face in others if face.covers(char)), None)
        if face is None:
            missing.append(char)
        elif not all(used_face.covers(char) for used_face in used_faces):
            fallbacks.setdefault(face, []).append(char)
    helpers = tuple((face, "".join(chars)) for face, chars in fallbacks.items())
    return FontChoice(roles, helpers, frozenset(missing))


def fonts_used(text: str = "") -> tuple[FontUse, ...]:
    """Return what each part of a report with this text is set in, then fallbacks and characters that have no font.

    Raises:
        DocumentError: no font with Chinese characters was found.
    """
    choice = choose_fonts(text)
    uses = [FontUse(role, face.family, face.path, _is_official(role, face)) for role, face in choice.roles.items()]
    uses += [FontUse("fallback", face.family, face.path, False, chars) for face, chars in choice.fallbacks]
    if choice.missing:
        uses.append(FontUse("missing", MISSING_TYPE, None, False, "".join(sorted(choice.missing))))
    return tuple(uses)


def _first(faces: dict[str, Face], role: Role) -> Face:
    """The best installed face for a role, else the bundled one."""
    for family in PREFERRED[role]:
        face = faces.get(family.casefold())
        if face is not None and face.covers("公"):
            return face
    face = faces.get(_BUNDLED.casefold()) or next((face for face in faces.values() if face.covers("公")), None)
    if face is None:
        raise DocumentError(
            "No font with Chinese characters was found, so no PDF can be made; run `pip install manimgx-fonts-cjk`, "
            f"or install 仿宋 (FangSong), or name a folder of fonts in {FONT_PATH}.",
            zh=f"没有找到中文字体，无法生成PDF；请安装仿宋等中文字体，或用环境变量{FONT_PATH}指定字体文件夹。",
        )
    return face


def _is_private(char: str) -> bool:
    """Private use: every maker draws another sign there, and archival PDF forbids it."""
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def _is_official(role: Role, face: Face) -> bool:
    count = {"title": 5, "body": 4, "heading": 2, "kai": 4, "song": 2}[role]
    return face.family.casefold() in {family.casefold() for family in PREFERRED[role][:count]}


@lru_cache(maxsize=4)
def _faces(further: str) -> dict[str, Face]:
    """Every face by its family: the user's folders before the system's, then the bundled one. Looked up once."""
    import typst

    bundled = _bundled_folder()
    folders = [folder for folder in further.split(os.pathsep) if folder and Path(folder).is_dir()]
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders) if folders else None
    ours = [str(bundled)] if bundled else []
    rest = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=ours)
    faces: dict[str, Face] = {}
    for infos in (own.fonts() if own else (), rest.fonts()):
        for info in sorted(infos, key=lambda info: (info.style != "normal", info.stretch != 1, abs(info.weight - 400))):
            if info.path is not None:
                path = Path(info.path)
                face = Face(info.family, path, info.index, is_bundled=path.parent == bundled)
                faces.setdefault(info.family.casefold(), face)
    return faces


def bundled_face() -> Face | None:
    """The font that comes as a dependency, upright and Simplified Chinese; None where it was left out."""
    face = _faces(os.environ.get(FONT_PATH, "")).get(_BUNDLED.casefold())
    return face if face is not None and face.is_bundled else None


def _bundled_folder() -> Path | None:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


@dataclass(frozen=True, slots=True)
class _Characters:
    """Ranges of code points a face has glyphs for."""

    starts: array[int]
    ends: array[int]

    def holds(self, code: int) -> bool:
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


@lru_cache(maxsize=256)
def _characters(path: Path, index: int) -> _Characters:
    """Read which characters a face holds from its `cmap` table; nothing if the file cannot be understood."""
    try:
        with path.open("rb") as file:
            ranges = sorted(_ranges(_cmap(file, index)))
    except (OSError, struct.error, ValueError, IndexError):
        ranges = []
    return _Characters(array("l", (start for start, _ in ranges)), array("l", (end for _, end in ranges)))


def _cmap(file: BinaryIO, index: int) -> bytes:
    """The best Unicode subtable of `cmap` (OpenType: platform 3 or 0; the one with all planes if there is one)."""
    offset = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        (offset,) = struct.unpack(">I", file.read(4))
    file.seek(offset + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(offset + 12)
    tables = {tag: start for tag, _, start, _ in struct.iter_unpack(">4sIII", file.read(16 * count))}
    base = tables.get(b"cmap", 0)
    file.seek(base + 2)
    (count,) = struct.unpack(">H", file.read(2))
    found = {(platform, kind): start for platform, kind, start in struct.iter_unpack(">HHI", file.read(8 * count))}
    for key in ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0)):
        if key in found:
            file.seek(base + found[key])
            head = file.read(8)
            (form,) = struct.unpack(">H", head[:2])
            (size,) = struct.unpack(">I", head[4:]) if form >= 8 else struct.unpack(">H", head[2:4])
            return head + file.read(size - 8)
    raise ValueError("no Unicode cmap")


def _ranges(table: bytes) -> Iterator[tuple[int, int]]:
    """Ranges of a subtable in format 4 (basic plane) or 12 (all planes); others hold no Chinese text."""
    (form,) = struct.unpack_from(">H", table)
    if form == 12:
        (count,) = struct.unpack_from(">I", table, 12)
        groups = _big_endian("I", table[16 : 16 + 12 * count])
        yield from zip(groups[0::3], groups[1::3], strict=True)
    elif form == 4:
        (doubled,) = struct.unpack_from(">H", table, 6)
        ends = _big_endian("H", table[14 : 14 + doubled])
        starts = _big_endian("H", table[16 + doubled : 16 + 2 * doubled])
        offsets = _big_endian("H", table[16 + 3 * doubled : 16 + 4 * doubled])
        glyphs = _big_endian("H", table[16 + 3 * doubled : len(table) & ~1])
        for at, (start, end, offset) in enumerate(zip(starts, ends, offsets, strict=True)):
            if start == 0xFFFF:
                continue
            if offset == 0:
                yield start, end
            else:  # glyph 0 inside a range is "no glyph"
                first = at + offset // 2 - start
                yield from ((code, code) for code in range(start, end + 1) if glyphs[first + code])
    else:
        raise ValueError(f"cmap format {form}")


def _big_endian(code: str, data: bytes) -> array[int]:
    values = array(code, data)
    if byteorder == "little":
        values.byteswap()
    return values
