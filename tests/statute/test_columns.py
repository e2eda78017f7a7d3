"""Columns of the website: required parts, silence of each kind, veto-level faults."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.columns import (
    WebColumn,
    column_kinds,
    freshness,
    missing_parts,
    parts,
    unanswered_since,
    vetoes,
)

d = date.fromisoformat
TODAY = d("2025-07-01")


def column(code, kind="news", updated="2025-07-01", **more):
    return WebColumn(code, f"栏目{code}", kind, d(updated) if updated else None, **more)


def codes(findings):
    return [(one.code, one.at) for one in findings]


def test_the_column_has_four_parts_and_an_entrance():
    assert list(parts()) == ["guide", "systems", "content", "reports", "applications"]


def test_a_part_that_is_missing_is_named():
    assert [one.code for one in missing_parts({"guide", "content", "applications"})] == ["systems", "reports"]
    assert missing_parts(set(parts())) == ()


@pytest.mark.parametrize(
    ("kind", "updated", "is_stale"),
    [
        ("news", "2025-06-17", False),  # two weeks: the fourteenth day is in time
        ("news", "2025-06-16", True),
        ("home", "2025-06-17", False),
        ("home", "2025-06-16", True),
        ("notices", "2025-01-01", False),  # six months
        ("notices", "2024-12-31", True),
        ("policies", "2024-12-31", True),
        ("new_media", "2025-06-16", True),
        ("statutory", "2024-07-01", False),
        ("statutory", "2024-06-30", True),
        ("fixed", "2010-01-01", False),
    ],
)
def test_the_longest_silence_of_a_kind(kind, updated, is_stale):
    found = freshness([column("a", kind, updated)], TODAY)
    assert any(one.code == "stale" for one in found) is is_stale


def test_a_stale_column_says_since_when():
    (found,) = freshness([column("a", "notices", "2024-12-30")], TODAY)
    assert found.since == d("2025-07-01")
    assert "2024-12-30" in found.zh
    assert found.mark == "S"


def test_a_stricter_setting_of_the_office_counts_but_makes_no_veto():
    own = [column(str(number), "news", "2025-06-28", longest_days=2) for number in range(5)]
    found = freshness(own, TODAY)
    assert {one.code for one in found} == {"stale"}
    assert {one.mark for one in found} == {"D"}


def test_a_laxer_setting_does_not_lengthen_the_silence():
    assert codes(freshness([column("a", "news", "2025-06-01", longest_days=365)], TODAY)) == [("stale", "a")]


@pytest.mark.parametrize(
    ("given_", "is_empty"),
    [
        (column("a", updated=None), True),
        (column("a", items=0), True),
        (column("a", updated=None, items=0), True),
        (column("a", items=3), False),
        (column("a"), False),
    ],
)
def test_an_empty_column(given_, is_empty):
    assert any(one.code == "empty" for one in freshness([given_], TODAY)) is is_empty


@pytest.mark.parametrize(("count", "is_veto"), [(4, False), (5, True)])
def test_five_empty_columns_are_a_veto(count, is_veto):
    found = freshness([column(str(number), updated=None) for number in range(count)], TODAY)
    assert (("veto", "empty") in codes(found)) is is_veto
    assert len([one for one in found if one.code == "empty"]) == count


@pytest.mark.parametrize(("news", "notices", "is_veto"), [(2, 2, False), (3, 2, True), (0, 5, True), (5, 0, True)])
def test_news_and_notices_are_counted_together(news, notices, is_veto):
    columns = [column(f"n{number}", "news", "2025-06-01") for number in range(news)]
    columns += [column(f"t{number}", "notices", "2024-12-01") for number in range(notices)]
    found = freshness(columns, TODAY)
    assert (("veto", "news_and_notices") in codes(found)) is is_veto


@pytest.mark.parametrize(("count", "is_veto"), [(9, False), (10, True)])
def test_ten_other_columns_long_silent_are_a_veto(count, is_veto):
    found = freshness([column(str(number), "other", "2024-01-01") for number in range(count)], TODAY)
    assert (("veto", "other_columns") in codes(found)) is is_veto


def test_a_silent_home_page_is_a_veto_alone_and_comes_first():
    found = freshness([column("a", "news", "2025-06-01"), column("h", "home", "2025-06-01")], TODAY)
    assert codes(found)[0] == ("veto", "home")
    assert found[0].columns == ("h",)


def test_every_kind_adds_to_a_fault_that_exists():
    assert {kind.counts_as for kind in column_kinds().values()} - {""} <= set(vetoes())


@pytest.mark.parametrize(
    ("received", "since"),
    [("2025-04-01", None), ("2025-03-31", "2025-07-01"), ("2024-07-01", "2024-10-02"), ("2024-06-30", None)],
)
def test_a_message_unanswered_for_three_months_of_the_last_year(received, since):
    assert unanswered_since(d(received), TODAY) == (d(since) if since else None)


@given(
    st.lists(
        st.builds(
            lambda code, kind, days: WebColumn(str(code), "x", kind, TODAY - timedelta(days) if days >= 0 else None),
            st.integers(0, 999),
            st.sampled_from(sorted(column_kinds())),
            st.integers(-1, 900),
        ),
        max_size=20,
        unique_by=lambda one: one.code,
    )
)
def test_a_later_day_never_mends_a_column(columns):
    before = {one.at for one in freshness(columns, TODAY) if one.code != "veto"}
    after = {one.at for one in freshness(columns, TODAY + timedelta(1)) if one.code != "veto"}
    assert before <= after
    assert len(freshness(columns, TODAY)) <= len(columns) + len(vetoes())
