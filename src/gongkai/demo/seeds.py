"""Five real offices: ledgers rebuilt from the facts their printed reports state, and what those reports print."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.documents.workbook import LedgerBook
from gongkai.ledger.entries import Ledger, OfficeFacts, numbered
from gongkai.ledger.events import Event, ItemsPublished, from_object
from gongkai.report.model import AnnualReport, Cell
from gongkai.statute.forms import form_for

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Slip:
    """Where the printed report erred, and how."""

    at: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Seed:
    """One real office and year: its ledger as a workbook, and its report as printed."""

    book: LedgerBook
    printed: AnnualReport
    slips: tuple[Slip, ...]


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """The five offices, in the order of their files."""
    return tuple(_seed(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(_DATA.glob("seed*.toml")))


def _seed(data: dict[str, Any]) -> Seed:
    office, year = OfficeFacts(**data["office"]), data["year"]
    book = LedgerBook(
        ledger=Ledger(office, tuple(numbered(_events(data)))),
        year=year,
        texts={},
        title="",
        signed_by=data.get("signed_by", ""),
        signed_on=data.get("signed_on"),
        problems=(),
    )
    slips = tuple(Slip(**item) for item in data.get("slip", ()))
    return Seed(book, _printed(office.name, year, data["printed"]), slips)


def _events(data: Mapping[str, Any]) -> Iterator[tuple[str, Event]]:
    for item in data.get("event", ()):
        yield "", from_object({key: _plain(value) for key, value in item.items()})
    if published := data.get("published"):
        for category, count in published["categories"].items():
            event = ItemsPublished(on=published["on"], category=category, channel=published["channel"], count=count)
            yield "", event


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _printed(office: str, year: int, cells: Mapping[str, str]) -> AnnualReport:
    """The tables as printed: zeros except for the cells named; an empty text is a blank cell."""
    form = form_for(year)
    stated = {figure.key: Cell(0, "0", "printed") for figure in form.figures.values()}
    for path, text in cells.items():
        stated[form.figure(path).key] = Cell(int(text), text, "printed") if text else Cell(None, "", "printed", "blank")
    return AnnualReport(office=office, year=year, form_id=form.id, cells=stated)
