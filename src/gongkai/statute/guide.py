"""The disclosure guide (政府信息公开指南): the nine fields it must state, and rules told to citizens in plain words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data" / "guide.toml"


@dataclass(frozen=True, slots=True)
class GuideField:
    """One thing every guide must say; Regulation art. 12."""

    code: str
    label: str
    gloss: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule as a public page explains it. gloss: its gist in English."""

    code: str
    label: str
    text: str
    gloss: str
    source: str
    mark: str


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def guide_fields() -> tuple[GuideField, ...]:
    """The nine fields in the order of the article. Source: Regulation art. 12(2)."""
    return tuple(GuideField(**item) for item in _data()["field"])


@lru_cache(maxsize=1)
def statements() -> Mapping[str, Statement]:
    """Every statement by its code."""
    return {item["code"]: Statement(**item) for item in _data()["statement"]}


def missing_fields(given: Mapping[str, str]) -> tuple[GuideField, ...]:
    """Return the fields a guide lacks: those without any text. Source: Regulation art. 12(2).

    Args:
        given: code of a field → what the guide says of it.
    """
    return tuple(field for field in guide_fields() if not given.get(field.code, "").strip())
