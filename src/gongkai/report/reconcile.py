"""The checks on the tables of a report (勾稽关系): each yields findings and never raises.

`RULES` look at one report, `CROSS_YEAR_RULES` at a report and the one before, `ROLL_UP_RULES` at a summary and its
filers. A figure that is not stated makes a rule silent, except R07, which asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from gongkai.report.model import AnnualReport, Finding, Number, total
from gongkai.statute.forms import path_of
from gongkai.statute.organs import kind_of, organs
from gongkai.statute.outcomes import APPLICANTS

COLUMNS = (*APPLICANTS, "total")
NOT_FILLED = frozenset({"blank", "dash", "missing"})


def check(
    report: AnnualReport, previous: AnnualReport | None = None, filers: Sequence[AnnualReport] = ()
) -> tuple[Finding, ...]:
    """Return every finding of every rule, in the order of the rules.

    Args:
        previous: the report of the year before, for the cross-year rules.
        filers: the reports a summary was added up from, for the roll-up rule.
    """
    if report.form_id is None:
        return ()
    found = [finding for rule in RULES for finding in rule(report)]
    if previous is not None and previous.form_id is not None:
        if not _has_no_application(previous):
            found = [finding for finding in found if finding.rule != "R22"]
        found += [finding for rule in CROSS_YEAR_RULES for finding in rule(report, previous)]
    if filers:
        found += [finding for rule in ROLL_UP_RULES for finding in rule(report, filers)]
    return tuple(sorted(found, key=lambda finding: finding.rule))


def _differ(rule: str, at: str, expected: Number | None, found: Number | None) -> Iterator[Finding]:
    if expected is not None and found is not None and expected != found:
        yield Finding(rule, "error", at, expected, found)


# --- table three --------------------------------------------------------------------------------------------------


def intake_equals_disposal(report: AnnualReport) -> Iterator[Finding]:
    """R01: new plus carried in equals handled plus carried out, in every column.

    Source: corner note printed in table three of both forms.
    """
    for column in COLUMNS:
        took_in = report.sum("t3", column, ("new_received", "carried_in"))
        disposed = report.sum("t3", column, ("handled_total", "carried_out"))
        yield from _differ("R01", f"t3.{column}", took_in, disposed)


def _outcomes_equal_total(report: AnnualReport, form_id: str, rule: str) -> Iterator[Finding]:
    if report.form_id != form_id:
        return
    parts = next(row.sum_of for row in report.form.tables["t3"].rows if row.code == "handled_total")
    for column in COLUMNS:
        stated = report.value("t3", "handled_total", column)
        yield from _differ(rule, f"t3.{column}", report.sum("t3", column, parts), stated)


def outcomes_equal_total_2021(report: AnnualReport) -> Iterator[Finding]:
    """R02: the outcomes （一） to （六） add up to （七）总计 (2021 form).

    Source: arithmetic of table three, 国办公开办函〔2021〕30号.
    """
    yield from _outcomes_equal_total(report, "fmt2021", "R02")


def outcomes_equal_total_2019(report: AnnualReport) -> Iterator[Finding]:
    """R03: the outcomes （一） to （六） add up to （七）总计 (2019 form).

    Source: arithmetic of table three, 国办公开办函〔2019〕60号.
    """
    yield from _outcomes_equal_total(report, "fmt2019", "R03")


def applicants_equal_total(report: AnnualReport) -> Iterator[Finding]:
    """R04: natural persons and the five kinds of organizations add up to the total, in every row.

    Source: arithmetic of table three.
    """
    for row in report.form.tables["t3"].rows:
        parts = total(report.value("t3", row.code, column) for column in APPLICANTS)
        yield from _differ("R04", f"t3.{row.code}", parts, report.value("t3", row.code, "total"))


# --- table four ---------------------------------------------------------------------------------------------------


def results_equal_total(report: AnnualReport) -> Iterator[Finding]:
    """R05: upheld, corrected, other and pending add up to the total, for each of the three remedies.

    Source: arithmetic of table four.
    """
    for column in report.form.tables["t4"].columns:
        if column.sum_of:
            parts = total(report.value("t4", "count", part) for part in column.sum_of)
            at = f"t4.{column.code.removesuffix('_total')}"
            yield from _differ("R05", at, parts, report.value("t4", "count", column.code))


# --- every cell ---------------------------------------------------------------------------------------------------


def figures_are_whole_and_not_negative(report: AnnualReport) -> Iterator[Finding]:
    """R06: a figure is a whole number not below zero; signed only in 本年增/减, decimals only in money.

    Source: arithmetic; units of the forms.
    """
    for figure, cell in report.figures():
        value = cell.stated
        if value is None:
            continue
        is_whole = not isinstance(value, Decimal) or value == value.to_integral_value()
        if (value < 0 and not figure.is_signed) or (not is_whole and not figure.is_decimal):
            yield Finding("R06", "error", figure.path, found=value)


def every_cell_is_filled(report: AnnualReport) -> Iterator[Finding]:
    """R07: every cell states a figure; 0 where nothing happened, not a blank or a dash.

    Source: practice of both forms (all seeds); reviewers' notices.
    """
    for figure, cell in report.figures():
        if cell.status in NOT_FILLED:
            yield Finding("R07", "error", figure.path, expected=0, found=cell.written)


def group_headings_are_empty(report: AnnualReport) -> Iterator[Finding]:
    """R24: no figure stands in the cell of a group heading.

    Source: layout of table three, 国办公开办函〔2021〕30号.
    """
    if report.form_id != "fmt2021":
        return
    for key, cell in report.cells.items():
        if key not in report.form.figures and cell.stated is not None:
            yield Finding("R24", "warning", path_of(key), found=cell.stated)


# --- table two ----------------------------------------------------------------------------------------------------


def in_force_is_not_below_net_issue(report: AnnualReport) -> Iterator[Finding]:
    """R10: documents in force are not fewer than those issued and not repealed this year; 2021 form.

    Source: arithmetic; a document not yet in force on 31 December may break it, hence a warning.
    """
    if report.form_id != "fmt2021":
        return
    for row in ("rules", "normative_documents"):
        issued, repealed, standing = (
            report.value("t2", row, column) for column in ("issued_this_year", "repealed_this_year", "in_force")
        )
        if issued is not None and repealed is not None and standing is not None and standing < issued - repealed:
            yield Finding("R10", "warning", f"t2.{row}.in_force", issued - repealed, standing)


def charges_are_in_wan_yuan(report: AnnualReport) -> Iterator[Finding]:
    """R11: the amount of fees is plausible in 万元 for this kind of organ; 2021 form.

    An organ whose kind is not known may be a province, and a department of a city or province is none of a county: both
    are measured by the largest kind there is.

    Source: unit printed in the 2021 form; the threshold by kind of organ is ours (data/organs.toml, mark D).
    """
    if report.form_id != "fmt2021":
        return
    amount = report.value("t2", "admin_fees", "amount_wan_yuan")
    kind = report.office_kind or kind_of(report.office)
    known = None if _is_above_county(report.office or "", kind) else organs().get(kind or "")
    organ = known or max(organs().values(), key=lambda one: one.fee_warning_wan_yuan)
    if amount is not None and amount >= organ.fee_warning_wan_yuan:
        label = known.label if known else "任何一级行政机关"
        yield Finding("R11", "warning", "t2.admin_fees.amount_wan_yuan", Decimal(amount) / 10_000, amount, label)


def _is_above_county(office: str, kind: str | None) -> bool:
    """Whether a department is, by its name, that of a city or province; a county-level city counts as a city here."""
    name = re.sub("自治[区州]", "省", office)
    return kind == "county_department" and bool(re.search("[省市]", name)) and not re.search("[区县旗]", name)


def only_rule_makers_report_rules(report: AnnualReport) -> Iterator[Finding]:
    """R12: an organ that cannot make government rules reports none.

    Source: 立法法 2023 arts. 91, 93.
    """
    organ = organs().get(report.office_kind or "")
    if organ is None or organ.makes_rules:
        return
    for figure, cell in report.figures():
        if figure.table == "t2" and figure.row == "rules" and cell.stated:
            yield Finding("R12", "error", figure.path, 0, cell.stated, detail=organ.label)


def challenges_have_applications(report: AnnualReport) -> Iterator[Finding]:
    """R22: reconsideration or litigation in a year without any application asks for an explanation; 2021 form.

    It may concern last year's applications, so `check` drops it when last year's report had some; the text of section
    four or six, written by the office, may explain it too.
    Source: reviewers' practice; 瓯海区审计局 2024 shows the lawful case.
    """
    if report.form_id != "fmt2021" or _is_explained(report):
        return
    if _challenges(report) and _has_no_application(report):
        yield Finding("R22", "warning", "t4", 0, _challenges(report))


def powers_are_not_decisions(report: AnnualReport) -> Iterator[Finding]:
    """R23: listed powers are not below zero, and decisions are not merely powers plus change; 2019 form.

    Source: labels of the 2019 form: 项目数量 counts powers, 处理决定数量 counts decisions.
    """
    if report.form_id != "fmt2019":
        return
    for row in ("licensing", "other_public_services", "penalty", "coercion", "admin_fees"):
        before = report.value("t2", row, "projects_last_year")
        change = report.value("t2", row, "change_this_year")
        made = report.value("t2", row, "decisions")
        if before is None or change is None:
            continue
        if before + change < 0:
            yield Finding("R23", "warning", f"t2.{row}.change_this_year", 0, before + change)
        elif change and made and made == before + change:
            yield Finding("R23", "warning", f"t2.{row}.decisions", detail="decisions", found=made)


# --- across years -------------------------------------------------------------------------------------------------


def carried_in_equals_carried_out(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """R08: what is carried in equals what last year carried out, in every column.

    Source: meaning of the two rows in both forms.
    """
    for column in COLUMNS:
        before = previous.value("t3", "carried_out", column)
        yield from _differ("R08", f"t3.{column}", before, report.value("t3", "carried_in", column))


def in_force_rolls_forward(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """R09: in force equals last year's plus issued less repealed; both reports in the 2021 form.

    Source: arithmetic; documents that lapse by their own term or are transferred break it, hence a warning.
    """
    if report.form_id != "fmt2021" or previous.form_id != "fmt2021":
        return
    for row in ("rules", "normative_documents"):
        before = previous.value("t2", row, "in_force")
        issued = report.value("t2", row, "issued_this_year")
        repealed = report.value("t2", row, "repealed_this_year")
        standing = report.value("t2", row, "in_force")
        if before is None or issued is None or repealed is None or standing is None:
            continue
        if standing != before + issued - repealed:
            yield Finding("R09", "warning", f"t2.{row}.in_force", before + issued - repealed, standing)


def powers_roll_forward(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """R23: last year's powers plus their change are this year's starting number; both reports in the 2019 form.

    Source: labels of the 2019 form.
    """
    if report.form_id != "fmt2019" or previous.form_id != "fmt2019":
        return
    for row in ("licensing", "other_public_services", "penalty", "coercion", "admin_fees"):
        before = previous.value("t2", row, "projects_last_year")
        change = previous.value("t2", row, "change_this_year")
        now = report.value("t2", row, "projects_last_year")
        if before is not None and change is not None and now is not None and now != before + change:
            yield Finding("R23", "warning", f"t2.{row}.projects_last_year", before + change, now)


# --- roll-up ------------------------------------------------------------------------------------------------------


def summary_equals_filers(summary: AnnualReport, filers: Sequence[AnnualReport]) -> Iterator[Finding]:
    """R25: each cell of a summary equals the sum over its filers, none of them in it twice.

    A cell that some filer does not state cannot be judged; R07 asks that filer for it.

    Source: meaning of a roll-up (汇总).
    """
    names = [filer.office for filer in filers]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield Finding("R25", "error", "filers", 1, names.count(name), detail=name)
    for figure, cell in summary.figures():
        parts = total(filer.value(*figure.key) for filer in filers)
        yield from _differ("R25", figure.path, parts, cell.stated)


def _challenges(report: AnnualReport) -> Number:
    values = (report.value("t4", "count", f"{one}_total") for one in ("recon", "lit_direct", "lit_after_recon"))
    return sum((value for value in values if value is not None), start=0)


def _has_no_application(report: AnnualReport) -> bool:
    return report.sum("t3", "total", ("new_received", "carried_in", "handled_total")) == 0


def _is_explained(report: AnnualReport) -> bool:
    texts = (
        paragraph.text
        for code in ("remedies", "other_matters")
        for paragraph in report.sections.get(code, ())
        if paragraph.by == "office"
    )
    return any("复议" in text or "诉讼" in text for text in texts)


Rule = Callable[[AnnualReport], Iterable[Finding]]
CrossYearRule = Callable[[AnnualReport, AnnualReport], Iterable[Finding]]
RollUpRule = Callable[[AnnualReport, Sequence[AnnualReport]], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    intake_equals_disposal,
    outcomes_equal_total_2021,
    outcomes_equal_total_2019,
    applicants_equal_total,
    results_equal_total,
    figures_are_whole_and_not_negative,
    every_cell_is_filled,
    in_force_is_not_below_net_issue,
    charges_are_in_wan_yuan,
    only_rule_makers_report_rules,
    challenges_have_applications,
    powers_are_not_decisions,
    group_headings_are_empty,
)
CROSS_YEAR_RULES: tuple[CrossYearRule, ...] = (
    carried_in_equals_carried_out,
    in_force_rolls_forward,
    powers_roll_forward,
)
ROLL_UP_RULES: tuple[RollUpRule, ...] = (summary_equals_filers,)
