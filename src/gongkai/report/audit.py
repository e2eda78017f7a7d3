"""The checks on the text of a report that was read: numbers, headings, years, form, topics, words. They yield and never
raise.

They look for words, so all but the plain contradictions are warnings or prompts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from gongkai.report.audit_headings import (
    all_headings_stand,
    date_is_after_the_year,
    headings_are_numbered_alike,
    headings_are_worded_as_printed,
    headings_stand_in_order,
    no_further_heading,
    text_is_of_the_year,
    years_agree,
)
from gongkai.report.audit_topics import (
    documents_are_in_the_table,
    each_problem_has_a_measure,
    fees_are_reported,
    form_is_that_of_the_year,
    items_are_counted,
    problems_have_measures,
    text_stands_in_its_section,
    topics_are_covered,
    words_are_those_of_the_form,
)
from gongkai.report.audit_words import (
    brackets_are_alike,
    marks_are_right,
    no_residue_of_editing,
    office_is_named_in_full,
    report_is_signed_and_dated,
    short_names_are_defined_once,
    text_is_about_this_office,
    text_keeps_to_disclosure,
    title_names_office_and_year,
    title_stands_once,
    words_are_right,
)
from gongkai.report.disclosed import disclosed_figures_agree
from gongkai.report.figures import applications_agree, challenges_agree
from gongkai.report.model import AnnualReport, Finding
from gongkai.report.repeats import growth_agrees_with_last_year, problems_are_new, text_is_not_last_years
from gongkai.report.sums import growth_is_right, parts_add_up, rates_are_right

Rule = Callable[[AnnualReport], Iterable[Finding]]
RuleAgainst = Callable[[AnnualReport, AnnualReport], Iterable[Finding]]

AUDIT_RULES: tuple[Rule, ...] = (
    applications_agree,
    challenges_agree,
    parts_add_up,
    growth_is_right,
    rates_are_right,
    all_headings_stand,
    headings_stand_in_order,
    headings_are_numbered_alike,
    headings_are_worded_as_printed,
    no_further_heading,
    years_agree,
    text_is_of_the_year,
    date_is_after_the_year,
    fees_are_reported,
    problems_have_measures,
    each_problem_has_a_measure,
    topics_are_covered,
    items_are_counted,
    form_is_that_of_the_year,
    words_are_those_of_the_form,
    disclosed_figures_agree,
    documents_are_in_the_table,
    text_stands_in_its_section,
    no_residue_of_editing,
    title_stands_once,
    title_names_office_and_year,
    office_is_named_in_full,
    report_is_signed_and_dated,
    brackets_are_alike,
    marks_are_right,
    words_are_right,
    short_names_are_defined_once,
    text_is_about_this_office,
    text_keeps_to_disclosure,
)
AGAINST_RULES: tuple[RuleAgainst, ...] = (growth_agrees_with_last_year, text_is_not_last_years, problems_are_new)


MOST_OF_A_RULE = 50
"""Findings a rule may yield; a text that slips more often than that is said to be wrong by fifty of them."""


def audit(report: AnnualReport) -> tuple[Finding, ...]:
    """Return every finding about the text, in the order of the rules."""
    if report.form_id is None:
        return ()
    return tuple(finding for rule in AUDIT_RULES for finding in islice(rule(report), MOST_OF_A_RULE))


def audit_against(report: AnnualReport, previous: AnnualReport) -> tuple[Finding, ...]:
    """Return every finding about the text beside last year's report, in the order of the rules."""
    if report.form_id is None or previous.form_id is None:
        return ()
    return tuple(finding for rule in AGAINST_RULES for finding in islice(rule(report, previous), MOST_OF_A_RULE))
