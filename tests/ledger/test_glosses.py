"""Every Chinese label a screen shows has its English beside it, and no two labels are mixed up."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gongkai.documents.redact import model
from gongkai.ledger.clock import DATES, WAITS
from gongkai.ledger.labels import GLOSSED, english_of
from gongkai.statute.calendar import load_calendar
from gongkai.statute.forms import form_for
from gongkai.statute.letters import letter_kinds
from gongkai.statute.outcomes import grounds, outcomes
from gongkai.statute.periods import english_reason, trace

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TABLES = (*GLOSSED, (model.HINT_KINDS, model.HINT_GLOSSES), (model.LEAK_KINDS, model.LEAK_GLOSSES))


@pytest.mark.parametrize(("table", "glosses"), TABLES)
def test_labels_and_glosses_have_the_same_keys_in_the_same_order(table, glosses):
    assert list(table) == list(glosses)
    assert not [gloss for gloss in glosses.values() if not gloss.strip() or CHINESE.search(gloss)]


@pytest.mark.parametrize(("table", "glosses"), GLOSSED)
def test_a_label_leads_to_its_gloss(table, glosses):
    for code, label in table.items():
        assert english_of(label) == glosses[code]


def test_outcomes_grounds_and_letters_lead_to_theirs():
    assert [english_of(one.label) for one in outcomes().values()] == [one.gloss for one in outcomes().values()]
    assert [english_of(one.label) for one in grounds().values()] == [one.gloss for one in grounds().values()]
    assert english_of("政府信息公开申请补正告知书") == "notice to supplement"
    assert english_of("政府信息不予公开答复书") == "reply"
    assert all(english_of(one.title) for versions in letter_kinds().values() for one in versions)
    assert english_of("没有这个词") == ""


@pytest.mark.parametrize("region", [None, "420000", "450000"])
def test_every_reason_of_the_calendars_has_its_english(region):
    days = trace(date(2008, 1, 1), date(2026, 12, 31), load_calendar(region))
    assert {reason for day in days if CHINESE.search(reason := english_reason(day.reason))} == set()


def test_all_of_table_three_has_its_english():
    table = form_for(2021).tables["t3"]
    labels = {table.corner_note, *(part for row in table.rows for part in (*row.path, row.label))}
    labels |= {part for column in table.columns for part in (*column.path, column.label)}
    assert [label for label in labels if not english_of(label)] == []


def test_dates_and_waits_are_english_too():
    assert not [pair for pair in (*DATES.values(), *WAITS.values()) if CHINESE.search(pair[1])]


@pytest.mark.parametrize(
    ("reason", "english"),
    [
        ("工作日", "working day"),
        ("周末", "weekend"),
        ("国庆节、中秋节放假", "National Day, Mid-Autumn Festival holiday"),
        ("周末（放假安排未公布，暂按推算）", "weekend (holidays not announced, estimated)"),
        ("起算日，当日不计入", "first day, not counted"),
        ("某节放假", "某节 holiday"),
    ],
)
def test_the_reason_of_a_day_in_english(reason, english):
    assert english_reason(reason) == english
