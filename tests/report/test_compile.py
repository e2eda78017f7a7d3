"""Ledger in, report out: every figure of two small ledgers by hand, and the entries behind each."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from gongkai.errors import GongkaiError, UnknownFigure, UnknownForm
from gongkai.ledger.entries import Entry, OfficeFacts
from gongkai.ledger.events import (
    Answered,
    ChargeCollected,
    ItemsPublished,
    ReceiptConfirmed,
    ReportSigned,
    Voided,
    Withdrawn,
)
from gongkai.report.compare import differences
from gongkai.report.compile import compile_report
from gongkai.report.model import MISSING, Paragraph
from gongkai.report.reconcile import check
from gongkai.statute.forms import load_form
from tests.report.cases import FIGURES_2020, FIGURES_2024, OFFICE, PAIRS_2020, PAIRS_2024, d, got, ledger_of, replied

LEDGER_2024, LEDGER_2020 = ledger_of(PAIRS_2024), ledger_of(PAIRS_2020)
REPORTS = {
    "fmt2021": (compile_report(LEDGER_2024, 2024), FIGURES_2024),
    "fmt2019": (compile_report(LEDGER_2020, 2020), FIGURES_2020),
}
EVERY = [(form_id, figure.path) for form_id in REPORTS for figure in load_form(form_id).figures.values()]


@pytest.mark.parametrize(("form_id", "path"), EVERY)
def test_figure_equals_the_one_computed_by_hand(form_id, path):
    report, by_hand = REPORTS[form_id]

    assert report.at(path).stated == by_hand.get(path, (0, ()))[0]


@pytest.mark.parametrize(("form_id", "path"), EVERY)
def test_figure_opens_to_the_entries_behind_it(form_id, path):
    report, by_hand = REPORTS[form_id]

    assert sorted(report.at(path).entries) == sorted(by_hand.get(path, (0, ()))[1])


@pytest.mark.parametrize("form_id", sorted(REPORTS))
def test_the_figures_by_hand_name_cells_of_the_form(form_id):
    assert set(REPORTS[form_id][1]) <= {figure.path for figure in load_form(form_id).figures.values()}


@pytest.mark.parametrize("form_id", sorted(REPORTS))
def test_a_compiled_report_has_no_error(form_id):
    assert [finding for finding in check(REPORTS[form_id][0]) if finding.severity == "error"] == []


def test_an_empty_ledger_gives_zero_in_every_cell():
    report = compile_report(ledger_of([]), 2024)

    assert {cell.stated for _, cell in report.figures()} == {0}
    assert {cell.written for _, cell in report.figures()} == {"0"}
    assert check(report) == ()


@pytest.mark.parametrize(
    ("yuan", "wan", "written"),
    [("39800", "3.98", "3.98"), ("30000", "3", "3"), ("380", "0.038", "0.038"), ("0.01", "0.000001", "0.000001")],
)
def test_charges_are_reported_in_wan_yuan_digit_for_digit(yuan, wan, written):
    charge = ChargeCollected(on=d("2024-04-01"), item="占道费", amount_yuan=Decimal(yuan))
    cell = compile_report(ledger_of([("", charge)]), 2024).at("t2.admin_fees.amount_wan_yuan")

    assert (cell.stated, cell.written) == (Decimal(wan), written)


def test_the_processing_fee_counts_among_the_charges():
    assert 25 in REPORTS["fmt2021"][0].at("t2.admin_fees.amount_wan_yuan").entries


def test_every_figure_opens_to_evidence_in_words():
    report = REPORTS["fmt2021"][0]
    named = {number for _, cell in report.figures() for number in cell.entries}

    assert named <= set(report.evidence)
    assert report.evidence[6].subject == "A2"
    assert report.evidence[6].on == d("2024-03-20")
    assert "过程性信息" in report.evidence[6].what


# --- receipt, correction, voiding ---------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["internet", "fax", "post_ordinary", "forwarded"])
def test_an_unconfirmed_application_counts_nowhere(channel):
    report = compile_report(ledger_of([("A1", got("2024-03-04", channel=channel))]), 2024)

    assert {cell.stated for _, cell in report.figures()} == {0}


def test_an_application_counts_in_the_year_of_its_confirmation():
    pairs = [("A1", got("2024-12-30", channel="internet")), ("A1", ReceiptConfirmed(on=d("2025-01-03")))]

    figures = [compile_report(ledger_of(pairs), year).at("t3.new_received.total").stated for year in (2024, 2025)]

    assert figures == [0, 1]


def test_a_receipt_confirmed_the_same_day_is_fixed_by_the_confirmation():
    pairs = [("A1", got("2024-03-04", channel="internet")), ("A1", ReceiptConfirmed(on=d("2024-03-04")))]

    assert compile_report(ledger_of(pairs), 2024).at("t3.new_received.total").entries == (2,)


def test_an_application_withdrawn_before_confirmation_counts_nowhere():
    pairs = [("A1", got("2024-03-04", channel="internet")), ("A1", Withdrawn(on=d("2024-03-05")))]

    assert {cell.stated for _, cell in compile_report(ledger_of(pairs), 2024).figures()} == {0}


def test_a_correction_moves_no_figure():
    without = [pair for pair in PAIRS_2024 if type(pair[1]).__name__ != "Corrected"]

    plain = compile_report(ledger_of(without), 2024)

    assert [d.figure.path for d in differences(plain, REPORTS["fmt2021"][0])] == []


def test_a_voided_reply_leaves_the_application_open():
    pairs = [
        ("A1", got("2024-03-04")),
        ("A1", replied("2024-03-20", "granted")),
        ("", Voided(on=d("2024-04-01"), entry=2, reason="错")),
    ]

    report = compile_report(ledger_of(pairs), 2024)

    assert report.at("t3.granted.total").stated == 0
    assert report.at("t3.carried_out.total").stated == 1


def test_an_applicant_the_form_has_no_column_for_is_not_lost_silently():
    with suppress(GongkaiError):
        report = compile_report(ledger_of([("A1", got("2024-03-04", "martian"))]), 2024)
        assert report.warnings or report.at("t3.new_received.total").stated == 1


def test_an_outcome_nobody_knows_is_a_clear_error_or_left_out_but_no_crash():
    pairs = [("A1", got("2024-03-04")), ("A1", Answered(on=d("2024-03-05"), outcome="lost"))]

    with suppress(GongkaiError):
        assert check(compile_report(ledger_of(pairs), 2024)) == ()


# --- two years ----------------------------------------------------------------------------------------------------


def test_what_is_carried_out_is_carried_in_next_year():
    this, following = compile_report(LEDGER_2024, 2024), compile_report(LEDGER_2024, 2025)

    assert following.at("t3.carried_in.social_welfare_org").stated == 1
    assert following.at("t3.carried_in.total").stated == this.at("t3.carried_out.total").stated
    assert following.at("t3.granted.social_welfare_org").entries == (14,)
    assert following.at("t3.new_received.natural_person").entries == (16,)
    assert following.at("t3.carried_out.natural_person").entries == (16,)


def test_example_25_an_application_of_20_december_is_carried_over():
    report = compile_report(ledger_of([("A1", got("2024-12-20")), ("A1", replied("2025-01-20", "granted"))]), 2024)

    assert report.at("t3.carried_out.total").stated == 1
    assert report.at("t3.handled_total.total").stated == 0


@pytest.mark.parametrize(("closed_on", "handled", "carried"), [("2024-12-31", 1, 0), ("2025-01-01", 0, 1)])
def test_the_last_day_of_the_year_belongs_to_it(closed_on, handled, carried):
    pairs = [("A1", got("2024-12-02")), ("A1", Withdrawn(on=d(closed_on)))]

    report = compile_report(ledger_of(pairs), 2024)

    assert report.at("t3.handled_total.total").stated == handled
    assert report.at("t3.carried_out.total").stated == carried


@pytest.mark.parametrize(("received_on", "row"), [("2023-12-31", "carried_in"), ("2024-01-01", "new_received")])
def test_the_first_day_of_the_year_belongs_to_it(received_on, row):
    report = compile_report(ledger_of([("A1", got(received_on))]), 2024)

    assert report.at(f"t3.{row}.total").stated == 1


def test_cross_year_checks_find_only_the_document_not_yet_in_force():
    found = check(compile_report(LEDGER_2024, 2025), compile_report(LEDGER_2024, 2024))

    assert [(one.rule, one.at, one.expected, one.found) for one in found] == [
        ("R09", "t2.normative_documents.in_force", 5, 6)
    ]


# --- a signed report ----------------------------------------------------------------------------------------------


def late(ledger, *pairs):
    return ledger.extended(
        Entry(ledger.last_sequence + at, event, subject) for at, (subject, event) in enumerate(pairs, 1)
    )


def test_as_of_reproduces_the_report_compiled_then():
    then = compile_report(LEDGER_2024, 2024)

    now = late(LEDGER_2024, ("A11", got("2024-12-02")), ("", Voided(on=d("2025-03-01"), entry=4, reason="错")))

    assert compile_report(now, 2024, as_of=then.as_of) == then
    assert then.as_of == len(PAIRS_2024)


def test_entries_recorded_late_for_a_closed_year_show_as_differences():
    then = compile_report(LEDGER_2024, 2024)

    now = compile_report(late(LEDGER_2024, ("A11", got("2024-12-02"))), 2024)

    assert {one.figure.path: (one.old.stated, one.new.stated, one.change) for one in differences(then, now)} == {
        "t3.new_received.natural_person": (3, 4, 1),
        "t3.new_received.total": (8, 9, 1),
        "t3.carried_out.natural_person": (0, 1, 1),
        "t3.carried_out.total": (1, 2, 1),
    }


def test_a_signature_changes_no_figure():
    signed = late(LEDGER_2024, ("", ReportSigned(on=d("2025-01-20"), year=2024, form_id="fmt2021", as_of=47)))

    assert list(differences(compile_report(LEDGER_2024, 2024), compile_report(signed, 2024))) == []
    assert signed.signed(2024).as_of == 47


def test_the_order_of_recording_changes_no_figure():
    pairs = sorted(PAIRS_2024, key=lambda pair: pair[1].on)

    other = compile_report(ledger_of(pairs), 2024)

    assert list(differences(other, compile_report(LEDGER_2024, 2024))) == []


# --- form, title, frame -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "form_id"), [(2019, "fmt2019"), (2020, "fmt2019"), (2021, "fmt2021"), (2025, "fmt2021")]
)
def test_the_form_follows_the_year(year, form_id):
    assert compile_report(ledger_of([]), year).form_id == form_id


def test_no_form_for_a_year_before_2019():
    with pytest.raises(UnknownForm):
        compile_report(ledger_of([]), 2018)


@pytest.mark.parametrize(("year", "form_id"), [(2021, "fmt2019"), (2020, "fmt2021")])
def test_the_wrong_form_is_compiled_with_a_remark(year, form_id):
    report = compile_report(ledger_of([]), year, form_id)

    assert report.form_id == form_id
    assert [one.code for one in report.warnings] == ["wrong_form"]


def test_the_right_form_has_no_remark():
    assert compile_report(ledger_of([]), 2021, "fmt2021").warnings == ()


def test_title_period_and_signature():
    report = compile_report(ledger_of([]), 2024, signed_by="东城街道办事处（印）", signed_on=d("2025-01-20"))

    assert report.title == "东城街道办事处2024年政府信息公开工作年度报告"
    assert report.period == (date(2024, 1, 1), date(2024, 12, 31))
    assert (report.signed_by, report.published_on) == ("东城街道办事处（印）", d("2025-01-20"))


def test_the_contact_of_the_office_stands_in_the_report():
    office = OfficeFacts("东城街道办事处", address="东街1号", phone="0379-1", postcode="471000", email="a@b.cn")
    report = compile_report(ledger_of([], office), 2024)

    assert (report.contact.address, report.contact.phone, report.contact.postcode) == ("东街1号", "0379-1", "471000")


def test_the_offices_own_text_replaces_a_draft():
    own = (Paragraph("本机关的问题。"),)

    assert compile_report(ledger_of([]), 2024, texts={"problems": own}).sections["problems"] == own


def test_text_changes_no_figure():
    plain, told = (
        compile_report(LEDGER_2024, 2024),
        compile_report(LEDGER_2024, 2024, texts={"overview": (Paragraph("一"),)}),
    )

    assert plain.cells == told.cells


def test_published_items_stand_in_no_table():
    items = ItemsPublished(on=d("2024-03-01"), category="财政", count=9)

    assert {cell.stated for _, cell in compile_report(ledger_of([("", items)]), 2024).figures()} == {0}


# --- model --------------------------------------------------------------------------------------------------------


def test_a_path_outside_the_form_is_no_cell():
    with pytest.raises(UnknownFigure):
        REPORTS["fmt2021"][0].at("t3.other_disposal.total")


def test_a_cell_that_is_not_there_is_missing_not_zero():
    report = REPORTS["fmt2021"][0]

    assert report.cell(("t3", "granted", "nobody")) is MISSING
    assert report.value("t3", "granted", "nobody") is None


def test_a_sum_over_a_missing_cell_is_not_known():
    report = REPORTS["fmt2021"][0]

    assert report.sum("t3", "total", ("granted", "partial")) == 3
    assert report.sum("t3", "total", ("granted", "other_disposal")) is None


def test_offices_are_named():
    assert REPORTS["fmt2021"][0].office == OFFICE.name
    assert REPORTS["fmt2021"][0].office_kind == "sub_district"
