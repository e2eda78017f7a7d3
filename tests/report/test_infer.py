"""Unreadable cells: inferred where the identities leave one value, and marked; nothing else is touched."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.demo.busy import busy_book
from gongkai.documents.workbook.law import compile_book
from gongkai.report.infer import identities, with_inferred
from gongkai.report.model import Cell
from gongkai.statute.forms import load_form

WHOLE = {form_id: compile_book(busy_book(), form=form_id) for form_id in ("fmt2019", "fmt2021")}


def spoiled(report, *keys, status="unreadable"):
    return replace(report, cells={**report.cells, **{key: Cell(None, "?", "here", status) for key in keys}})


@pytest.mark.parametrize("form_id", WHOLE)
def test_the_identities_hold_for_a_report_that_reconciles(form_id):
    report = WHOLE[form_id]

    assert [one for one in identities(report.form) if sum(sign * report.cell(key).value for key, sign in one)] == []


@pytest.mark.parametrize("form_id", WHOLE)
def test_one_unreadable_cell_is_inferred_and_marked(form_id):
    report = WHOLE[form_id]
    key = ("t3", "granted", "natural_person")

    cell = with_inferred(spoiled(report, key)).cell(key)

    assert (cell.value, cell.status) == (report.cell(key).value, "inferred")
    assert (cell.stated, cell.written, cell.where) == (None, "?", "here")


def test_a_whole_row_is_inferred_from_its_columns():
    report = WHOLE["fmt2021"]
    row = [key for key in report.cells if key[:2] == ("t3", "granted")]

    read = with_inferred(spoiled(report, *row))

    assert [read.cell(key).value for key in row] == [report.cell(key).value for key in row]


@pytest.mark.parametrize("status", ["blank", "dash", "missing"])
def test_what_is_not_filled_in_is_never_inferred(status):
    key = ("t3", "granted", "natural_person")
    report = spoiled(WHOLE["fmt2021"], key, status=status)

    assert with_inferred(report).cell(key) == report.cell(key)


def test_two_unknowns_of_every_identity_stay_unknown():
    keys = [("t3", row, column) for row in ("granted", "partial") for column in ("natural_person", "other_org")]

    read = with_inferred(spoiled(WHOLE["fmt2021"], *keys))

    assert {read.cell(key).status for key in keys} == {"unreadable"}


def test_identities_that_disagree_infer_nothing():
    report = WHOLE["fmt2021"]
    key, wrong = ("t3", "granted", "natural_person"), ("t3", "granted", "total")
    odd = replace(report, cells={**report.cells, wrong: Cell(99, "99")})

    assert with_inferred(spoiled(odd, key)).cell(key).status == "unreadable"


def test_a_figure_outside_every_identity_is_not_inferred():
    key = ("t2", "penalty", "decisions_this_year")

    assert with_inferred(spoiled(WHOLE["fmt2021"], key)).cell(key).status == "unreadable"


def test_nothing_below_zero_is_inferred():
    report = WHOLE["fmt2021"]
    key, total = ("t4", "count", "recon_upheld"), ("t4", "count", "recon_total")
    odd = replace(report, cells={**report.cells, total: Cell(0, "0")})

    assert with_inferred(spoiled(odd, key)).cell(key).status == "unreadable"


@settings(max_examples=60)
@given(form_id=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_what_is_inferred_from_a_report_that_reconciles_is_right(form_id, data):
    report = WHOLE[form_id]
    keys = data.draw(st.sets(st.sampled_from(sorted(load_form(form_id).figures)), min_size=1, max_size=12))

    read = with_inferred(spoiled(report, *keys))

    assert all(read.cell(key).value in (None, report.cell(key).value) for key in keys)
    assert all(read.cell(key) == report.cell(key) for key in report.cells if key not in keys)
