"""An item of the standard catalogue: covered, never published, overdue, stale, and why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.ledger.coverage import COVERAGES, TO_MEND, Release, Standard, coverage
from gongkai.statute.calendar import load_calendar
from gongkai.statute.catalogue import parse_limit

CALENDAR = load_calendar().provisional()
d = date.fromisoformat
TODAY = d("2026-06-10")

DAYS = "信息形成或者变更之日起20个工作日内"
TEN = "制定或获取信息之日起10个工作日内"


def standard(words=DAYS, from_on="2024-01-01", **more):
    return Standard(parse_limit(words), d(from_on), **more)


def out(first, last="", *, is_public=True, formed=""):
    """A paper that was published."""
    return Release(d(formed) if formed else None, d(first), d(last or first), is_public=is_public)


def formed(on, due=""):
    """A paper that was not."""
    return Release(formed_on=d(on), due_on=d(due) if due else None)


@pytest.mark.parametrize(
    ("words", "releases", "status", "on"),
    [
        (DAYS, [], "never", "2024-01-01"),
        (DAYS, [out("2025-06-11")], "covered", "2025-06-11"),
        (DAYS, [out("2025-06-10")], "older", "2025-06-10"),
        (DAYS, [out("2020-01-01"), out("2026-01-05")], "covered", "2026-01-05"),
        # a formed paper: 20 or 10 working days from 2026-05-11, Dragon Boat Festival not yet between
        (DAYS, [formed("2026-05-13")], "never", "2024-01-01"),
        (DAYS, [formed("2026-05-12")], "overdue", "2026-06-09"),
        (TEN, [out("2026-05-01"), formed("2026-05-11")], "overdue", "2026-05-25"),
        (DAYS, [formed("2026-06-09", due="2026-06-09")], "overdue", "2026-06-09"),
        (DAYS, [formed("2026-06-09", due="2026-06-10")], "never", "2024-01-01"),
        ("信息形成之日起7日内", [formed("2026-06-02")], "overdue", "2026-06-09"),
        # long-term items are fine however old, unless they were taken down
        ("长期公开", [out("2020-03-01")], "covered", "2020-03-01"),
        ("长期公开", [out("2020-03-01", is_public=False)], "stale", "2020-03-01"),
        ("长期公开", [formed("2026-01-05")], "never", "2024-01-01"),
        # a yearly date: passed in January, or still to come
        ("1月31日之前公布上一年度报告", [out("2026-02-20")], "covered", "2026-02-20"),
        ("1月31日之前公布上一年度报告", [out("2025-01-20")], "stale", "2026-01-31"),
        ("每年12月31日前", [out("2025-03-01")], "covered", "2025-03-01"),
        ("每年12月31日前", [out("2024-12-30")], "stale", "2025-12-31"),
        ("每年6月10日前", [out("2025-06-01")], "covered", "2025-06-01"),
        ("每年6月9日前", [out("2025-06-01")], "stale", "2026-06-09"),
        ("每年6月9日前", [], "never", "2026-06-09"),
        # in real time, promptly, and words nobody understood
        ("实时公开", [out("2025-06-10")], "stale", "2025-06-10"),
        ("实时公开", [formed("2026-06-09")], "overdue", "2026-06-09"),
        ("及时公开", [out("2025-06-10")], "older", "2025-06-10"),
        ("按规定公开", [formed("2025-01-06"), out("2026-06-01")], "covered", "2026-06-01"),
    ],
)
def test_how_an_item_stands(words, releases, status, on):
    found = coverage(standard(words), releases, TODAY, CALENDAR)
    assert (found.status, found.on) == (status, d(on)), found.reason
    assert found.reason
    assert found.reason_en


def test_what_is_disclosed_on_application_is_not_asked_for():
    assert coverage(standard(is_proactive=False), [formed("2020-01-06")], TODAY, CALENDAR).status == "not_asked"


def test_a_yearly_date_before_the_item_was_in_the_catalogue_binds_nobody():
    new = standard("每年1月31日前", from_on="2026-03-01")
    assert coverage(new, [out("2025-01-20")], TODAY, CALENDAR).status == "covered"
    assert coverage(new, [], TODAY, CALENDAR).on == d("2026-03-01")


def test_the_reason_names_paper_and_day():
    found = coverage(standard(), [formed("2026-03-02"), formed("2026-04-01")], TODAY, CALENDAR)
    assert found.reason == "2026年3月2日形成的信息应于2026年3月30日前公开，至今没有公开；这样的信息共2件"
    assert coverage(standard("每年1月31日前"), [out("2025-01-20")], TODAY, CALENDAR).reason == (
        "每年1月31日前应公开，2026年没有公开；最近一次是2025年1月20日"
    )


days = st.dates(d("2020-01-01"), TODAY)
papers = st.lists(st.builds(lambda first, is_public: Release(None, first, first, None, is_public), days, st.booleans()))


@given(st.sampled_from([DAYS, TEN, "长期公开", "实时公开", "每年1月31日前", "及时公开", "？"]), papers, days)
def test_a_publication_today_mends_what_has_no_late_paper(words, released, on):
    """Whatever was before, what is published today and stands leaves nothing to mend."""
    found = coverage(standard(words), [*released, Release(on, TODAY, TODAY, None, True)], TODAY, CALENDAR)
    assert found.status == "covered"
    assert found.status in COVERAGES
    assert found.status not in TO_MEND
