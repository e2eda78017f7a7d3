"""The catalogue of an office: kept, taken over from above, followed, imported, undone, counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django_scopes import scope

from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger.coverage import COVERAGES
from gongkai.statute.catalogue import starter
from gongkai.web.catalogue import actions, imports
from gongkai.web.catalogue.actions import ACCEPT, KEEP_OURS
from gongkai.web.catalogue.figures import figures
from gongkai.web.catalogue.models import CatalogueUpload, StandardItem
from gongkai.web.catalogue.plan import plan_of_starter
from gongkai.web.catalogue.queries import above_of, by_field, coverage_of, found_in, items_of, plan_above, sum_of
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.publishing.models import Item
from tests.web.catalogue.samples import DAYS, ROWS, TEN, put, usual
from tests.web.conftest import TODAY, Staff

GUIDE = {
    "field": "social_assistance",
    "level_1": "低保",
    "level_2": "办事指南",
    "limit": "长期公开",
    "tier": ["township"],
}
LIST = {"field": "social_assistance", "level_1": "低保", "level_2": "名单", "limit": DAYS, "tier": ["township"]}
COUNTY = {"field": "employment", "level_1": "就业", "limit": DAYS, "tier": ["county"]}
FIELDS = ["social_assistance", "employment"]


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


@pytest.fixture
def above(district):
    """The catalogue of the district: two items of the sub-district's tier, one of its own."""
    officer = Staff(district).officer("officer")
    with scope(office=district):
        return officer, [actions.add(officer, district, one) for one in (GUIDE, LIST, COUNTY)]


def plan(office, fields=FIELDS, **wish):
    _above, theirs = above_of(office, TODAY)
    return plan_above(office, theirs, items_of(office, TODAY), fields, **wish)


def take(officer, office, fields=FIELDS):
    return actions.take_above(officer, office, fields, seen=plan(office, fields).signature)


def own(office, **more):
    return StandardItem.objects.get(office=office, to_on=None, **more)


# --- one item -------------------------------------------------------------------------------------------------------


def test_an_item_is_added_changed_and_ended_and_each_leaves_an_entry(officer, in_office, today):
    item = actions.add(officer, in_office, {**GUIDE, "limit": TEN})
    assert (item.limit_kind, item.from_on, item.position) == ("working_days", TODAY, 1)
    actions.change(officer, item, {"limit": "每月更新"}, version=1)
    item.refresh_from_db()
    assert (item.limit_kind, item.version) == ("unknown", 2)
    today(TODAY + timedelta(days=5))
    actions.end(officer, item, gone_on=TODAY + timedelta(days=3), reason="不再办理")
    assert figures(in_office, TODAY + timedelta(days=2)) == (1, 1)
    assert figures(in_office, TODAY + timedelta(days=3)) == (0, 0)
    kinds = ["catalogue_item_added", "catalogue_item_changed", "catalogue_item_ended"]
    assert list(Entry.objects.order_by("sequence").values_list("type", flat=True)) == kinds
    assert Entry.objects.get(type=kinds[1]).body == {"before": {"limit": TEN}}
    assert verify(in_office).is_good


@pytest.mark.parametrize(
    "values",
    [
        {**GUIDE, "level_1": " "},
        {**GUIDE, "field": ""},
        {**GUIDE, "level_2": "", "level_3": "三级"},
        {**GUIDE, "level_1": "长" * 121},
        {**GUIDE, "channels": ["telepathy"]},
        {**GUIDE, "tier": ["galaxy"]},
        {**GUIDE, "duty": "A99"},
        GUIDE,
    ],
)
def test_what_is_no_item_is_refused(officer, in_office, values):
    actions.add(officer, in_office, GUIDE)
    with pytest.raises(OfficeError):
        actions.add(officer, in_office, values)


def test_two_hands_and_empty_changes_are_refused(officer, in_office):
    item = actions.add(officer, in_office, GUIDE)
    actions.add(officer, in_office, LIST)
    for values, version in (({"limit": DAYS}, 9), ({"limit": "长期公开"}, 1), ({"level_2": "名单"}, 1)):
        with pytest.raises(OfficeError):
            actions.change(officer, item, values, version=version)
    for day, reason in ((TODAY + timedelta(days=1), "x"), (TODAY - timedelta(days=1), "x"), (TODAY, " ")):
        with pytest.raises(OfficeError):
            actions.end(officer, item, gone_on=day, reason=reason)
    actions.end(officer, item, gone_on=TODAY, reason="不再办理")
    with pytest.raises(OfficeError):
        actions.change(officer, item, {"limit": DAYS}, version=2)


@pytest.mark.parametrize("role", ["liaison", "reviewer", "leader", "archivist", "auditor", "supervisor"])
def test_who_does_not_keep_the_catalogue(staff, in_office, role):
    with pytest.raises(NotPermitted):
        actions.add(staff.officer(role), in_office, GUIDE)


