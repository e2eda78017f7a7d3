"""The checks on the tables: for each rule a report that breaks it exactly, and one that does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.report.model import Cell, Paragraph
from gongkai.report.reconcile import CROSS_YEAR_RULES, ROLL_UP_RULES, RULES, check
from gongkai.statute.forms import FORM_IDS, load_form
from gongkai.statute.organs import organs
from tests.report.cases import report_of, with_cell

FORMS = sorted(FORM_IDS)
COLUMNS = [column.code for column in load_form("fmt2021").tables["t3"].columns]


def found(report, previous=None, filers=()):
    return [(one.rule, one.at, one.expected, one.found) for one in check(report, previous, filers)]


def one_granted(form_id="fmt2021", **fields):
    """One application of a natural person, received, granted."""
    rows = ("new_received", "granted", "handled_total")
    return report_of(
        form_id, {f"t3.{row}.{column}": 1 for row in rows for column in ("natural_person", "total")}, **fields
    )


# --- a clean report -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_a_report_of_zeros_has_no_finding(form_id):
    assert found(report_of(form_id)) == []


@pytest.mark.parametrize("form_id", FORMS)
def test_a_reconciled_report_has_no_finding(form_id):
    assert found(one_granted(form_id)) == []


def test_a_report_whose_form_is_unknown_is_not_judged():
    assert check(replace(report_of(), form_id=None)) == ()


def test_an_observed_report_with_applications_of_last_year_is_clean():
    """义乌市廿三里街道 2023: new 16, carried in 1, finished 16, carried out 1."""
    figures = {"new_received": 16, "carried_in": 1, "granted": 16, "handled_total": 16, "carried_out": 1}

    report = report_of(
        figures={f"t3.{row}.{column}": n for row, n in figures.items() for column in ("natural_person", "total")}
    )

    assert found(report) == []


# --- R01 to R05 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("column", COLUMNS)
def test_r01_intake_equals_disposal_in_every_column(form_id, column):
    report = report_of(form_id, {f"t3.new_received.{column}": 2, f"t3.carried_in.{column}": 1})

    assert ("R01", f"t3.{column}", 3, 0) in found(report)
    assert [one.severity for one in check(report) if one.rule == "R01"] == ["error"]


@pytest.mark.parametrize(("form_id", "rule"), [("fmt2019", "R03"), ("fmt2021", "R02")])
@pytest.mark.parametrize("column", COLUMNS)
def test_r02_r03_outcomes_equal_the_handled_total(form_id, rule, column):
    figures = {f"t3.granted.{column}": 1, f"t3.denied_process_info.{column}": 2}
    report = report_of(form_id, figures)

    assert (rule, f"t3.{column}", 3, 0) in found(report)
    assert {one.rule for one in check(report)} == {rule, "R04"}


@pytest.mark.parametrize(
    "row", [row.code for row in load_form("fmt2021").tables["t3"].rows if row.code.startswith("other_")]
)
def test_r02_adds_the_three_rows_of_other_disposal(row):
    report = report_of(figures={f"t3.{row}.natural_person": 1})

    assert ("R02", "t3.natural_person", 1, 0) in found(report)


def test_r03_adds_the_one_row_of_other_disposal():
    assert ("R03", "t3.natural_person", 1, 0) in found(report_of("fmt2019", {"t3.other_disposal.natural_person": 1}))


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("row", ["new_received", "granted", "refused_petition", "handled_total", "carried_out"])
def test_r04_applicants_equal_the_row_total(form_id, row):
    report = report_of(form_id, {f"t3.{row}.natural_person": 2, f"t3.{row}.other_org": 1, f"t3.{row}.total": 4})

    assert ("R04", f"t3.{row}", 3, 4) in found(report)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("group", ["recon", "lit_direct", "lit_after_recon"])
def test_r05_results_equal_the_total_of_each_remedy(form_id, group):
    report = report_of(form_id, {f"t4.{group}_upheld": 1, f"t4.{group}_pending": 2, f"t4.{group}_total": 2})

    assert ("R05", f"t4.{group}", 3, 2) in found(report)
    assert [one.at for one in check(report) if one.rule == "R05"] == [f"t4.{group}"]


# --- R06, R07: every cell -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form_id", "path", "value"),
    [
        ("fmt2021", "t2.penalty.decisions_this_year", -1),
        ("fmt2021", "t2.penalty.decisions_this_year", Decimal("1.5")),
        ("fmt2021", "t3.carried_out.total", -1),
        ("fmt2021", "t4.recon_upheld", Decimal("0.5")),
        ("fmt2021", "t2.admin_fees.amount_wan_yuan", Decimal("-0.01")),
        ("fmt2019", "t2.penalty.decisions", -1),
        ("fmt2019", "t2.penalty.change_this_year", Decimal("0.5")),
        ("fmt2019", "t2.central_procurement.project_count", Decimal("1.5")),
        ("fmt2019", "t2.central_procurement.total_amount", Decimal(-1)),
    ],
)
def test_r06_a_figure_is_a_whole_number_not_below_zero(form_id, path, value):
    assert ("R06", path, None, value) in found(report_of(form_id, {path: value}))


@pytest.mark.parametrize(
    ("form_id", "path", "value"),
    [
        ("fmt2019", "t2.penalty.change_this_year", 3),
        ("fmt2019", "t2.central_procurement.total_amount", Decimal("51.95662")),
        ("fmt2021", "t2.admin_fees.amount_wan_yuan", Decimal("3.98")),
        ("fmt2021", "t2.penalty.decisions_this_year", Decimal("483.00")),  # whole, however written
    ],
)
def test_r06_signs_in_changes_and_decimals_in_money_are_right(form_id, path, value):
    assert [one for one in check(report_of(form_id, {path: value})) if one.rule == "R06"] == []


def test_r06_a_decrease_may_be_negative():
    report = report_of("fmt2019", {"t2.penalty.projects_last_year": 6, "t2.penalty.change_this_year": -2})

    assert found(report) == []


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    "cell", [Cell(None, "", status="blank"), Cell(None, "/", status="dash"), Cell(None, "", status="missing")]
)
def test_r07_every_cell_is_filled(form_id, cell):
    path = "t3.denied_admin_query.research_institution"
    report = with_cell(report_of(form_id), load_form(form_id).figure(path).key, cell)

    assert found(report) == [("R07", path, 0, cell.written)]


@pytest.mark.parametrize("cell", [Cell(None, "0?", status="unreadable"), Cell(3, "3", status="inferred")])
def test_r07_asks_for_no_figure_that_is_there_but_hard_to_read(cell):
    assert found(with_cell(report_of(), ("t3", "granted", "total"), cell)) == []


def test_r07_a_cell_left_out_altogether_is_missing():
    report = report_of()
    cells = {key: cell for key, cell in report.cells.items() if key != ("t4", "count", "recon_upheld")}

    assert found(replace(report, cells=cells)) == [("R07", "t4.recon_upheld", 0, "")]


@pytest.mark.parametrize("form_id", FORMS)
def test_r07_a_report_without_any_figure_is_asked_for_every_one_and_nothing_else(form_id):
    report = replace(report_of(form_id), cells={})

    assert [one.at for one in check(report)] == [figure.path for figure in load_form(form_id).figures.values()]
    assert {one.rule for one in check(report, previous=report, filers=[report])} == {"R07"}


# --- not stated silences ------------------------------------------------------------------------------------------

BROKEN = [
    ("R01", "fmt2021", {"t3.new_received.natural_person": 2}, "t3.carried_out.natural_person"),
    ("R02", "fmt2021", {"t3.granted.natural_person": 2}, "t3.other_other.natural_person"),
    ("R03", "fmt2019", {"t3.granted.natural_person": 2}, "t3.other_disposal.natural_person"),
    ("R04", "fmt2021", {"t3.granted.total": 2}, "t3.granted.legal_service_org"),
    ("R05", "fmt2021", {"t4.recon_total": 2}, "t4.recon_pending"),
    ("R06", "fmt2021", {"t4.recon_total": -2}, "t4.recon_total"),
    (
        "R10",
        "fmt2021",
        {"t2.normative_documents.issued_this_year": 2},
        "t2.normative_documents.repealed_this_year",
    ),
    ("R11", "fmt2021", {"t2.admin_fees.amount_wan_yuan": Decimal(39800)}, "t2.admin_fees.amount_wan_yuan"),
    ("R12", "fmt2021", {"t2.rules.in_force": 1}, "t2.rules.in_force"),
    ("R22", "fmt2021", {"t4.recon_upheld": 1, "t4.recon_total": 1}, "t3.new_received.total"),
    ("R23", "fmt2019", {"t2.penalty.change_this_year": -2}, "t2.penalty.projects_last_year"),
]


@pytest.mark.parametrize(("rule", "form_id", "figures", "silencer"), BROKEN, ids=lambda value: str(value)[:30])
def test_a_figure_that_is_not_stated_silences_its_rule(rule, form_id, figures, silencer):
    broken = check(report_of(form_id, figures))
    silent = check(report_of(form_id, {**figures, silencer: None}))

    def of(findings):
        return [one.at for one in findings if one.rule == rule]

    assert of(broken)
    assert len(of(silent)) < len(of(broken))
    assert ("R07", silencer) in [(one.rule, one.at) for one in silent]


@pytest.mark.parametrize("status", ["unreadable", "inferred"])
def test_an_inferred_or_unreadable_figure_is_not_stated(status):
    broken = report_of(figures={"t3.granted.natural_person": 2, "t3.granted.total": 2})
    key = ("t3", "handled_total", "natural_person")

    report = with_cell(broken, key, Cell(2 if status == "inferred" else None, "2", status=status))

    assert ("R02", "t3.natural_person") not in [(one.rule, one.at) for one in check(report)]


# --- R10 to R12, R22 to R24 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("standing", "rules"), [(0, ["R10"]), (1, []), (9, [])])
def test_r10_in_force_is_not_below_what_was_issued_and_not_repealed(standing, rules):
    base = "t2.normative_documents."
    figures = {f"{base}issued_this_year": 3, f"{base}repealed_this_year": 2, f"{base}in_force": standing}
    findings = check(report_of(figures=figures))

    assert [one.rule for one in findings] == rules
    assert [(one.at, one.expected, one.found, one.severity) for one in findings] == (
        [(f"{base}in_force", 1, 0, "warning")] if rules else []
    )


@pytest.mark.parametrize(
    ("kind", "amount", "is_asked"),
    [
        ("sub_district", Decimal("3.98"), False),
        ("sub_district", Decimal("999.99"), False),
        ("sub_district", Decimal(1000), True),
        ("sub_district", Decimal(39800), True),  # seed 000: 39,800 yuan written under 万元
        ("county_department", Decimal(1000), False),
    ],
)
def test_r11_an_amount_too_large_for_wan_yuan_is_asked_about(kind, amount, is_asked):
    report = report_of(figures={"t2.admin_fees.amount_wan_yuan": amount}, office_kind=kind)

    asked = [("R11", "t2.admin_fees.amount_wan_yuan", amount / 10_000, amount)] if is_asked else []
    assert found(report) == asked
    assert {one.severity for one in check(report)} <= {"warning"}


@pytest.mark.parametrize(
    ("office", "kind", "is_asked"),
    [
        ("某某厅", None, False),
        ("青石市财政局", "county_department", False),
        ("青石自治区财政局", "county_department", False),
        ("青石市东区财政局", "county_department", True),
        ("青石县财政局", "county_department", True),
    ],
)
def test_r11_an_organ_that_may_be_above_a_county_is_measured_by_the_largest_kind(office, kind, is_asked):
    def asked(amount):
        return found(report_of(figures={"t2.admin_fees.amount_wan_yuan": amount}, office=office, office_kind=kind))

    assert bool(asked(Decimal(39800))) is is_asked
    assert asked(Decimal(398_000_000))


@pytest.mark.parametrize("kind", sorted(organs()))
@pytest.mark.parametrize(("form_id", "column"), [("fmt2021", "in_force"), ("fmt2019", "disclosed_total")])
def test_r12_only_rule_makers_report_rules(kind, form_id, column):
    report = report_of(form_id, {f"t2.rules.{column}": 2}, office_kind=kind)

    assert found(report) == ([] if organs()[kind].makes_rules else [("R12", f"t2.rules.{column}", 0, 2)])
    assert {one.severity for one in check(report)} <= {"error"}


def test_r12_an_office_of_unknown_kind_is_not_accused():
    assert found(report_of(figures={"t2.rules.in_force": 2}, office_kind=None)) == []


CHALLENGED = {"t4.recon_upheld": 1, "t4.recon_total": 1, "t4.lit_direct_pending": 2, "t4.lit_direct_total": 2}


def test_r22_challenges_without_an_application_ask_for_an_explanation():
    (finding,) = check(report_of(figures=CHALLENGED))

    assert (finding.rule, finding.severity, finding.at, finding.found) == ("R22", "warning", "t4", 3)


def test_r22_applications_of_this_year_explain_them():
    with_application = one_granted()
    cells = {
        **with_application.cells,
        **{key: cell for key, cell in report_of(figures=CHALLENGED).cells.items() if key[0] == "t4"},
    }

    assert found(replace(with_application, cells=cells)) == []


def test_r22_applications_of_last_year_explain_them():
    assert found(report_of(figures=CHALLENGED), previous=one_granted()) == []


def test_r22_a_last_year_without_any_application_explains_nothing():
    assert [rule for rule, *_ in found(report_of(figures=CHALLENGED), previous=report_of())] == ["R22"]


@pytest.mark.parametrize("section", ["remedies", "other_matters"])
def test_r22_the_text_may_explain_them(section):
    text = (Paragraph("1件行政复议、2件诉讼均系上年申请引起。"),)

    assert found(report_of(figures=CHALLENGED, sections={section: text})) == []


def test_r22_is_for_the_2021_form():
    assert found(report_of("fmt2019", CHALLENGED)) == []


@pytest.mark.parametrize("row", ["licensing", "penalty", "coercion", "admin_fees"])
def test_r23_powers_do_not_fall_below_zero(row):
    figures = {f"t2.{row}.projects_last_year": 1, f"t2.{row}.change_this_year": -2}

    assert found(report_of("fmt2019", figures)) == [("R23", f"t2.{row}.change_this_year", 0, -1)]


def test_r23_the_seed_that_took_powers_for_decisions_is_warned():
    base = "t2.penalty."
    figures = {f"{base}projects_last_year": 6, f"{base}change_this_year": -2, f"{base}decisions": 4}
    (finding,) = check(report_of("fmt2019", figures))

    assert (finding.rule, finding.severity, finding.at, finding.found) == ("R23", "warning", f"{base}decisions", 4)


def test_r23_other_numbers_of_decisions_are_fine():
    base = "t2.penalty."
    figures = {f"{base}projects_last_year": 6, f"{base}change_this_year": -2, f"{base}decisions": 31}

    assert found(report_of("fmt2019", figures)) == []


@pytest.mark.parametrize("row", ["outcome", "denied", "unable", "refused", "other"])
def test_r24_a_group_heading_holds_no_figure(row):
    report = with_cell(report_of(), ("t3", row, "total"), Cell(2, "2"))

    assert found(report) == [("R24", f"t3.{row}.total", None, 2)]
    assert check(report)[0].severity == "warning"


def test_r24_an_empty_group_heading_is_right():
    assert found(with_cell(report_of(), ("t3", "denied", "total"), Cell(None, "", status="blank"))) == []


# --- across years -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", COLUMNS)
def test_r08_carried_in_equals_last_years_carried_out(column):
    previous = report_of(figures={f"t3.carried_out.{column}": 2})
    report = report_of(figures={f"t3.carried_in.{column}": 1})

    assert ("R08", f"t3.{column}", 2, 1) in found(report, previous)
    assert {one.severity for one in check(report, previous) if one.rule == "R08"} == {"error"}


def test_r08_holds_across_the_change_of_form():
    previous = report_of("fmt2019", {"t3.carried_out.total": 2, "t3.carried_out.natural_person": 2})

    assert ("R08", "t3.total", 2, 0) in found(report_of(), previous)


def test_r08_a_figure_last_year_did_not_state_is_not_compared():
    previous = report_of(figures={"t3.carried_out.total": None})
    report = report_of(figures={"t3.carried_in.total": 3})

    assert "R08" not in [rule for rule, *_ in found(report, previous)]


@pytest.mark.parametrize(("standing", "expected"), [(8, []), (7, [("R09", "t2.normative_documents.in_force", 8, 7)])])
def test_r09_in_force_rolls_forward(standing, expected):
    base = "t2.normative_documents."
    previous = report_of(figures={f"{base}in_force": 9})
    report = report_of(
        figures={f"{base}issued_this_year": 1, f"{base}repealed_this_year": 2, f"{base}in_force": standing}
    )

    assert found(report, previous) == expected
    assert {one.severity for one in check(report, previous)} <= {"warning"}


def test_r09_is_silent_where_last_year_had_the_old_form():
    assert found(report_of(figures={"t2.normative_documents.in_force": 9}), report_of("fmt2019")) == []


@pytest.mark.parametrize(("now", "expected"), [(4, []), (6, [("R23", "t2.penalty.projects_last_year", 4, 6)])])
def test_r23_powers_roll_forward(now, expected):
    previous = report_of("fmt2019", {"t2.penalty.projects_last_year": 6, "t2.penalty.change_this_year": -2})

    assert found(report_of("fmt2019", {"t2.penalty.projects_last_year": now}), previous) == expected


def test_a_clean_pair_of_years_has_no_finding():
    carried = {
        f"t3.{row}.{column}": 1 for row in ("new_received", "carried_out") for column in ("natural_person", "total")
    }
    taken = {
        f"t3.{row}.{column}": 1
        for row in ("carried_in", "partial", "handled_total")
        for column in ("other_org", "total")
    }
    previous, report = report_of(figures=carried), report_of(figures=taken)

    assert [rule for rule, *_ in found(report, previous)] == ["R08", "R08"]  # right total, wrong columns
    same = {path.replace("other_org", "natural_person"): value for path, value in taken.items()}
    assert found(report_of(figures=same), previous) == []


# --- roll-up ------------------------------------------------------------------------------------------------------


def filer(name, penalties):
    return report_of(figures={"t2.penalty.decisions_this_year": penalties}, office=name)


def test_r25_a_summary_equals_the_sum_of_its_filers():
    summary = filer("某区", 5)

    assert found(summary, filers=[filer("甲街道", 2), filer("乙街道", 3)]) == []
    assert found(summary, filers=[filer("甲街道", 2), filer("乙街道", 4)]) == [
        ("R25", "t2.penalty.decisions_this_year", 6, 5)
    ]


def test_r25_a_filer_counted_twice_is_named():
    findings = check(filer("某区", 4), filers=[filer("甲街道", 2), filer("甲街道", 2)])

    assert [(one.rule, one.at, one.expected, one.found, one.detail) for one in findings] == [
        ("R25", "filers", 1, 2, "甲街道")
    ]


def test_r25_adds_decimals_exactly():
    path = "t2.admin_fees.amount_wan_yuan"
    filers = [report_of(figures={path: Decimal("0.1")}, office=name) for name in ("甲", "乙", "丙")]

    assert found(report_of(figures={path: Decimal("0.3")}), filers=filers) == []


# --- the tuple of rules -------------------------------------------------------------------------------------------


def test_findings_come_in_the_order_of_the_rules():
    report = report_of(figures={"t4.recon_total": -1, "t3.granted.natural_person": 1, "t3.carried_in.total": None})
    rules = [one.rule for one in check(report)]

    assert rules == sorted(rules)
    assert len(set(rules)) > 2


def test_every_rule_names_itself_once():
    rules = (*RULES, *CROSS_YEAR_RULES, *ROLL_UP_RULES)
    codes = [(rule.__doc__ or "").partition(":")[0] for rule in rules]

    assert len({rule.__name__ for rule in rules}) == len(rules)
    assert set(codes) == {f"R{number:02}" for number in (*range(1, 13), *range(22, 26))}
