"""Reports in traditional script: matched as if simplified, kept as written."""

import json
from dataclasses import replace
from datetime import date

import pytest
from opencc import OpenCC

from gongkai.cli import main
from gongkai.documents.grid import Document, Grid, Line
from gongkai.documents.read import report_of
from gongkai.documents.script import folded
from gongkai.documents.write import render
from gongkai.report.model import Cell
from gongkai.statute.forms import FORM_IDS, load_form
from tests.documents import reports
from tests.documents.test_read_layouts import grid_document, text_document
from tests.report.texts import busy
from tests.samples.layouts import LAYOUTS, cells_equal, document

TRADITIONAL = {name: OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}


def converted(whole, convert):
    """A document with every text in another script."""

    def block(one):
        if isinstance(one, Line):
            return replace(one, text=convert(one.text))
        return Grid(tuple(replace(cell, text=convert(cell.text)) for cell in one.cells), one.where)

    return Document(whole.kind, tuple(map(block, whole.blocks)))


@pytest.mark.parametrize("script", TRADITIONAL)
@pytest.mark.parametrize("form_id", FORM_IDS)
def test_a_report_in_traditional_script_reads_the_same(form_id, script):
    told, convert = reports.full_report(form_id), TRADITIONAL[script].convert

    read = report_of(converted(grid_document(told), convert))

    assert cells_equal(read, told) == []
    assert (read.year, read.office_kind, read.published_on) == (told.year, "sub_district", date(2022, 1, 24))
    assert list(read.headings) == [section.code for section in load_form(form_id).sections]
    assert read.office == convert(told.office)
    assert read.title == convert(told.title)
    assert read.signed_by == convert(told.signed_by)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_in_traditional_script_reads_the_same(layout):
    told = reports.full_report("fmt2021")

    read = report_of(text_document(TRADITIONAL["s2t"].convert(document(told, LAYOUTS[layout]))))

    assert cells_equal(read, told) == []


def test_an_address_in_traditional_script_is_found_and_kept():
    told = reports.full_report("fmt2021")
    lines = (Line("如有疑問，請與某辦公室聯繫（地址：西湖區開元路1號；電話：0371-66667777）。"),)
    whole = grid_document(told)

    read = report_of(Document("html", (whole.blocks[0], *lines, *whole.blocks[1:])))

    assert (read.contact.address, read.contact.phone) == ("西湖區開元路1號", "0371-66667777")


def test_simplified_text_is_not_touched():
    assert folded("政府信息公开工作年度报告 １２ — 〇") == "政府信息公开工作年度报告 １２ — 〇"


@pytest.mark.parametrize(
    ("written", "value", "status"), [("減2", -2, "stated"), ("無", None, "dash"), ("3件", 3, "stated")]
)
def test_a_figure_in_traditional_script_reads_the_same(written, value, status):
    told = reports.full_report("fmt2019")
    key = ("t2", "penalty", "change_this_year")

    cell = report_of(grid_document(replace(told, cells={**told.cells, key: Cell(0, written)}))).cell(key)

    assert (cell.value, cell.written, cell.status) == (value, written, status)


def test_the_checks_find_the_same_in_either_script(tmp_path, capsys):
    told = replace(busy(), as_of=None)
    simplified = tmp_path / "simplified.html"
    simplified.write_bytes(render(told, "html"))
    traditional = tmp_path / "traditional.html"
    traditional.write_text(TRADITIONAL["s2t"].convert(simplified.read_text(encoding="utf-8")), encoding="utf-8")

    main(["check", str(simplified), str(traditional), "--json"])

    first, second = json.loads(capsys.readouterr().out)
    told = [(one["rule"], one["at"], one["expected"], one["found"]) for one in first["findings"]]
    assert told == [(one["rule"], one["at"], one["expected"], one["found"]) for one in second["findings"]]
    assert "R13" in {rule for rule, *_ in told}