# --- the starter and the office above -------------------------------------------------------------------------------


def test_the_starter_is_taken_over_once(officer, in_office):
    every = {one.field for one in starter()}
    assert actions.take_starter(officer, in_office, every, seen=plan_of_starter([], "").signature) == 74
    assert figures(in_office, TODAY) == (len(every), 74)
    assert {item.body for item in items_of(in_office, TODAY)} == {in_office.name}
    assert not [item for item in items_of(in_office, TODAY) if item.limit_kind == "unknown"]
    own_items = items_of(in_office, TODAY)
    assert plan_of_starter(own_items, "").same == 74
    with pytest.raises(OfficeError):
        actions.take_starter(officer, in_office, every, seen=plan_of_starter(own_items, "").signature)
    assert found_in(own_items, "低保") == []
    assert len(found_in(own_items, "最低生活保障 审核")) == 1


def test_the_office_above_is_taken_adapted_and_followed(officer, in_office, above, district):
    keeper, (guide, names, _county) = above
    assert [one.title for one in plan(in_office).added] == ["低保 › 办事指南", "低保 › 名单"]
    assert len(plan(in_office, is_shared=False).added) == 3
    take(officer, in_office)
    mine = own(in_office, origin=guide)
    assert (mine.body, mine.adapted) == (in_office.name, False)
    assert plan(in_office).is_empty

    actions.change(officer, mine, {"limit": DAYS, "section": "民政办"}, version=1)
    mine.refresh_from_db()
    assert mine.adapted
    with scope(office=district):
        actions.change(keeper, guide, {"basis": "新依据", "body": "区民政局"}, version=1)
        actions.change(keeper, names, {"limit": TEN}, version=1)
    found = plan(in_office)
    assert [(one.theirs, one.is_conflict, list(one.names)) for one in found.changed] == [
        (guide, False, ["basis"]),
        (names, False, ["limit"]),
    ]
    take(officer, in_office)
    mine.refresh_from_db()
    assert (mine.basis, mine.limit, mine.section, mine.adapted) == ("新依据", DAYS, "民政办", True)
    assert own(in_office, origin=names).limit == TEN
    assert verify(in_office).is_good


def test_where_both_changed_the_same_column_the_officer_decides(officer, in_office, above, district):
    keeper, (guide, names, _county) = above
    take(officer, in_office)
    for origin in (guide, names):
        actions.change(officer, own(in_office, origin=origin), {"basis": "本地依据"}, version=1)
    with scope(office=district):
        for origin in (guide, names):
            actions.change(keeper, origin, {"basis": "上级依据"}, version=1)
    found = plan(in_office)
    assert len(found.conflicts) == 2
    first, second = (one.item.pk for one in found.changed)
    assert actions.settle(officer, in_office, {first: ACCEPT, second: KEEP_OURS}) == (1, 1)
    assert own(in_office, pk=first).basis == "上级依据"
    assert not own(in_office, pk=first).adapted
    assert (own(in_office, pk=second).basis, own(in_office, pk=second).adapted) == ("本地依据", True)
    assert plan(in_office).is_empty
    with pytest.raises(OfficeError):
        actions.settle(officer, in_office, {first: ACCEPT})


def test_what_ended_above_ends_here_or_becomes_our_own(officer, in_office, above, district):
    keeper, (guide, names, _county) = above
    take(officer, in_office)
    with scope(office=district):
        for origin in (guide, names):
            actions.end(keeper, origin, gone_on=TODAY, reason="机构改革")
    first, second = (item.pk for item in plan(in_office).ended)
    assert actions.settle(officer, in_office, {first: KEEP_OURS}) == (0, 1)
    assert own(in_office, pk=first).origin is None
    assert [item.pk for item in plan(in_office).ended] == [second]
    take(officer, in_office)
    assert figures(in_office, TODAY) == (1, 1)


def test_what_was_taken_and_ended_here_comes_back_only_on_word(officer, in_office, above):
    take(officer, in_office)
    actions.end(officer, own(in_office, origin=above[1][0]), gone_on=TODAY, reason="本机关不办理")
    assert plan(in_office).is_empty
    assert [one.theirs for one in plan(in_office, is_again=True).added] == [above[1][0]]


def test_an_own_item_of_the_same_name_follows_from_now_on(officer, in_office, above):
    mine = actions.add(officer, in_office, {**GUIDE, "limit": TEN})
    assert [pair[0] for pair in plan(in_office).linked] == [mine]
    take(officer, in_office)
    mine.refresh_from_db()
    assert (mine.limit, mine.adapted, mine.origin) == (TEN, True, above[1][0])


