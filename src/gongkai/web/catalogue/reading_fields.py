"""Which field the words of a sheet name: its title, its tab, a heading row, a cell."""

from __future__ import annotations

import re
from functools import lru_cache

from gongkai.documents.numbers import narrow
from gongkai.statute.catalogue import field_of, fields
from gongkai.web.catalogue.values import LONGEST

NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,4}[)）、.．]\s*")
"""The number before a title."""
_COUNTED = re.compile(r"[（(]\s*(?:共\s*)?\d{1,4}\s*[项条个][)）]\s*$")
_ORGAN = re.compile(r"^.*(?:街道办事处|办事处|街道|人民政府)")
_CATALOGUE = re.compile(r"(?:基层)?(?:政务公开|公开)?(?:事项)?(?:标准)?目录.*$")


def field_in(title: str, *, is_title: bool = True) -> str:
    """The field a title, the name of a sheet or a heading row names; "" where it names none.

    One of the 26 by its code; another only where the words say that it is a field: 乡村振兴领域.
    is_title: the words of a whole sheet, which may name the organ and the catalogue too.
    """
    bare = bare_title(title[:200])
    if code := field_of(bare):
        return code
    stem = _CATALOGUE.sub("", bare) if is_title else bare
    for word in _field_words():
        if f"{word}领域" in bare or (is_title and (stem.endswith(word) or f"({word})" in bare)):
            return field_of(word) or ""
    own = re.search(r"([\u4e00-\u9fff]{2,16})领域(?:$|\))", _ORGAN.sub("", stem))
    return own[1] if own and not re.search("试点|基层|各|个", own[1]) else ""


def field_value(text: str) -> str:
    """What a column of fields says."""
    return field_in(text) or bare_title(text).removesuffix("领域")[: LONGEST["field"]]


def bare_title(title: str) -> str:
    """A title without its number and count: 一、社会救助领域（15项） → 社会救助领域."""
    return _COUNTED.sub("", NUMBERED.sub("", narrow(title).strip())).strip()


@lru_cache(maxsize=1)
def _field_words() -> tuple[str, ...]:
    """Titles of the 26, the longest first."""
    words = [word for one in fields().values() for word in (one.label, *one.aliases)]
    return tuple(sorted(words, key=len, reverse=True))
