"""Two reports side by side as a page and a workbook: nothing is lost, hostile text stays text, people can use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from gongkai.documents.writers import compare_html, compare_xlsx
from gongkai.documents.writers.compare_words import changed, notes, section_sentence, shown
from gongkai.report.compare import Comparison, compare
from gongkai.report.model import Cell, Paragraph
from tests.documents import reports


def sample(form_id: str = "fmt2021") -> Comparison:
    """Two years of an office with hostile words, changed, new and lost sentences and sections, and a cell in doubt."""
    old = replace(reports.hostile_report(form_id), year=2021)
    keys = [key for key in old.cells if key[0] == "t3"]
    cells = {**old.cells, keys[0]: Cell(7, "７"), keys[1]: Cell(None, "<b>/</b>", status="dash")}
    sections = {
        "overview": (Paragraph(reports.HOSTILE + "新的一句话在这里。"), *old.sections["overview"][1:]),
        "problems": old.sections["problems"],
        "remedies": (Paragraph("新的部分<script>。"),),
    }
    return compare(old, replace(old, year=2022, form_id="fmt2021", cells=cells, sections=sections))


def page_of(comparison: Comparison, lang="zh") -> html.HtmlElement:
    return html.document_fromstring(compare_html.render(comparison, lang).decode())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_stands_once_and_those_that_differ_first(lang):
    comparison = sample()
    tables = page_of(comparison, lang).findall(".//table")

    rows = [[row.xpath("string(./td[1])"), row.xpath("string(./td[2])")] for row in tables[1].xpath(".//tr[td]")]
    assert rows == [[shown(one.old, lang), shown(one.new, lang)] for one in comparison.cells]
    assert len(tables[0].xpath(".//tr[@class='differs']")) == len(comparison.differences) == 2


def test_changes_are_marked_up_and_named():
    page = page_of(sample())

    assert [one.text_content() for one in page.iter("ins")]
    assert {"改写", "新增", "删去"} <= {one.text for one in page.xpath("//span[@class='tag']")}
    assert "旧报告没有这一部分" in page.text_content()
    assert "新报告没有这一部分" in page.text_content()


def test_hostile_text_stays_text():
    page = page_of(sample())

    assert page.xpath("//script | //b | //i | //img | //a | //@onclick") == []
    assert reports.HOSTILE in page.text_content()


def test_two_forms_are_compared_where_they_can_be():
    comparison = compare(reports.full_report("fmt2019"), reports.full_report("fmt2021"))
    told = list(notes(comparison))

    assert any("表二" in note for note in told)
    assert all(one.figure.key in comparison.old.form.figures for one in comparison.cells)
    assert len(list(notes(comparison, "en"))) == len(told)


def test_a_change_has_its_sign():
    cells = {one.figure.path: one for one in sample().cells}

    assert changed(next(one for one in cells.values() if one.new.written == "７")).startswith("-")
    assert changed(next(one for one in cells.values() if one.new.status == "dash")) == "–"
    assert changed(cells["t4.recon_total"]) == "0"


def test_a_section_says_how_much_is_repeated():
    same = compare(reports.full_report(), reports.full_report())

    assert section_sentence(same.sections[0]).startswith("100%的文字与旧报告逐句相同")
    assert section_sentence(same.sections[0], "en").startswith("100% repeated")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_screen_reader_and_a_phone_can_use_it(browser, tmp_path: Path, width):
    path = tmp_path / "compare.html"
    path.write_bytes(compare_html.render(sample()))
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == []
    page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_holds_every_cell_and_sentence_as_text_or_number(tmp_path: Path, lang):
    comparison = sample()
    compare_xlsx.write(comparison, tmp_path / "a.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    figures, text = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets[1:])

    assert [(row[2], row[3], row[4]) for row in figures] == [
        (one.figure.path, *(None if v is None else pytest.approx(float(v)) for v in (one.old.stated, one.new.stated)))
        for one in comparison.cells
    ]
    assert len(text) == sum(len(section.sentences) for section in comparison.sections)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
