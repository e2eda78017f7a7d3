"""What was published elsewhere before is taken over as it was, once, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongkai.errors import OfficeError
from gongkai.ledger.registers import Registers
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.models import Office
from gongkai.web.publishing import public
from gongkai.web.publishing.actions import Words, refold
from gongkai.web.publishing.carry import Carried, carry_in
from gongkai.web.publishing.models import Category, Item

REVIEWERS = {"section": "综合科", "secrecy": "保密审查员", "leader": "分管领导"}


def carried(column: Category, count: int, formed_on: date, published_on: date) -> list[Carried]:
    return [Carried(Words(f"旧信息{n}", "<p>文</p>"), column, formed_on, published_on) for n in range(count)]


def test_items_keep_their_days_and_count_in_their_year(office: Office, column: Category) -> None:
    rows = [
        *carried(column, 3, date(2024, 3, 1), date(2024, 3, 8)),
        *carried(column, 2, date(2024, 12, 30), date(2025, 1, 6)),
    ]
    assert carry_in(office, rows, by="head", reviewers=REVIEWERS, batch="旧站") == 5
    registers = Registers(ledger_of(office).register_entries)
    assert [registers.items_published(year).value for year in (2024, 2025)] == [3, 2]
    assert [item.web_on for item in public.items(office)] == [date(2025, 1, 6)] * 2 + [date(2024, 3, 8)] * 3
    numbers = Item.objects.order_by("index_number").values_list("index_number", flat=True)
    assert [number.split("/")[1] for number in numbers] == [
        *("2024-00001", "2024-00002", "2024-00003"),
        *("2025-00001", "2025-00002"),
    ]
    assert not any(refold(item) for item in Item.objects.select_related("office"))


@pytest.mark.parametrize(
    ("formed_on", "published_on"),
    [(date(2024, 3, 8), date(2024, 3, 1)), (date(2027, 1, 1), date(2027, 1, 1))],
    ids=["before the paper", "in the future"],
)
def test_an_impossible_one_stops_all(office: Office, column: Category, formed_on: date, published_on: date) -> None:
    rows = [
        *carried(column, 2, date(2024, 3, 1), date(2024, 3, 1)),
        *carried(column, 1, formed_on, published_on),
    ]
    with pytest.raises(OfficeError, match="nothing was taken over"):
        carry_in(office, rows, by="head", reviewers=REVIEWERS, batch="旧站")


def test_nobody_reviews_the_lot_alone(office: Office, column: Category) -> None:
    rows = carried(column, 1, date(2024, 3, 1), date(2024, 3, 1))
    with pytest.raises(OfficeError, match="nobody reviews"):
        carry_in(office, rows, by="head", reviewers=dict.fromkeys(REVIEWERS, "head"), batch="旧站")
    with pytest.raises(OfficeError, match="Say who decided"):
        carry_in(office, rows, by="head", reviewers={}, batch="旧站")


def test_an_index_number_stands_for_one_item(office: Office, column: Category) -> None:
    day = date(2024, 3, 1)
    one = Carried(Words("旧信息", "<p>文</p>"), column, day, day, index_number="000/2024-1")
    assert carry_in(office, [one], by="head", reviewers=REVIEWERS, batch="旧站") == 1
    for rows in ([one], [replace(one, index_number="000/2024-2")] * 2):
        with pytest.raises(OfficeError, match="stands for two items"):
            carry_in(office, rows, by="head", reviewers=REVIEWERS, batch="又一批")
    assert Item.objects.count() == 1
