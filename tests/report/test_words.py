"""Every finding in Chinese and in English: where, what was expected, what was found."""

import inspect
from decimal import Decimal

import pytest

from gongkai.report.audit import AGAINST_RULES, AUDIT_RULES
from gongkai.report.model import Cell, Finding, written
from gongkai.report.reconcile import check
from gongkai.report.words import SEVERITIES, WORDS, finding_text, place
from gongkai.statute.forms import FORM_IDS, load_form
from tests.report.cases import report_of, with_cell

BASE = "t2.normative_documents."
FINDINGS = [
    *check(report_of(figures={"t3.new_received.natural_person": 2})),  # R01, R04
    *check(report_of(figures={"t3.granted.natural_person": 1, "t3.granted.total": 1})),  # R02
    *check(report_of("fmt2019", {"t3.other_disposal.natural_person": 1, "t3.other_disposal.total": 1})),  # R03
    *check(report_of(figures={"t4.lit_after_recon_total": 2})),  # R05, R22
    *check(report_of(figures={"t4.recon_upheld": -1, "t4.recon_total": -1})),  # R06
    *check(with_cell(report_of(), ("t3", "granted", "total"), Cell(None, "/", status="dash"))),  # R07
    *check(report_of(), report_of(figures={"t3.carried_out.total": 3, f"{BASE}in_force": 4})),  # R08, R09
    *check(report_of(figures={f"{BASE}issued_this_year": 3})),  # R10
    *check(report_of(figures={"t2.admin_fees.amount_wan_yuan": Decimal(39800)})),  # R11
    *check(report_of(figures={"t2.rules.in_force": 1})),  # R12
    *check(report_of("fmt2019", {"t2.penalty.change_this_year": -2})),  # R23
    *check(
        report_of(
            "fmt2019",
            {"t2.penalty.projects_last_year": 6, "t2.penalty.change_this_year": -2, "t2.penalty.decisions": 4},
        )
    ),  # R23, decisions
    *check(with_cell(report_of(), ("t3", "denied", "total"), Cell(2, "2"))),  # R24
    *check(report_of(figures={"t3.granted.total": 1}), filers=[report_of(), report_of()]),  # R25, twice
]


OF_TEXT = {inspect.cleandoc(rule.__doc__ or "")[:3] for rule in (*AUDIT_RULES, *AGAINST_RULES)}
"""Rules whose wording tests/report/test_audit_clean.py covers."""


def test_the_findings_cover_every_rule_and_variant():
    of_the_tables = {code.partition(".")[0] for code in WORDS} - OF_TEXT

    assert {one.rule for one in FINDINGS} == of_the_tables
    assert any(one.rule == "R23" and one.detail for one in FINDINGS)
    assert any(one.rule == "R25" and one.at == "filers" for one in FINDINGS)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: f"{one.rule}-{one.at}")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_finding_is_one_sentence_without_leftover_braces(finding, lang):
    text = finding_text(finding, lang)

    assert text.strip()
    assert not set("{}\n") & set(text)
    assert "None" not in text


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: f"{one.rule}-{one.at}")
def test_english_words_are_english(finding):
    latin = finding_text(finding, "en").replace(finding.detail, "")

    assert latin.isascii()


@pytest.mark.parametrize(
    "finding", [one for one in FINDINGS if one.rule != "R07"], ids=lambda one: f"{one.rule}-{one.at}"
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_number_found_is_said(finding, lang):
    assert written(finding.found) in finding_text(finding, lang)


def test_chinese_names_the_place_as_printed():
    assert "自然人" in finding_text(Finding("R01", "error", "t3.natural_person", 3, 0))
    assert "（一）予以公开" in finding_text(Finding("R04", "error", "t3.granted", 3, 4))
    assert "未经复议直接起诉" in finding_text(Finding("R05", "error", "t4.lit_direct", 3, 4))
    assert "行政处罚" in finding_text(Finding("R06", "error", "t2.penalty.decisions_this_year", found=-1))


@pytest.mark.parametrize("form_id", sorted(FORM_IDS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_row_and_column_has_a_printed_name(form_id, lang):
    form = load_form(form_id)
    places = [figure.path for figure in form.figures.values()]
    places += [f"t3.{row.code}" for row in form.tables["t3"].rows]
    places += [f"t3.{column.code}" for column in form.tables["t3"].columns]

    named = {at: place(at, lang) for at in places}

    assert [at for at, name in named.items() if at in name] == []


def test_a_place_nobody_knows_is_said_as_it_is():
    assert place("filers") == "filers"


def test_every_severity_has_a_chinese_word():
    assert set(SEVERITIES) == {"error", "warning", "prompt"}
