"""The web page: the printed form with a heading for every figure, safe, and usable on a phone."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from gongkai.documents.write import render
from gongkai.documents.writers.outline import DRAFT_NOTICE, outline
from gongkai.report.model import Finding
from gongkai.report.words import finding_text
from gongkai.statute.forms import path_of
from tests.documents import reports


def page_of(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(data.decode("utf-8"))


def grid_of(table: html.HtmlElement) -> list[list[str]]:
    """Text at every place, merged cells repeated."""
    rows = table.findall(".//tr")
    width = sum(int(cell.get("colspan", 1)) for cell in rows[0])
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    for y, row in enumerate(rows):
        for cell in row:
            x = grid[y].index(None)
            across, down = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            for line in grid[y : y + down]:
                line[x : x + across] = [cell.text_content()] * across
    return [[text or "" for text in row] for row in grid]


@pytest.mark.parametrize("sample", [reports.full_report, reports.zero_report])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_tables_read_back_as_the_printed_form(sample, form_id):
    report = sample(form_id)
    tables = page_of(render(report, "html")).findall(".//table")
    assert [grid_of(table) for table in tables] == [reports.printed_grid(report, table) for table in ("t2", "t3", "t4")]


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_figure_names_its_headings(form_id):
    report = reports.full_report(form_id)
    page = page_of(render(report, "html"))
    cells = {cell.get("id"): cell for cell in page.iter("td")}
    assert list(cells) == [figure.path for figure in report.form.figures.values()]
    for key, figure in report.form.figures.items():
        cell = cells[path_of(key)]
        headers = [page.get_element_by_id(name).text_content() for name in cell.get("headers").split()]
        labels = figure.label.split(" / ")
        assert sorted(set(labels) - set(headers)) == []
        assert cell.text == report.cell(key).written


@pytest.mark.parametrize("sample", reports.WRITTEN)
def test_every_text_stands_in_order(sample):
    paper = outline(sample())
    body = page_of(render(sample(), "html")).find("body")
    for unprinted in body.xpath(".//caption | .//p[@class='hint']"):
        unprinted.drop_tree()
    text = body.text_content().replace("（待补充或确认）", "")
    assert "".join(text.split()) == "".join("".join(paper.texts()).split())


def test_hostile_text_stays_text():
    page = page_of(render(reports.hostile_report(), "html"))
    assert page.findall(".//script") == page.findall(".//b") == page.findall(".//i") == page.findall(".//a") == []
    assert reports.HOSTILE in page.find("body").text_content()


@pytest.mark.parametrize("sample", reports.WRITTEN)
def test_the_page_needs_nothing_else(sample):
    text = render(sample(), "html").decode()
    page = page_of(text.encode())
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick") == []
    assert text.count("url(") == text.count('url("data:font/woff;base64,')
    assert "@import" not in text
    assert page.get("lang") == "zh-CN"


def test_drafts_are_marked_and_others_are_not():
    page = page_of(render(reports.draft_report(), "html"))
    assert page.find(".//p[@class='notice']").text == DRAFT_NOTICE
    assert len(page.findall(".//mark")) == 3
    assert b"<mark" not in render(reports.full_report(), "html")
    assert DRAFT_NOTICE.encode() not in render(reports.full_report(), "html")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("sample", "form_id"),
    [
        (reports.draft_report, "fmt2019"),
        *((sample, "fmt2021") for sample in reports.WRITTEN if sample != reports.full_report),
    ],
)
def test_a_screen_reader_and_a_phone_can_use_it(browser, tmp_path: Path, sample, form_id, width):
    path = tmp_path / "report.html"
    path.write_bytes(render(sample(form_id), "html"))
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hints = page.locator(".hint")
    assert [hints.nth(index).is_visible() for index in range(3)] == [width == 320] * 3
    assert asked == [path.as_uri()]
    if sample is not reports.long_report:
        violations = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == []
    page.close()


def test_findings_stand_at_the_end_with_links_to_their_figures():
    findings = (
        Finding("R04", "error", "t3.granted", expected=7, found=8),
        Finding("R12", "warning", "t2.rules.in_force", expected=0, found=103, detail="<i>"),
    )
    page = page_of(render(reports.full_report(), "html", findings=findings))
    items = page.findall(".//section[@class='findings']//li")
    assert [item.get("class") for item in items] == ["error", "warning"]
    assert [item.find("b").text for item in items] == ["错误", "提醒"]
    assert items[0].text_content() == "错误" + finding_text(findings[0], lang="zh")
    assert page.get_element_by_id(items[1].find("a").get("href")[1:]).text == "103"


def test_it_prints_the_tables_whole(browser, tmp_path: Path):
    (tmp_path / "report.html").write_bytes(render(reports.full_report(), "html"))
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    figures = [
        {number for number in range(111, 286) if str(number) in text}
        for text in (sheet.get_textpage().get_text_range() for sheet in document)
    ]
    assert set(range(125, 286)) in [found & set(range(125, 286)) for found in figures]
    assert document.get_page_size(0) == pytest.approx((595, 842), abs=2)
    document.close()
    page.close()
