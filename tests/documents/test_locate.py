"""Where the tables stand in a text that repeats them without end: found as in an ordinary one, or refused."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gongkai.documents.grid import Document, Line
from gongkai.documents.locate import MOST_CELLS, locate
from gongkai.documents.read import report_of
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.samples.layouts import LAYOUTS, cells_equal, document

TOLD = reports.full_report()
TEXT = document(TOLD, LAYOUTS["tabs"])


def text_document(text):
    return Document("text", tuple(Line(line, f"第{n}行") for n, line in enumerate(text.split("\n"), 1)))


def tables():
    """The lines from section two to section four, with all three tables."""
    return TEXT[TEXT.index("二、") : TEXT.index("五、")]


def repeated(times):
    return TEXT.replace(tables(), tables() * times)


def test_the_last_of_many_repeated_tables_is_not_mixed_with_the_others():
    found = locate(text_document(repeated(100)))
    assert [match.table for match in found] == ["t2", "t3", "t4"]
    for match in found:
        assert match.score == 1
        assert match.end - match.start < MOST_CELLS / 100
        assert all(last <= first for (_, last), (first, _) in pairwise(match.labels.values()))
    assert cells_equal(report_of(text_document(repeated(100))), TOLD) == []


@pytest.mark.parametrize(
    ("more", "times"), [("总计\t其他\t信息内容\n", 5_000), ("/\t/\n", 5_000), ("一、总体情况\n总计\n", 5_000)]
)
def test_labels_and_dashes_without_end_change_nothing(more, times):
    assert cells_equal(report_of(text_document(TEXT + "\n" + more * times)), TOLD) == []


@pytest.mark.parametrize(("more", "times"), [(tables(), 1_000), ("总计\t", MOST_CELLS)])
def test_text_of_more_cells_than_are_looked_at_is_refused(more, times):
    with pytest.raises(DocumentError, match="cells"):
        locate(text_document(TEXT + more * times))
