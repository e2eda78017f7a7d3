"""What a cell of a text may be: a figure or a mark for none, or a word."""

from __future__ import annotations

import re
from functools import lru_cache

from gongkai.documents.numbers import Doubt, count_in, is_dash, money_in, narrow
from gongkai.documents.script import folded

NOTHING = frozenset({"无", "—", "——"})
"""Words and marks that stand for no figure, beside dashes."""

_DIGITS_APART = re.compile(r"[0-9０-９]\s+[0-9０-９]")
_LONGEST = 70


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a cell may be a figure or what stands for none. Digits with white space between may be two figures."""
    if text.isascii() and text.isdigit():
        return True
    if len(text) > _LONGEST:
        return False
    bare = narrow(folded(text))
    if _DIGITS_APART.search(bare):
        return False
    if is_dash(bare) or bare in NOTHING:
        return True
    bare = bare.removeprefix("减")
    return not isinstance(count_in(bare), Doubt) or not isinstance(money_in(bare), Doubt)
