"""Published items in the figures: counted once, with their entry, beside dated totals; and a ledger for the workbook."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.workbook import read_ledger, write_ledger
from gongkai.ledger.codes import ITEM_CHANNELS
from gongkai.ledger.condensed import condensed
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import DocumentRepealed, ItemsPublished, Voided
from gongkai.ledger.item_steps import ItemDrafted, ItemReleased, ItemTakenDown
from gongkai.ledger.norm_steps import NormPublished
from gongkai.ledger.registers import Registers
from gongkai.report.compile import compile_report
from tests.ledger.cases import OFFICE, d, ledger_of
from tests.ledger.test_norms import STANDING


def drafted(on="2025-01-06", category="财政", title="预算"):
    return ItemDrafted(on=d(on), title=title, category=category, formed_on=d(on))


def released(on, channel="website", **more):
    return ItemReleased(on=d(on), channel=channel, version=1, **more)


def total(on, category="财政", channel="政府网站", count=1):
    return ItemsPublished(on=d(on), category=category, channel=channel, count=count)


def registers_of(*pairs):
    return Registers(ledger_of(*pairs).register_entries)


def counts(registers, year=2025):
    return {
        channel: {category: (tally.value, tally.entries) for category, tally in categories.items()}
        for channel, categories in registers.published(year).items()
    }


def test_an_item_counts_with_its_first_release_on_each_channel_and_once_in_all():
    registers = registers_of(
        ("1", drafted()),
        ("1", released("2025-02-03")),
        ("1", released("2025-02-04", "wechat")),
        ("1", ItemTakenDown(on=d("2025-02-05"), channel="website", reason="误")),
        ("1", released("2025-03-03")),  # again: no second item
    )
    assert counts(registers) == {"政府网站": {"财政": (1, (2,))}, "微信公众号": {"财政": (1, (3,))}}
    assert registers.items_published(2025).value == 1
    assert registers.items_published(2025).entries == (2,)
    assert {month: tally.value for month, tally in registers.published_by_month(2025).items() if tally.value} == {2: 1}


def test_an_item_published_again_next_year_does_not_count_again():
    registers = registers_of(
        ("1", drafted()), ("1", released("2025-12-31")), ("1", released("2026-01-05", place="二站"))
    )
    assert counts(registers, 2026) == {}
    assert registers.items_published(2026).value == 0


def test_two_accounts_of_one_channel_are_one_channel():
    registers = registers_of(
        ("1", drafted()),
        ("1", released("2025-02-03", "board", place="一社区")),
        ("1", released("2025-02-04", "board", place="二社区")),
    )
    assert counts(registers) == {"公开栏": {"财政": (1, (2,))}}


def test_a_release_may_name_another_category_and_one_without_any_is_other():
    registers = registers_of(
        ("1", drafted()),
        ("1", released("2025-02-03", category="预决算")),
        ("2", drafted(category="")),
        ("2", released("2025-02-03")),
    )
    assert counts(registers) == {"政府网站": {"预决算": (1, (2,)), "其他": (1, (4,))}}


def test_a_dated_total_counts_beside_what_is_recorded_singly():
    registers = registers_of(("", total("2025-03-31", count=5)), ("1", drafted()), ("1", released("2025-02-03")))
    assert counts(registers)["政府网站"]["财政"][0] == 6
    assert registers.items_published(2025).value == 6


@pytest.mark.parametrize("subject", ["1", "A/2025-00001"])
@pytest.mark.parametrize("on", ["2025-02-03", "2025-05-06"])
def test_a_second_record_of_one_item_is_not_counted_beside_it(subject, on):
    registers = registers_of(
        ("1", drafted()), ("1", released("2025-02-03", index_number="A/2025-00001")), (subject, total(on))
    )
    assert counts(registers) == {"政府网站": {"财政": (1, (2,))}}


def test_the_earlier_record_of_an_item_is_the_one_that_counts():
    registers = registers_of(("1", drafted()), ("1", total("2025-02-03")), ("1", released("2026-02-03")))
    assert counts(registers) == {"政府网站": {"财政": (1, (2,))}}
    assert counts(registers, 2026) == {}


def test_a_second_record_on_another_channel_counts_there_and_not_in_all():
    registers = registers_of(
        ("1", drafted()), ("1", released("2025-02-03")), ("1", total("2025-02-04", channel="微信公众号"))
    )
    assert {channel: categories["财政"][0] for channel, categories in counts(registers).items()} == {
        "政府网站": 1,
        "微信公众号": 1,
    }
    assert registers.items_published(2025).value == 1


def test_entries_of_no_recorded_item_are_all_counted_whatever_their_subject():
    registers = registers_of(("7", total("2025-02-03")), ("7", total("2025-02-03")), ("", total("2025-02-03")))
    assert registers.items_published(2025).value == 3


def test_a_voided_release_does_not_count():
    registers = registers_of(
        ("1", drafted()), ("1", released("2025-02-03")), ("", Voided(on=d("2025-02-04"), entry=2, reason="错"))
    )
    assert counts(registers) == {}


def test_totals_that_may_hold_single_items_too_are_shown():
    registers = registers_of(
        ("", total("2025-02-28", count=5)),
        ("", total("2025-03-31", count=5)),
        ("1", drafted()),
        ("1", released("2025-02-03")),
    )
    (overlap,) = registers.overlaps(2025)
    assert overlap.total.sequence == 1
    assert [entry.sequence for entry in overlap.singly] == [4]


def test_the_report_tells_of_single_items_and_opens_their_entries():
    ledger = ledger_of(("1", drafted()), ("1", released("2025-02-03")), ("", total("2025-03-31", "救助", count=2)))
    report = compile_report(ledger, 2025)
    (said,) = [part for part in report.sections["overview"] if "主动公开政府信息" in part.text]
    assert "通过政府网站主动公开政府信息3条，其中财政1条，救助2条" in said.text
    assert set(said.entries) == {2, 3}
    assert "政府网站" in report.evidence[2].what


# --- for the workbook ---------------------------------------------------------------------------------------------


def test_a_ledger_without_steps_is_returned_as_it_is():
    ledger = ledger_of(("", total("2025-02-03")))
    assert condensed(ledger) is ledger


def test_steps_become_the_rows_that_count():
    ledger = ledger_of(
        ("1", drafted()),
        ("1", released("2025-02-03", index_number="A/1")),
        *(("n1", event) for event in STANDING),
        ("n1", DocumentRepealed(on=d("2025-05-06"))),
    )
    short = condensed(ledger)
    assert [(entry.sequence, entry.subject, type(entry.event).__name__) for entry in short.entries] == [
        (2, "A/1", "ItemsPublished"),
        (8, "办发〔2025〕1号", "DocumentIssued"),
        (10, "办发〔2025〕1号", "DocumentRepealed"),
    ]
    assert short.entries[1].event.disclosed_on == d("2025-02-17")


DAYS = st.dates(d("2024-06-03"), d("2025-12-31"))
ITEM = st.lists(
    st.builds(ItemReleased, on=DAYS, channel=st.sampled_from(sorted(ITEM_CHANNELS)), version=st.just(1)), max_size=4
)


@st.composite
def mixed(draw):
    """Items with releases, totals, a document, some of it voided."""
    pairs = [
        (str(at), event)
        for at, events in enumerate(draw(st.lists(ITEM, max_size=4)))
        for event in (drafted("2024-06-03"), *events)
    ]
    pairs += [("", total("2025-01-31", count=draw(st.integers(0, 9)))), ("0", total("2025-02-03"))]
    pairs += [("n1", event) for event in STANDING[: draw(st.integers(0, len(STANDING)))]]
    pairs += [("n1", NormPublished(on=d("2025-03-03")))]
    voids = draw(st.lists(st.integers(1, len(pairs)), max_size=3, unique=True))
    pairs += [("", Voided(on=d("2025-12-31"), entry=entry, reason="错")) for entry in voids]
    return ledger_of(*pairs)


def figures(ledger: Ledger, year: int):
    report = compile_report(ledger, year)
    return {key: cell.value for key, cell in report.cells.items()}, counts_only(ledger, year)


def counts_only(ledger, year):
    found = Registers(ledger.register_entries).published(year)
    return {(channel, category): tally.value for channel, some in found.items() for category, tally in some.items()}


@settings(max_examples=60)
@given(mixed(), st.sampled_from((2024, 2025)))
def test_the_condensed_ledger_has_the_same_figures(ledger, year):
    short = condensed(ledger)
    assert figures(short, year) == figures(ledger, year)
    assert condensed(short) is short


@settings(max_examples=10, deadline=None)
@given(mixed())
def test_a_workbook_of_such_a_ledger_has_the_same_figures(ledger):
    again = read_ledger(write_ledger(ledger, year=2025)).ledger
    assert figures(again, 2025) == figures(ledger, 2025)
    assert again.office.name == OFFICE.name
