"""How content applicants are: figures, and none from which one of them could be known."""

from __future__ import annotations

from datetime import date

import pytest
from django_scopes import scope

from gongkai.web.applications.actions import file_online
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import now
from gongkai.web.desk.satisfaction import LEAST, Group, satisfaction, sheet
from gongkai.web.portal.models import Survey


@pytest.fixture
def judged(in_office, filing):
    """Makes closed cases of an outcome, each judged with a score."""

    def make(outcome: str, *scores: int) -> None:
        for score in scores:
            case = file_online(in_office, filing).case
            Application.objects.filter(pk=case.pk).update(closed_on=date(2026, 6, 9), outcome=outcome)
            Survey.objects.create(office=in_office, application=case, score=score, at=now())

    return make


def test_fewer_than_five_are_counted_and_not_broken_down(judged, in_office, filing):
    judged("granted", 5, 1, 1, 4)
    file_online(in_office, filing)
    found = satisfaction(2026, 2026)
    assert (found.count, found.closed, found.scores, found.outcomes, found.rest) == (4, 4, (), (), None)
    assert list(sheet(found))[1:] == [["全部评价", 4, None]]


def test_five_are_shown_by_score(judged):
    judged("granted", 5, 4, 4, 3, 1)
    found = satisfaction(2026, 2026)
    assert [(one.label, one.count) for one in found.scores] == [
        ("很满意", 1),
        ("满意", 2),
        ("一般", 1),
        ("不满意", 0),
        ("很不满意", 1),
    ]
    assert (found.all.content, found.all.percent) == (3, 60)
    assert found.outcomes == (Group("予以公开", 5, 3),)
    assert found.rest is None
    assert satisfaction(2025, 2025).count == 0


def test_a_small_group_is_hidden_behind_another_so_that_it_cannot_be_worked_out(judged):
    judged("granted", *[5] * 9)
    judged("denied_state_secret", *[1] * 6)
    judged("not_held", 2)
    found = satisfaction(2026, 2026)
    assert [one.count for one in found.outcomes] == [9]
    assert (found.rest.count, found.rest.content) == (7, 0)


def test_small_groups_together_may_be_enough(judged):
    judged("granted", *[5] * 6)
    judged("denied_state_secret", 1, 1, 4)
    judged("withdrawn", 2, 5)
    found = satisfaction(2026, 2026)
    assert [one.count for one in found.outcomes] == [6]
    assert (found.rest.count, found.rest.content) == (5, 2)
    shown = [*found.outcomes, found.rest]
    assert sum(one.count for one in shown) == found.count
    assert all(one.count >= LEAST for one in shown)


def test_no_group_is_shown_where_only_the_whole_is_large_enough(judged):
    judged("granted", *[5] * 3)
    judged("denied_state_secret", *[1] * 3)
    found = satisfaction(2026, 2026)
    assert (found.count, found.outcomes, found.rest) == (6, (), None)


def test_the_page_and_the_workbook_hold_it(judged, staff):
    judged("granted", *[5] * 5, 1)
    client = staff.client("head")
    page = client.get("/desk/baiyun/statistics/").content.decode()
    assert "其中6件有申请人评价" in page
    assert "占评价的83%" in page
    assert client.get("/desk/baiyun/statistics/export/").status_code == 200


def test_answers_of_another_office_do_not_count(judged, other_office):
    judged("granted", *[5] * 6)
    with scope(office=other_office):
        assert satisfaction(2026, 2026).count == 0
