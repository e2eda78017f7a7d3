"""The last page of a copy: what the numbers in the boxes mean and on which page they stand. Set by typst, as a picture."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from PIL import Image

from gongkai.documents.fonts import choose_fonts
from gongkai.documents.redact.model import DPI, Mark, Page, numbered_grounds
from gongkai.errors import DocumentError

if TYPE_CHECKING:
    import typst

A4 = Page(595.28, 841.89)
_TEMPLATE = Path(__file__).parent / "legend.typ"
_DIGITS = "零一二三四五六七八九"
_setting = Lock()  # a typst compiler serves one thread at a time


def legend_pictures(marks: Sequence[Mark]) -> list[Image.Image]:
    """Return the pages that explain the boxes, A4 at 200 dpi; none without a mark. Notes do not reach them.

    Raises:
        DocumentError: there is no font with Chinese characters.
    """
    import typst

    if not marks:
        return []
    data = _data(marks)
    fonts = choose_fonts({char for text in _texts(data) for char in text})
    data |= {"body": fonts.families("body"), "heading": fonts.families("heading")}
    inputs = {"legend": json.dumps(data, ensure_ascii=False)}
    try:
        with _setting:
            made = _compiler(fonts.folders).compile(sys_inputs=inputs, format="png", ppi=DPI)
    except typst.TypstError as error:
        raise DocumentError(f"The legend cannot be set: {error}; report this.", zh="区分处理说明无法排版。") from error
    return [Image.open(BytesIO(page)).convert("RGB") for page in (made if isinstance(made, list) else [made]) if page]


@lru_cache(maxsize=4)
def _compiler(folders: tuple[str, ...]) -> typst.Compiler:
    import typst

    return typst.Compiler(str(_TEMPLATE), font_paths=list(folders), ignore_system_fonts=True)


def _data(marks: Sequence[Mark]) -> dict[str, Any]:
    known = numbered_grounds()
    counted: dict[int, Counter[int]] = {}
    for mark in marks:
        counted.setdefault(mark.page, Counter())[known[mark.ground][0]] += 1
    used = sorted({known[mark.ground] for mark in marks}, key=lambda each: each[0])
    return {
        "title": "区分处理说明",
        "text": "依照《中华人民共和国政府信息公开条例》第三十七条，本件中不应当公开或者不属于政府信息的内容已经遮盖，"
        "其余内容予以公开。遮盖处的数字是理由序号，位置较小的不印数字。",
        "grounds_head": ["序号", "理由", "依据"],
        "grounds": [[str(number), ground.label, f"条例{article(ground.article)}"] for number, ground in used],
        "pages_text": "各页遮盖处如下，页码按原件顺序。",
        "pages_head": ["页码", "理由序号及处数"],
        "pages": [
            [f"第{page}页", "，".join(f"{number}（{times}处）" for number, times in sorted(counts.items()))]
            for page, counts in sorted(counted.items())
        ],
    }


def _texts(data: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for value in data.values():
        found += [value] if isinstance(value, str) else [text for row in value for text in row]
    return found


def article(written: str) -> str:
    """The place of a ground as a letter cites it: 16(1) is 第十六条第一款."""
    parts = re.fullmatch(r"(\d{1,2})(?:\((\d)\))?", written)
    if parts is None:
        return written
    return f"第{_chinese(int(parts[1]))}条" + (f"第{_chinese(int(parts[2]))}款" if parts[2] else "")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
