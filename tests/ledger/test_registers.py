"""Registers: documents in force at any date, decisions, powers, money, publication, stated facts."""

from decimal import Decimal

import pytest

from gongkai.ledger.events import (
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    FactStated,
    ItemsPublished,
    Opening,
    ProjectsChanged,
    PurchaseMade,
    Voided,
)
from gongkai.ledger.registers import ACCOUNTS, DECISION_KINDS, FACTS, PROJECT_KINDS, Registers
from tests.ledger.cases import d, ledger_of


def registers_of(*pairs):
    return Registers(ledger_of(*pairs).register_entries)


def issued(on, **fields):
    return DocumentIssued(on=d(on), title="办法", **fields)


def in_force(registers, on, kind="normative_documents"):
    return registers.in_force(kind, d(on)).value


def opening(account, count, on="2024-01-01"):
    return ("", Opening(on=d(on), account=account, count=count))


# --- documents in force -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "count"), [("2024-03-03", 0), ("2024-03-04", 1), ("2024-12-31", 1), ("2030-01-01", 1)])
def test_a_document_is_in_force_from_its_issue(on, count):
    assert in_force(registers_of(("1", issued("2024-03-04"))), on) == count


@pytest.mark.parametrize(("on", "count"), [("2024-12-31", 0), ("2025-01-31", 0), ("2025-02-01", 1)])
def test_a_document_issued_but_not_yet_in_force_does_not_count(on, count):
    assert in_force(registers_of(("1", issued("2024-12-20", in_force_from=d("2025-02-01")))), on) == count


@pytest.mark.parametrize(("on", "count"), [("2026-12-30", 1), ("2026-12-31", 1), ("2027-01-01", 0)])
def test_a_document_is_in_force_to_the_last_day_of_its_own_term(on, count):
    assert in_force(registers_of(("1", issued("2024-01-01", valid_until=d("2026-12-31")))), on) == count


@pytest.mark.parametrize("end", [DocumentRepealed(on=d("2024-06-03")), DocumentLapsed(on=d("2024-06-03"))])
@pytest.mark.parametrize(("on", "count"), [("2024-06-02", 1), ("2024-06-03", 0), ("2024-12-31", 0)])
def test_a_repeal_or_a_lapse_ends_a_document_from_its_day_on(end, on, count):
    assert in_force(registers_of(("1", issued("2024-03-04")), ("1", end)), on) == count


def test_older_documents_count_on_31_december():
    assert in_force(registers_of(("1", issued("2019-06-01")), ("2", issued("2024-06-01"))), "2024-12-31") == 2


def test_documents_of_the_opening_balance_count():
    registers = registers_of(opening("normative_documents.in_force", 7), ("1", issued("2024-03-04")))

    assert in_force(registers, "2023-12-31") == 0
    assert in_force(registers, "2024-01-01") == 7
    assert in_force(registers, "2024-12-31") == 8


@pytest.mark.parametrize("end", [DocumentRepealed(on=d("2024-06-03")), DocumentLapsed(on=d("2024-06-03"))])
def test_an_older_document_that_ends_lowers_the_opening_balance(end):
    registers = registers_of(opening("normative_documents.in_force", 7), ("旧1号", end))

    assert in_force(registers, "2024-06-02") == 7
    assert in_force(registers, "2024-12-31") == 6


def test_rules_and_normative_documents_are_counted_apart():
    registers = registers_of(("1", issued("2024-03-04", kind="rules")), ("2", issued("2024-03-04")))

    assert in_force(registers, "2024-12-31", "rules") == 1
    assert in_force(registers, "2024-12-31") == 1


