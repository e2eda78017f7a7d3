"""The systems (制度) of the column 政府信息公开制度, by kind.

Source: the Regulation's articles that ask for them and the practice of the column; data `data/systems.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "systems.toml"

OTHER = "other"


@dataclass(frozen=True, slots=True)
class SystemKind:
    """One kind of system. source: the article that asks for it; empty for none."""

    code: str
    label: str
    gloss: str
    source: str
    mark: str


@lru_cache(maxsize=1)
def system_kinds() -> Mapping[str, SystemKind]:
    """Every kind in the order of the column. Source: Regulation arts. 11, 17, 18, 30-40, 46, 49-51; the hand-out's list."""
    found = tomllib.loads(_DATA.read_text(encoding="utf-8"))["system"]
    return {item["code"]: SystemKind(**item) for item in found}


def missing_systems(there: Collection[str]) -> tuple[SystemKind, ...]:
    """Return the kinds of which an office shows none. Source: as `system_kinds` (an empty part of the column is a fault)."""
    return tuple(one for one in system_kinds().values() if one.code != OTHER and one.code not in there)
