"""Kinds of administrative organ and what follows from the kind: regulation.md §§1, 5, 6."""

import pytest

from gongkai.statute.organs import kind_of, organs


def test_the_kinds_an_office_may_be():
    assert set(organs()) == {
        "sub_district",
        "township",
        "county_department",
        "department_branch",
        "vertical_department",
        "county_government",
        "city_government",
    }


@pytest.mark.parametrize(
    ("kind", "is_government"),
    [
        ("sub_district", False),  # art. 50: a 街道办事处 is not a 人民政府
        ("township", True),
        ("county_department", False),
        ("department_branch", False),
        ("vertical_department", False),
        ("county_government", True),
        ("city_government", True),
    ],
)
def test_which_organs_are_peoples_governments(kind, is_government):
    assert organs()[kind].is_peoples_government is is_government


def test_of_these_only_a_city_with_districts_makes_rules():
    assert {kind for kind, organ in organs().items() if organ.makes_rules} == {"city_government"}  # 立法法 art. 93


@pytest.mark.parametrize(
    ("kind", "month", "mark"),
    [
        ("sub_district", 1, "K"),  # not named in art. 49: practice
        ("township", 1, "K"),
        ("county_department", 1, "S"),  # art. 49(1)
        ("county_government", 3, "S"),  # art. 49(2)
        ("city_government", 3, "S"),
    ],
)
def test_month_in_which_the_report_is_due(kind, month, mark):
    organ = organs()[kind]

    assert (organ.report_month, organ.report_day, organ.report_mark) == (month, 31, mark)


def test_a_sub_district_is_asked_about_yuan_from_a_thousand_wan():
    assert organs()["sub_district"].fee_warning_wan_yuan == 1_000  # R11


@pytest.mark.parametrize("kind", sorted(organs()))
def test_every_kind_is_labelled_and_has_a_reviewing_authority(kind):
    organ = organs()[kind]

    assert organ.label
    assert organ.gloss.isascii()
    assert organ.reviewed_by
    assert organ.reviewed_under.startswith("行政复议法")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("八泉街道办事处", "sub_district"),
        ("铁岭市银州区红旗街", "sub_district"),
        ("青石镇人民政府", "township"),
        ("青石县人民政府", "county_government"),
        ("青石市人民政府", "city_government"),
        ("青石区审计局", "county_department"),
        ("青石市人民政府办公室", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_tells_the_kind_by_its_ending(name, kind):
    assert kind_of(name) == kind