def test_issue_and_repeal_are_counted_in_their_years():
    registers = registers_of(
        ("1", issued("2023-12-31")),
        ("2", issued("2024-01-01")),
        ("3", issued("2024-12-31")),
        ("1", DocumentRepealed(on=d("2024-02-01"))),
        ("2", DocumentRepealed(on=d("2025-02-01"))),
    )

    assert registers.issued("normative_documents", 2024).value == 2
    assert registers.issued("normative_documents", 2024).entries == (2, 3)
    assert registers.repealed("normative_documents", 2024).entries == (4,)
    assert registers.repealed("normative_documents", 2025).entries == (5,)


def test_a_lapse_is_no_repeal():
    registers = registers_of(("1", issued("2024-01-08")), ("1", DocumentLapsed(on=d("2024-06-03"))))

    assert registers.repealed("normative_documents", 2024).value == 0


def test_a_repeal_of_rules_is_counted_with_the_rules():
    registers = registers_of(("1", issued("2024-01-08", kind="rules")), ("1", DocumentRepealed(on=d("2024-06-03"))))

    assert registers.repealed("rules", 2024).value == 1
    assert registers.repealed("normative_documents", 2024).value == 0


def test_a_document_repealed_twice_is_one_document():
    repeal = DocumentRepealed(on=d("2024-06-03"))
    registers = registers_of(("1", issued("2024-01-08")), ("1", repeal), ("1", repeal))

    assert registers.repealed("normative_documents", 2024).value == 1


def test_a_voided_repeal_leaves_the_document_in_force():
    registers = registers_of(
        ("1", issued("2024-01-08")),
        ("1", DocumentRepealed(on=d("2024-06-03"))),
        ("", Voided(on=d("2024-06-04"), entry=2, reason="错")),
    )

    assert in_force(registers, "2024-12-31") == 1


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2024-01-01", "2024-12-31", 1), ("2023-01-01", "2023-12-31", 0), ("2024-03-06", "2024-03-06", 1)],
)
def test_documents_disclosed_in_a_span(first, last, count):
    registers = registers_of(("1", issued("2024-03-04", disclosed_on=d("2024-03-06"))), ("2", issued("2024-03-04")))

    assert registers.disclosed("normative_documents", d(first), d(last)).value == count


def test_all_ever_disclosed_includes_the_opening_and_what_was_repealed():
    registers = registers_of(
        opening("normative_documents.disclosed", 5),
        ("1", issued("2024-03-04", disclosed_on=d("2024-03-06"))),
        ("1", DocumentRepealed(on=d("2024-06-03"))),
    )

    assert registers.disclosed_total("normative_documents", d("2024-12-31")).value == 6


def test_the_register_as_it_stood_knows_nothing_later():
    registers = registers_of(("1", issued("2024-03-04")), ("1", DocumentRepealed(on=d("2024-06-03"))))

    assert registers.documents(d("2024-05-31"))["1"].ended_on is None
    assert registers.documents(d("2024-06-03"))["1"].is_repealed


# --- decisions and powers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(DECISION_KINDS))
def test_decisions_add_up_by_kind_and_year(kind):
    other = next(one for one in DECISION_KINDS if one != kind)
    registers = registers_of(
        ("", DecisionsMade(on=d("2024-01-01"), kind=kind)),
        ("", DecisionsMade(on=d("2024-12-31"), kind=kind, count=40, published=3)),
        ("", DecisionsMade(on=d("2023-12-31"), kind=kind, count=5)),
        ("", DecisionsMade(on=d("2024-06-01"), kind=other, count=9)),
    )

    assert registers.decisions(kind, 2024).value == 41
    assert registers.decisions(kind, 2024).entries == (1, 2)


@pytest.mark.parametrize("kind", sorted(PROJECT_KINDS))
def test_powers_roll_from_year_to_year(kind):
    registers = registers_of(
        opening(f"{kind}.projects", 6, "2019-01-01"),
        ("", ProjectsChanged(on=d("2019-05-20"), kind=kind, change=3)),
        ("", ProjectsChanged(on=d("2020-05-20"), kind=kind, change=-2)),
    )

    assert [registers.projects_before(kind, year).value for year in (2019, 2020, 2021)] == [6, 9, 7]
    assert [registers.projects_changed(kind, year).value for year in (2019, 2020, 2021)] == [3, -2, 0]