def test_another_result_than_shown_is_refused(officer, in_office, above):
    with pytest.raises(OfficeError):
        actions.take_above(officer, in_office, FIELDS, seen="0-0-0-0-0")
    with pytest.raises(OfficeError):
        actions.take_above(above[0], in_office.parent, FIELDS, seen="")


# --- a file ---------------------------------------------------------------------------------------------------------


def bring_in(officer, row, **more):
    seen = imports.try_out(row).plan.signature
    return imports.bring_in(officer, row, **{"without_errors": False, "ends_missing": False, "seen": seen, **more})


def test_a_file_adds_changes_and_ends_and_is_undone_whole(officer, in_office, django_capture_on_commit_callbacks):
    first = bring_in(officer, put(in_office))
    assert first.counts == {"added": 3, "changed": 0, "ended": 0}
    changed = (*ROWS[0][:5], "实时公开", *ROWS[0][6:])
    row = put(in_office, usual([changed, ROWS[2]], merge=False, title="社会救助领域目录"))
    found = imports.try_out(row).plan
    assert (len(found.added), len(found.changed), found.same, len(found.ended)) == (0, 1, 1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        done = bring_in(officer, row, ends_missing=True)
    assert not imports.store.path_of(done).exists()
    assert figures(in_office, TODAY) == (1, 2)
    with pytest.raises(OfficeError):
        imports.undo(officer, done, " ")
    with pytest.raises(OfficeError):  # a later import worked on its items
        imports.undo(officer, first, "导错文件")
    imports.undo(officer, done, "导错文件")
    assert figures(in_office, TODAY) == (1, 3)
    assert own(in_office, level_2="办事指南（示例）").limit == "长期公开"
    assert verify(in_office).is_good


def test_an_import_is_not_undone_below_a_filed_paper_and_leaves_nothing_when_undone(officer, in_office):
    row = bring_in(officer, put(in_office))
    paper = file_under(in_office, own(in_office, level_1="临时救助"))
    with pytest.raises(OfficeError):
        imports.undo(officer, row, "导错文件")
    Item.objects.filter(pk=paper.pk).update(standard=None)
    imports.undo(officer, row, "导错文件")
    assert figures(in_office, TODAY) == (0, 0)
    assert StandardItem.objects.count() == 3


def test_rows_with_errors_are_left_out_only_on_word(officer, in_office):
    row = put(in_office, usual([*ROWS, ROWS[0]]))
    with pytest.raises(OfficeError):
        bring_in(officer, row)
    with pytest.raises(OfficeError):
        bring_in(officer, row, without_errors=True, seen="9-0-0-0-0")
    assert bring_in(officer, row, without_errors=True).left_out == 1
    again = put(in_office)
    with pytest.raises(OfficeError):
        bring_in(officer, again)
    today_count = CatalogueUpload.objects.filter(state="open").count()
    assert (today_count, imports.clean_up()) == (1, 0)


# --- coverage -------------------------------------------------------------------------------------------------------


def file_under(office, standard, number="I-1", *, formed=None, out=None, **more):
    """A paper filed under an item; only the stored reading counts here."""
    values = {
        "attribute": "publish", "stage": "public" if out else "drafting", "drafted_on": TODAY, "effect": "valid",
        "last_on": TODAY, "last_act": "item_drafted", "drafter": "x", "created_at": imports.now(), "title": "示例信息",
    }  # fmt: skip
    days = {"formed_on": formed, "first_published_on": out, "last_published_on": out, "is_public": bool(out)}
    return Item.objects.create(office=office, standard=standard, number=number, **values, **days, **more)


def test_the_board_counts_what_is_covered_and_why_not(officer, in_office, django_assert_num_queries):
    every = {one.field for one in starter()}
    actions.take_starter(officer, in_office, every, seen=plan_of_starter([], "").signature)
    items = items_of(in_office, TODAY)
    counted = [item for item in items if item.limit_kind == "working_days"]
    file_under(in_office, counted[0], "I-1", formed=date(2026, 1, 5), out=date(2026, 1, 9))
    file_under(in_office, counted[1], "I-2", formed=date(2026, 1, 5))
    file_under(in_office, counted[2], "I-3", formed=date(2026, 1, 5), due_on=None, out=date(2025, 1, 9))
    with django_assert_num_queries(1):
        found = coverage_of(in_office, items, TODAY)
    stand = {one.item.pk: one.coverage for one in found}
    assert [stand[item.pk].status for item in counted[:4]] == ["covered", "overdue", "older", "never"]
    assert stand[counted[1].pk].reason.startswith("2026年1月5日形成的信息应于")
    rows = by_field(found)
    total = sum_of(rows)
    assert (total.total, len(rows)) == (74, len(every))
    assert (total.covered, total.counts["overdue"], total.wanting) == (2, 1, 72)
    assert set(total.counts) == set(COVERAGES)
