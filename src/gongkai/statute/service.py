"""Ways of service (送达) of a letter: the article, and when service is complete. By analogy to civil procedure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gongkai.statute.sources import Mark

_DATA = Path(__file__).parent / "data" / "service.toml"


@dataclass(frozen=True, slots=True)
class ServiceWay:
    """One way of service. days: natural days after which it is complete; 0 where the proof's own date counts."""

    code: str
    label: str
    article: str
    source: str
    mark: Mark
    days: int = 0


@lru_cache(maxsize=1)
def service_ways() -> Mapping[str, ServiceWay]:
    """Every way by its code. Source: 民事诉讼法 2023 arts. 88-91, 95, by analogy (D12 of the deadlines)."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {item["code"]: ServiceWay(**item) for item in data["way"]}
