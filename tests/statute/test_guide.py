"""The disclosure guide: nine fields (art. 12), and rules in plain words."""

from __future__ import annotations

import pytest

from gongkai.statute.guide import guide_fields, missing_fields, statements


def test_a_guide_states_nine_fields_in_the_order_of_the_article():
    assert [field.code for field in guide_fields()] == [
        "classification",
        "arrangement",
        "access",
        "ogi_office",
        "address",
        "hours",
        "phone",
        "fax",
        "online",
    ]
    assert {field.source for field in guide_fields()} == {"条例第十二条第二款"}


def test_a_blank_field_is_missing():
    full = {field.code: "有" for field in guide_fields()}
    assert missing_fields(full) == ()
    assert [field.code for field in missing_fields(full | {"fax": " ", "hours": ""})] == ["hours", "fax"]
    assert len(missing_fields({})) == 9


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("contents", "二十九"),
        ("correction", "四十一"),
        ("fee", "四十二"),
        ("help", "四十三"),
        ("suggestion", "四十四"),
        ("stages", "四十五"),
        ("complaint", "五十一"),
    ],
)
def test_every_statement_names_its_article(code, article):
    statement = statements()[code]
    assert article in statement.source
    assert statement.text
    assert statement.gloss
