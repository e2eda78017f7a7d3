"""No field that can hold personal data is without a rule, and the document says what the rules are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from gongkai.web.people.inventory import RULES, holding, listed, table

PRIVACY = Path(__file__).resolve().parents[3] / "docs" / "privacy.md"


def test_every_field_that_can_hold_words_has_a_rule():
    there, known = set(holding()), {(one.model, one.field) for one in listed()}
    assert there - known == set(), "say in people/inventory.py how long it is kept"
    assert known - there == set(), "there is no such field any more: people/inventory.py"


def test_a_field_has_one_rule_that_exists():
    assert [key for key, times in Counter((one.model, one.field) for one in listed()).items() if times > 1] == []
    assert {one.rule for one in listed()} == set(RULES)


def test_the_document_holds_the_table():
    assert table() in PRIVACY.read_text(encoding="utf-8"), "docs/privacy.md: print the table of people/inventory.py"
