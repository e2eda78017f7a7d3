"""What a service guide (办事指南) must state, so that no check of the site finds it useless (服务不实用).

Source: 国办秘函〔2019〕19号; data `data/service_guide.toml`, each element with its mark.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "service_guide.toml"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a guide states. is_required: the criteria of the check quote it; else we advise it."""

    code: str
    label: str
    gloss: str
    source: str
    mark: str

    @property
    def is_required(self) -> bool:
        return self.mark != "D"


@lru_cache(maxsize=1)
def guide_elements() -> tuple[Element, ...]:
    """Every element in the order of the check. Source: 国办秘函〔2019〕19号 (mark S for those it quotes, D for ours)."""
    return tuple(Element(**item) for item in tomllib.loads(_DATA.read_text(encoding="utf-8"))["element"])


def missing_elements(given: Mapping[str, str], *, advised: bool = False) -> tuple[Element, ...]:
    """Return the elements a guide lacks: those without any text.

    Args:
        given: code of an element → what the guide says. advised: also those that only we advise.
    Source: 国办秘函〔2019〕19号, 单项否决 服务不实用; from how many on a site fails is not known to us (mark K).
    """
    return tuple(
        one for one in guide_elements() if (advised or one.is_required) and not given.get(one.code, "").strip()
    )