def test_an_opening_on_new_years_eve_is_last_years_balance_too():
    registers = registers_of(opening("penalty.projects", 6, "2019-12-31"))

    assert registers.projects_before("penalty", 2020).value == 6


# --- money --------------------------------------------------------------------------------------------------------


def charge(on, yuan, **fields):
    return ("", ChargeCollected(on=d(on), item="占道费", amount_yuan=Decimal(yuan), **fields))


def test_charges_add_up_to_the_cent_and_refunds_are_taken_off():
    registers = registers_of(
        charge("2024-01-01", "39800.10"), charge("2024-12-31", "0.20"), charge("2024-06-01", "100", is_refund=True)
    )

    assert registers.charges_yuan(2024).value == Decimal("39700.30")
    assert sorted(registers.charges_yuan(2024).entries) == [1, 2, 3]
    assert registers.charges_yuan(2023).value == 0


def test_purchases_are_counted_and_added():
    registers = registers_of(
        ("", PurchaseMade(on=d("2021-03-01"), project="复印机", amount_yuan=Decimal("19566.20"))),
        ("", PurchaseMade(on=d("2021-12-31"), project="其余", amount_yuan=Decimal(500_000), count=19)),
    )

    assert registers.purchases(2021).value == 20
    assert registers.purchases_yuan(2021).value == Decimal("519566.20")


# --- publication and facts ----------------------------------------------------------------------------------------


def test_published_items_by_channel_and_category():
    registers = registers_of(
        ("", ItemsPublished(on=d("2020-03-01"), category="财政", count=3)),
        ("", ItemsPublished(on=d("2020-06-01"), category="财政")),
        ("", ItemsPublished(on=d("2020-06-01"), category="救助", count=2)),
        ("", ItemsPublished(on=d("2020-06-01"), category="救助", channel="公众号", count=9)),
        ("", ItemsPublished(on=d("2019-06-01"), category="救助", count=50)),
    )

    counts = {
        channel: {category: (tally.value, tally.entries) for category, tally in categories.items()}
        for channel, categories in registers.published(2020).items()
    }
    assert counts == {"政府网站": {"财政": (4, (1, 2)), "救助": (2, (3,))}, "公众号": {"救助": (9, (4,))}}


def test_the_last_statement_of_a_fact_counts_in_its_year():
    registers = registers_of(
        ("", FactStated(on=d("2021-06-30"), name="communities", value=12)),
        ("", FactStated(on=d("2021-12-31"), name="communities", value=13)),
        ("", FactStated(on=d("2022-12-31"), name="communities", value=14)),
    )

    assert registers.facts(2021)["communities"].value == 13
    assert registers.facts(2021)["communities"].entries == (2,)
    assert "communities" not in registers.facts(2020)


def test_every_account_and_fact_is_labelled():
    assert all(ACCOUNTS.values())
    assert all(FACTS.values())
    assert set(ACCOUNTS) == {f"{kind}.projects" for kind in PROJECT_KINDS} | {
        f"{kind}.{account}" for kind in ("normative_documents", "rules") for account in ("in_force", "disclosed")
    }


def test_published_items_are_counted_by_month():
    from gongkai.ledger.events import ItemsPublished

    found = registers_of(
        ("", ItemsPublished(on=d("2024-01-05"), category="机构职能", count=2)),
        ("", ItemsPublished(on=d("2024-01-31"), category="财政信息")),
        ("", ItemsPublished(on=d("2024-12-01"), category="财政信息", count=4)),
        ("", ItemsPublished(on=d("2025-01-01"), category="财政信息", count=9)),
    ).published_by_month(2024)

    assert {month: tally.value for month, tally in found.items() if tally.value} == {1: 3, 12: 4}
    assert len(found) == 12
