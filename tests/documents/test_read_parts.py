"""Several reports in one file, a report with a table of contents, a file of something else."""

import json

import pytest

from gongkai.cli import main
from gongkai.documents.grid import Document, Grid, Line
from gongkai.documents.read import read_reports, report_of, reports_of
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.documents.test_read_layouts import grid_document, text_document
from tests.samples.layouts import LAYOUTS, cells_equal, document

FIRST, SECOND = reports.full_report("fmt2019"), reports.full_report("fmt2021")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_reports_in_one_text_are_two(layout):
    text = document(FIRST, LAYOUTS[layout]) + "\n\n" + document(SECOND, LAYOUTS[layout])

    found = reports_of(text_document(text))

    assert [one.year for one in found] == [2020, 2021]
    assert [cells_equal(read, told) for read, told in zip(found, (FIRST, SECOND), strict=True)] == [[], []]
    assert [one.published_on.year for one in found] == [2021, 2022]
    assert [one.title for one in found] == [FIRST.title, SECOND.title]


def test_two_reports_of_grids_are_two_and_keep_their_places():
    both = Document("docx", (*grid_document(FIRST).blocks, *grid_document(SECOND).blocks))

    found = reports_of(both)

    assert [cells_equal(read, told) for read, told in zip(found, (FIRST, SECOND), strict=True)] == [[], []]
    assert "".join(p.text for p in found[0].sections["other_matters"]) == "".join(
        p.text for p in FIRST.sections["other_matters"]
    )


def test_a_table_of_contents_cuts_nothing_and_names_no_section():
    whole = grid_document(SECOND)
    contents = [Line("目录"), *(Line(f"{one.heading}……{at}") for at, one in enumerate(SECOND.form.sections, 1))]

    read = report_of(Document("docx", (whole.blocks[0], *contents, *whole.blocks[1:])))

    assert cells_equal(read, SECOND) == []
    assert list(read.headings.values()) == [one.heading for one in SECOND.form.sections]


def test_a_heading_that_stands_twice_cuts_nothing():
    whole = grid_document(SECOND)

    (read,) = reports_of(Document("docx", (whole.blocks[0], whole.blocks[1], *whole.blocks[1:])))

    assert cells_equal(read, SECOND) == []


def test_a_second_report_without_tables_stays_text_of_the_first():
    bare = tuple(block for block in grid_document(SECOND).blocks if not isinstance(block, Grid))

    (read,) = reports_of(Document("docx", (*grid_document(FIRST).blocks, *bare)))

    assert cells_equal(read, FIRST) == []


def test_one_report_is_wanted_and_two_stand_there():
    both = Document("docx", (*grid_document(FIRST).blocks, *grid_document(SECOND).blocks))

    with pytest.raises(DocumentError, match=r"2 reports.*2020.*2021"):
        report_of(both)


def test_each_report_of_a_file_is_an_object(tmp_path, capsys):
    path = tmp_path / "both.html"
    path.write_bytes(render(FIRST, "html") + render(SECOND, "html"))

    main(["read", str(path), "--json"])

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["part"], one["year"]) for one in found] == [(1, 2020), (2, 2021)]


def test_a_file_of_something_else_says_how_it_begins():
    with pytest.raises(DocumentError, match="2021年政府网站工作年度报表"):
        report_of(Document("docx", (Line("2021年政府网站工作年度报表"), Line("填报单位"))))


def undated(report):
    return reports.replace(report, signed_by=None, published_on=None)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_reports_without_a_date_are_two(layout):
    text = document(undated(FIRST), LAYOUTS[layout]) + "\n\n" + document(undated(SECOND), LAYOUTS[layout])

    found = reports_of(text_document(text))

    assert [cells_equal(read, told) for read, told in zip(found, (FIRST, SECOND), strict=True)] == [[], []]
    assert [one.title for one in found] == [FIRST.title, SECOND.title]


@pytest.mark.parametrize(
    "lines",
    [
        ["西工区汉屯路街道办事处", "2021年政府信息公开工作年度报告"],
        ["西工区汉屯路街道办事处", "", "2021年", "政府信息公开工作年度报告"],
        ["西工区汉屯路街道办事处2021年", "政府信息公开工作年度报告"],
    ],
)
def test_a_title_set_in_several_lines_is_one(lines):
    whole = grid_document(SECOND)

    read = report_of(Document("docx", (*map(Line, lines), *whole.blocks[1:])))

    assert (read.title, read.office, read.year) == (SECOND.title, SECOND.office, 2021)
    assert read.preamble == ()


@pytest.mark.parametrize("format", ["docx", "html", "xlsx", "pdf", "json"])
@pytest.mark.parametrize("told", [FIRST, SECOND], ids=["fmt2019", "fmt2021"])
def test_the_text_of_our_own_files_reads_back_identical(told, format):
    (read,) = read_reports(render(told, format))

    assert texts_of(read) == texts_of(told)
    assert (read.title, read.office, read.year, read.period) == (told.title, told.office, told.year, told.period)
    assert (read.signed_by, read.published_on, read.contact) == (told.signed_by, told.published_on, told.contact)


def texts_of(report):
    """Headings and paragraphs by section; a section of nothing but its table is left out."""
    parts = {"preamble": report.preamble, **report.sections}
    return {code: [(one.level, one.text) for one in part] for code, part in parts.items() if part}
