"""Finding: filters, pages, marks, suggestions; and nothing typed makes it fail."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gongkai.web.search import postgresql, sqlite
from gongkai.web.search.find import find
from gongkai.web.search.index import Row, put, rebuild, remove
from gongkai.web.search.models import Indexed
from gongkai.web.search.query import Wanted, read_query

IN_DATABASE = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CHINESE = st.text(alphabet="政府信息公开答复國務院長的乾著覆", min_size=2, max_size=30)
MIXED = st.text(alphabet="政府信息公国長0１2aＡé㎡①ﷺ \n　，。“”<&\u200b\0😀", max_size=80)


def keys(query: str, **filters) -> list[str]:
    return [hit.row.key for hit in find(query, **filters).hits]


def test_newest_come_first(put_text):
    old = put_text("污水处理", on=date(2020, 1, 1))
    new = put_text("污水处理", on=date(2025, 1, 1))
    late = put_text("污水处理", on=date(2020, 1, 1))
    assert keys("污水") == [new, late, old]


def test_by_relevance_title_hits_come_first_and_the_shortest_of_them(put_text):
    long = put_text(title="关于开展污水处理费专项检查的通知")
    short = put_text(title="污水处理费", on=date(2000, 1, 1))
    body = put_text("污水处理费")
    assert keys("污水处理费", order="relevance") == [short, long, body]
    assert keys("污水处理费", order="relevance", size=1, after="r1") == [long]
    assert keys("污", order="relevance")[0] == short


def test_every_filter_filters(put_text):
    one = put_text("污水", office_id=7, kind="document", categories=("A01", "乙-2"), year=2021, status="in_force")
    two = put_text("污水", office_id=8, kind="item", categories=("A02",), year=2022, status="repealed")
    assert keys("污水") == [two, one]
    for query in ("污水", ""):
        for filters in (
            {"offices": [7]},
            {"offices": [7, *range(100, 150)]},
            {"offices": [7, *range(100, 1200)]},
            {"kinds": ["document"]},
            {"categories": ["乙-2"]},
            {"categories": ["A01", "A03"]},
            {"years": [2021, 2020]},
            {"statuses": ["in_force"]},
            {"until": date(2024, 1, 2)},
            {"offices": [7, 8], "kinds": ["document"], "years": [2021]},
        ):
            assert keys(query, **filters) == [one], filters
        assert keys(query, since=date(2024, 1, 3), until=date(2024, 1, 3)) == [two]
        assert keys(query, offices=[]) == []
        assert keys(query, offices=range(100, 150)) == []


def test_pages_go_through_all_without_one_twice(put_text):
    everything = [put_text("污水") for _ in range(7)][::-1]
    for query in ("污水", ""):
        first = find(query, size=3)
        second = find(query, size=3, after=first.next)
        third = find(query, size=3, after=second.next)
        assert [hit.row.key for page in (first, second, third) for hit in page.hits] == everything
        assert (first.count, third.next) == (7, "")


def test_counting_stops_at_a_thousand(db):
    rows = [Row(1, "item", f"item/{n}", f"污水{n}", date(2020, 1, 1), "/") for n in range(1_005)]
    put(rows)
    found = find("污水", size=5)
    assert (found.count, found.has_more_than_count) == (1000, True)
    assert [hit.row.key for hit in found.hits] == [f"item/{n}" for n in range(1_004, 999, -1)]
    assert keys("污水", size=2, after=found.next) == ["item/999", "item/998"]


def test_many_old_matches_are_found_below_many_newer_rows(db, monkeypatch):
    monkeypatch.setattr(postgresql, "WALKS", (5, 20))
    put(Row(1, "item", f"item/{n}", f"污水{n}", date(2020, 1, 1), "/") for n in range(1_005))
    put(Row(1, "item", f"new/{n}", f"电梯{n}", date(2021, 1, 1), "/") for n in range(50))
    put([Row(1, "item", "new/long", "长文", date(2021, 1, 1), "/", body="。".join(["污水"] * 400))])
    assert keys("污水", size=2) == ["new/long", "item/1004"]


def test_a_row_put_again_is_found_by_its_new_words_only(put_text):
    key = put_text("污水", key="item/a")
    put_text("电梯", key="item/a")
    assert (keys("污水"), keys("电梯")) == ([], [key])
    assert Indexed.objects.count() == 1


def test_a_row_put_again_on_its_day_keeps_its_place(put_text):
    day = date(2024, 5, 5)
    one, two = put_text("污水", on=day), put_text("污水", on=day)
    put_text("污水处理", key=one, on=day)
    assert keys("污水") == [two, one]


def test_old_and_new_rows_are_put_together(put_text):
    put_text("污水", key="b", on=date(2024, 1, 1))
    rows = [Row(1, "item", key, "电梯", date(2024, 1, 1), "/") for key in "abc"]
    assert put(rows) == 3
    assert sorted(keys("电梯")) == ["a", "b", "c"]


def test_of_one_key_twice_in_a_batch_the_last_counts(db):
    put([Row(1, "item", "a", title, date(2024, 1, 1), "/") for title in ("污水", "电梯")])
    assert (keys("污水"), keys("电梯")) == ([], ["a"])


def test_rebuilding_keeps_nothing_old(put_text):
    put_text("污水")
    put_text("。".join(["污水"] * 400))
    assert rebuild([Row(1, "item", "b", "电梯", date(2024, 1, 1), "/")]) == 1
    assert (keys("污水"), keys("电梯"), keys("")) == ([], ["b"], ["b"])


def test_what_the_caller_rolls_back_is_not_in_the_index(db):
    with transaction.atomic():
        put([Row(1, "item", "a", "污水", date(2024, 1, 1), "/")])
        transaction.set_rollback(True)
    assert keys("污水") == []


def test_matches_are_marked_in_the_text_as_written(put_text):
    put_text(
        "前言" * 100 + "關於\n　政府信息<b>公開</b>的規定",
        title="政府信息公开＆〔２０２１〕12号",
        number="云府办〔2021〕12号",
    )
    (hit,) = find("政府信息 2021").hits
    assert hit.title.html == "<mark>政府信息</mark>公开＆〔<mark>２０２１</mark>〕12号"
    assert hit.number.html == "云府办〔<mark>2021</mark>〕12号"
    assert hit.excerpt.html.startswith("…前言")
    assert hit.excerpt.html.endswith("關於\n　<mark>政府信息</mark>&lt;b&gt;公開&lt;/b&gt;的規定")
    (hit,) = find("关于政府").hits
    assert "<mark>關於\n　政府</mark>" in hit.excerpt.html


def test_a_match_in_an_attachment_is_shown_from_there(put_text):
    put_text("正文" * 100, files="附件一：污水处理名单")
    (hit,) = find("污水").hits
    assert hit.is_in_files
    assert hit.excerpt.html == "附件一：<mark>污水</mark>处理名单"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("污水处理费用表", "污水处理费"),
        ("关于污水处理费", "污水处理费"),
        ("污水处理费电梯", "污水处理费 电梯"),
        ("污水 没有的词", "污水"),
        ("没有的词 污水", "污水"),
    ],
)
def test_what_finds_nothing_suggests_what_does(put_text, query, expected):
    put_text("交纳污水处理费。加装电梯。")
    found = find(query)
    assert not found.hits
    for suggestion in found.suggestions:
        assert find(suggestion.query).count == suggestion.count > 0
    assert expected in [suggestion.query for suggestion in found.suggestions]


def test_similar_titles_are_named(put_text):
    key = put_text(title="云海区加装电梯补贴办法")
    put_text(title="完全不同的题目")
    found = find("云海区加装电梯补助办法")
    assert [one.key for one in found.similar] == [key]


def test_without_filters_there_would_be_some(put_text):
    put_text("污水", office_id=1)
    assert find("污水", offices=[2]).without_filters == 1


HOSTILE = [
    "", " ", "\0", '"', '""', "'", "';DROP TABLE search_indexed;--", "*", "a*", "^政", "政府*", "NEAR(政府 信息)", "政府 AND",
    "OR", "NOT 政府", "title:政府", "{title} : 政府", "-政府", "政府 -信息", "(", ")", "\\", "%", "%s", "%(x)s", "&|!<->:*", "政:*A",
    "😀", "😀政府", "\ud800", "政府\ud83d", "政" * 10_000, "政府 " * 5_000, '"' * 10_000, "a" * 10_000, "ﷺ" * 1_000, "\u0301" * 500,
    "1" * 500, "政\0府", "𠮷野家", "$$政$$", "@o31", "_政", "''':A", "信|息", "\u202e政府", "ⅷ ½ ㎡",
]  # fmt: skip


@pytest.mark.parametrize("order", ["newest", "relevance"])
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_makes_it_fail(put_text, query, order):
    key = put_text("政府信息公开，𠮷野家")
    found = find(query, order=order, after="r99999999999999999999999999")
    assert found.count in (0, 1)
    if query in ("𠮷野家", "政\0府", "\u202e政府", "政府*", "😀政府", "政府\ud83d"):
        assert [hit.row.key for hit in found.hits] == [key]
    if query in ("@o31", "_甲", "NOT 政府", "title:政府"):
        assert not found.hits


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 18, "9" * 40, "r", "r0", "r9999", "１２", "0"])
@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_any_page_mark_is_taken(put_text, after, order):
    put_text("政府")
    assert find("政府", after=after, order=order).count == 1


@IN_DATABASE
@given(texts=st.lists(CHINESE, min_size=1, max_size=4), data=st.data())
def test_any_part_of_a_text_is_found_until_it_is_removed(db, texts, data):
    with transaction.atomic():
        put(Row(1, "item", f"{n}", "样", date(2024, 1, 1), "/", body=text) for n, text in enumerate(texts))
        which = data.draw(st.integers(0, len(texts) - 1))
        text = texts[which]
        start = data.draw(st.integers(0, len(text) - 2))
        part = text[start : data.draw(st.integers(start + 2, len(text)))]
        assert str(which) in keys(part)
        assert str(which) in keys(part[0])
        remove([str(which)])
        assert str(which) not in keys(part)
        transaction.set_rollback(True)


@IN_DATABASE
@example(body="政府 信息", query="府信")
@given(body=MIXED, query=st.one_of(CHINESE, MIXED))
def test_marks_stand_in_the_text_and_say_what_was_found(db, body, query):
    with transaction.atomic():
        put([Row(1, "item", "a", "样", date(2024, 1, 1), "/", body=body)])
        for hit in find(query).hits:
            assert all(0 <= start < end <= len(hit.excerpt.text) for start, end in hit.excerpt.spans)
            assert hit.excerpt.text in hit.row.body
            shown = html.unescape(re.sub("</?mark>", "", hit.excerpt.html)).removeprefix("…").removesuffix("…")
            assert shown == hit.excerpt.text
            if read_query(query):
                assert hit.excerpt.spans
        transaction.set_rollback(True)


def test_the_index_is_used(db):
    put(Row(1, "item", f"item/{n}", f"污水{n}", date(2020, 1, 1), "/") for n in range(20))
    wanted = Wanted(read_query("污水处理"), marks=(("o31",),))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            statement, values = sqlite.newest_statement(wanted, 20)
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plan = " ".join(str(row) for row in cursor)
            assert "VIRTUAL TABLE INDEX" in plan
            assert "TEMP B-TREE" not in plan  # read in order, so that it stops early
            return
        cursor.execute("SET LOCAL enable_seqscan = off")  # twenty rows would not be worth an index
        statement, values = postgresql.some_statement(wanted, 1001)
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor)
        assert "Bitmap Index Scan on search_words_vector" in plan
        assert "Seq Scan" not in plan  # of an empty table of passages the planner may take either index
        statement, values = next(postgresql.newest_statements(wanted, 20))
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor)
        assert "Backward" in plan
        assert "Sort" not in plan
