"""What `gongkai read` writes: nothing that was read is left out, hostile text stays text, a reviewer can use it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import python_calamine
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gongkai.documents.writers import review_html, review_index, review_rows
from gongkai.documents.writers.review import Reviewed, cells_of, doubts, printable, quote_of
from gongkai.documents.writers.review_index import Entry, entry_of, page_name
from gongkai.documents.writers.review_xlsx import ReviewBook
from gongkai.report.model import AnnualReport, Cell, Finding, Paragraph, Remark
from gongkai.report.reconcile import check
from gongkai.report.words import finding_text
from gongkai.statute.forms import load_form
from tests.documents import reports

BAD_NAME = '坏<b onclick="x">\u202e文件\n.docx'


def spoiled(form_id: str = "fmt2021") -> Reviewed:
    """A report with every status, findings of every place, hostile words in cells, text, title and file name."""
    full = reports.hostile_report(form_id)
    keys = [key for key in full.cells if key[0] == "t3"]
    cells = {
        **full.cells,
        keys[0]: Cell(None, "约 3\n件", "第2表第7行第9列", "unreadable"),
        keys[1]: Cell(7, "7？", "第2表第8行第9列", "inferred"),
        keys[2]: Cell(None, " ", "第2表第9行第9列", "blank"),
        keys[3]: Cell(None, "——", "第2表第9行第9列", "dash"),
        keys[4]: Cell(None, status="missing"),
        keys[5]: Cell(1234, "1,2\r\n34", "第2表第1行", "stated"),
    }
    sections = {**full.sections, "problems": (Paragraph("全年收到申请 9 件。" + reports.HOSTILE),)}
    report = replace(
        full,
        cells=cells,
        sections=sections,
        as_of=None,
        headings={"overview": "一、<i>总体</i>情况", "problems": "五、问题"},
        warnings=(Remark("row", "t3", "<b>多出一行</b>"),),
        metadata={"索引号<b>": "<script>1</script>"},
        preamble=(Paragraph("前言" + reports.CONTROLS),),
    )
    findings = (
        *check(report),
        Finding("R13", "error", "sections.problems", 8, 9, "收到申请9件", "t3.new_received.total"),
        Finding("R16", "error", "sections.remedies", expected="四、复议诉讼"),
        Finding("R17", "error", "title", "2021", "2022"),
        Finding("R18", "warning", "sections.other_matters", expected="信息处理费"),
        Finding("A01", "prompt", "sections.overview", found="<script>"),
    )
    return Reviewed(report, BAD_NAME, findings, 2, 3)


def page_of(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(data.decode("utf-8"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def seen(written: str) -> str:
    """Characters as written, in the marks the page gives white space."""
    marks = {"\n": "⏎", "\r": "⏎", "\t": "→", " ": "␣", "\u3000": "␣", "\u00a0": "␣"}
    return "".join(marks.get(char, char) for char in printable(written.replace("\r\n", "\n")))


def source_of(page: html.HtmlElement, path: str) -> str:
    return "".join(one.text_content() for one in page.get_element_by_id(path).xpath("./span[@class='source']"))


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_value_and_every_written_text_stands_in_its_cell(form_id, lang):
    reviewed = spoiled(form_id)
    page = page_of(review_html.render(reviewed, lang))

    for figure, cell in reviewed.report.figures():
        shown = page.get_element_by_id(figure.path)
        assert source_of(page, figure.path) == seen(cell.written)
        assert shown.findtext("b") == (None if cell.value is None else format(Decimal(cell.value), "f"))
        assert cell.status in shown.get("class").split()
        assert (shown.find("span[@class='chip']") is None) == (cell.status == "stated")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_stays_text(lang):
    page = page_of(review_html.render(spoiled(), lang))

    assert page.xpath("//script | //img | //link | //iframe | //@onclick | //@src") == []
    assert page.xpath("//body//i[not(@class='space')]") == []
    assert {target[:1] for target in page.xpath("//@href")} == {"#"}
    assert reports.HOSTILE in page.text_content()
    assert "\u202e" not in page.text_content()


_words = st.text(max_size=20) | st.sampled_from(
    ["<script>alert(1)</script>", "</td>", '" onclick="x', "]]>", "&#60;", "１２\n３", "=1+1", "<!--", "\x00", "\ud800"]
)
_cells = st.builds(Cell, st.integers(-(10**9), 10**9), _words) | st.builds(
    lambda words, status: Cell(None, words, words, status),
    _words,
    st.sampled_from(["blank", "dash", "missing", "unreadable"]),
)


@st.composite
def any_report(draw: st.DrawFn) -> AnnualReport:
    """A report with random cells and words, either form."""
    form = load_form(draw(st.sampled_from(reports.BOTH)))
    chosen = draw(st.dictionaries(st.sampled_from(sorted(form.figures)), _cells, max_size=12))
    return replace(
        reports.full_report(form.id),
        as_of=None,
        cells={**dict.fromkeys(form.figures, Cell(0, "0")), **chosen},
        title=draw(_words),
        office=draw(_words | st.none()),
        sections={"overview": tuple(map(Paragraph, draw(st.lists(_words, max_size=3))))},
        headings={"overview": draw(_words)},
    )


@settings(max_examples=25)  # each a page of 200 cells
@given(any_report(), _words)
def test_nothing_that_was_read_is_lost_whatever_it_is(report, file):
    body = review_html.body(Reviewed(report, file, check(report)))
    page = page_of(f"<html><body>{body}</body></html>".encode())

    assert page.xpath("//script | //comment() | //@onclick") == []
    for figure, cell in report.figures():
        assert squeezed(source_of(page, figure.path)) == squeezed(seen(cell.written))
    told = squeezed(page.find("body").text_content())
    title = report.title
    for words in (file, title, report.headings["overview"], *(one.text for one in report.sections["overview"])):
        assert squeezed(printable(words.strip())) in told


def test_the_verdict_counts_cells_and_findings():
    clean = Reviewed(reports.full_report())
    few = replace(
        reports.full_report(),
        cells={**reports.full_report().cells, ("t2", "rules", "in_force"): Cell(None, "", status="blank")},
    )

    assert clean.verdict() == "200格全部写明；校验全部通过。"
    assert clean.verdict("en") == "all 200 cells stated; all checks passed."
    finding = Finding("R07", "error", "t2.rules.in_force", 0, "")
    assert Reviewed(few, findings=(finding,)).verdict() == "200格：199格写明，1格空白；校验1项错误。"


def test_what_needs_a_decision_is_listed_with_a_link_to_the_cell():
    reviewed = spoiled()
    page = page_of(review_html.render(reviewed))
    listed = set(page.xpath("//section[@aria-labelledby='decide']//a/@href"))

    uncertain = {f"#{figure.path}" for figure, cell in reviewed.report.figures() if cell.status != "stated"}
    assert uncertain <= listed
    assert {"#t3.new_received.total", "#section-remedies", "#top", "#section-other_matters"} <= listed
    assert all(page.get_element_by_id(target[1:]) is not None for target in page.xpath("//@href"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_finding_is_shown_at_its_cell_and_its_words_are_marked():
    page = page_of(review_html.render(spoiled()))

    cell = page.get_element_by_id("t3.new_received.total")
    assert {"found", "error"} <= set(cell.get("class").split())
    assert "R13" in [link.text for link in cell.iter("a")]
    marked = [one.text_content() for one in page.iter("mark")]
    assert "收到申请 9 件" in marked
    assert "<script>" in marked


def test_a_heading_stands_as_written_or_is_said_to_be_missing():
    page = page_of(review_html.render(spoiled()))

    assert page.get_element_by_id("section-overview").text_content() == "一、<i>总体</i>情况"
    assert page.get_element_by_id("section-remedies").text_content().endswith("没有找到")


def test_a_report_without_doubt_says_so():
    page = page_of(review_html.render(Reviewed(reports.full_report())))

    assert "没有需要判断的地方" in page.text_content()
    assert page.xpath("//td//span[@class='chip']") == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_screen_reader_and_a_phone_can_use_it(browser, tmp_path: Path, width, lang):
    pages = {
        "spoiled.html": review_html.render(spoiled(), lang),
        "old.html": review_html.render(spoiled("fmt2019"), lang),
        "index.html": review_index.render(ENTRIES, lang),
    }
    for name, data in pages.items():
        (tmp_path / name).write_bytes(data)
        page = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((tmp_path / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [(tmp_path / name).as_uri()]
        if (lang, width) != ("en", 1280):  # of the same elements as the Chinese one
            violations = Axe().run(page).response["violations"]
            assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == []
        page.close()


def test_it_prints_on_a4_with_every_figure(browser, tmp_path: Path):
    (tmp_path / "view.html").write_bytes(review_html.render(Reviewed(reports.full_report())))
    page = browser.new_page()
    page.goto((tmp_path / "view.html").as_uri())
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert document.get_page_size(0) == pytest.approx((595, 842), abs=2)
    assert [number for number in range(111, 286) if str(number) not in text] == []
    document.close()
    page.close()


# --- which cells a finding is about -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "at", "first"),
    [
        ("R01", "t3.total", "t3.new_received.total"),
        ("R02", "t3.natural_person", "t3.handled_total.natural_person"),
        ("R04", "t3.granted", "t3.granted.total"),
        ("R05", "t4.recon", "t4.recon_total"),
        ("R08", "t3.other_org", "t3.carried_in.other_org"),
        ("R22", "t4", "t4.recon_total"),
        ("R12", "t2.rules.in_force", "t2.rules.in_force"),
        ("R16", "sections.remedies", None),
        ("R17", "title", None),
        ("R99", "t3.nothing", None),
    ],
)
def test_a_finding_leads_to_a_cell(rule, at, first):
    assert next(iter(cells_of(Finding(rule, "error", at), load_form("fmt2021"))), None) == first


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_finding_of_the_tables_leads_to_a_cell(form_id):
    report = replace(
        reports.full_report(form_id),
        cells={key: Cell(index % 7, "x") for index, key in enumerate(load_form(form_id).figures)},
    )
    found = check(report)

    assert found
    assert [one for one in found if not cells_of(one, report.form)] == []


def test_the_words_a_finding_rests_on_are_quoted_only_where_they_stand():
    report = spoiled().report
    cell = Finding("R06", "error", "t3.new_received.natural_person")
    text = Finding("R13", "error", "sections.problems", 8, 9, "收到申请9件")
    said = Finding("A04", "prompt", "sections.problems", expected="x", detail="没有落款日期")

    assert quote_of(cell, report) == ("约 3\n件", "第2表第7行第9列")
    assert quote_of(text, report)[0] == "收到申请9件"
    assert quote_of(said, report) == ("", "")


def test_doubts_come_by_row_those_not_made_out_first():
    found = doubts(spoiled())

    assert found[0].status == "unreadable"
    assert sum(len(doubt.cells) for doubt in found) == spoiled().uncertain


# --- the list of pages --------------------------------------------------------------------------------------------

ENTRIES = (
    Entry("好.docx", "a.html", "甲街道", "2021", "fmt2021", 200),
    Entry("错<b>.docx", "错 <b>&.html", "", "", "fmt2021", 198, 2, 3, 1, 0),
    Entry("疑.docx", "c.html", "丙街道", "2021", "fmt2021", 199, 1),
    Entry("坏<i>.docx", reason="文件<script>损坏"),
)


def test_the_list_puts_what_needs_work_first():
    page = page_of(review_index.render(ENTRIES))

    assert page.xpath("//th[@scope='row']//text()") == ["错<b>.docx", "疑.docx", "好.docx"]
    assert page.find(".//ul/li").text_content() == "坏<i>.docx 文件<script>损坏"
    assert "读出3份报告，其中1份有错误，2份有不能确定的单元格；1个文件不能读取。" in page.text_content()


def test_a_line_of_the_list_says_what_the_report_says():
    entry = entry_of(spoiled(), "x.html")

    assert entry.file == f"{BAD_NAME} (2/3)"
    assert entry.stated + entry.uncertain == 200
    assert entry.errors == spoiled().severities["error"]


@given(
    st.lists(
        st.tuples(st.text(max_size=300) | st.sampled_from(["index", "CON", "../..", "a\\b", ""]), st.integers(1, 3))
    )
)
def test_the_name_of_a_page_is_its_own_and_stays_in_the_folder(files):
    taken: set[str] = {"index.html"}
    names = [page_name(file, part, 3 if part > 1 else 1, taken) for file, part in files]

    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name == Path(name).name
        assert len(name.encode()) < 220
        assert name.casefold() != "index.html"
        assert not name.startswith(".")
        assert not {"/", "\\", ":", "\n", "\x00"} & set(name)


# --- the workbook -------------------------------------------------------------------------------------------------


def book_of(tmp_path: Path, *reviewed: Reviewed, lang="zh") -> Path:
    path = tmp_path / "all.xlsx"
    with ReviewBook(path, lang) as book:
        for one in reviewed:
            book.add(one)
        book.add_refused("=坏.docx", "@文件损坏")
    return path


def rows_of(path: Path, name: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[name].iter_rows(min_row=2, values_only=True))


def test_every_cell_is_a_row_and_only_stated_numbers_are_numbers(tmp_path: Path):
    one, other = Reviewed(reports.full_report("fmt2019"), "a.docx"), spoiled()
    rows = rows_of(book_of(tmp_path, one, other), "数字")
    wanted = [(shown, *pair) for shown in (one, other) for pair in shown.report.figures()]

    assert len(rows) == len(wanted)
    for row, (reviewed, figure, cell) in zip(rows, wanted, strict=True):
        assert row[1:4] == (reviewed.part, printable(reviewed.report.office), reviewed.report.year)
        assert row[7] == figure.path
        assert row[8] == (None if cell.stated is None else pytest.approx(float(cell.stated)))
        assert (row[9] or "").replace("\r", "\n") == printable(cell.written).replace("\r\n", "\n").replace("\r", "\n")
        assert (row[11] or "") == cell.where


def test_calamine_reads_the_same_figures(tmp_path: Path):
    reviewed = spoiled()
    sheet = python_calamine.CalamineWorkbook.from_path(str(book_of(tmp_path, reviewed))).get_sheet_by_name("数字")
    rows = sheet.to_python()[1:]

    assert [row[7] for row in rows] == [figure.path for figure, _ in reviewed.report.figures()]
    assert [row[8] for row in rows] == [
        "" if cell.stated is None else float(cell.stated) for _, cell in reviewed.report.figures()
    ]


def test_the_overview_counts_and_names_what_could_not_be_read(tmp_path: Path):
    reviewed = spoiled()
    rows = rows_of(book_of(tmp_path, reviewed), "概览")

    assert rows[0][4:6] == ("fmt2021", datetime(2022, 1, 24))  # noqa: DTZ001
    assert sum(rows[0][6:12]) == 200
    assert rows[0][12:15] == tuple(reviewed.severities[name] for name in ("error", "warning", "prompt"))
    assert (rows[1][0], rows[1][-1]) == ("=坏.docx", "@文件损坏")
    assert set(rows[1][1:-1]) == {None}


def test_every_finding_is_a_row_with_its_words(tmp_path: Path):
    reviewed = spoiled()
    rows = rows_of(book_of(tmp_path, reviewed), "检查")

    assert [(row[4], row[7]) for row in rows] == [
        (one.rule, printable(finding_text(one, "zh"))) for one in reviewed.findings
    ]
    (told,) = (row for row in rows if row[4] == "R13")
    assert told[5:6] + told[8:11] == ("错误", 8, 9, "收到申请9件")


def test_every_paragraph_is_a_row(tmp_path: Path):
    long = replace(reports.full_report(), sections={"overview": (Paragraph("长" * 70_000),)}, preamble=())
    rows = rows_of(book_of(tmp_path, Reviewed(long)), "文字")

    assert "".join(row[6] for row in rows) == "长" * 70_000
    assert {row[4] for row in rows} == {"一、总体情况"}


def test_nothing_in_the_workbook_is_a_formula_or_a_link(tmp_path: Path):
    book = openpyxl.load_workbook(book_of(tmp_path, spoiled()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert "=SUM(A1:A9)" in {cell.value for cell in cells}


@pytest.mark.parametrize(
    ("lang", "names"), [("zh", ["概览", "数字", "检查", "文字"]), ("en", ["Overview", "Figures", "Checks", "Text"])]
)
def test_the_sheets_can_be_filtered_and_keep_their_heads(tmp_path: Path, lang, names):
    book = openpyxl.load_workbook(book_of(tmp_path, spoiled(), lang=lang))

    assert book.sheetnames == names
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions["A"].width > 10 for _ in (1,))


def test_a_full_sheet_is_continued(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(review_rows, "MOST_ROWS", 150)
    path = book_of(tmp_path, Reviewed(reports.full_report(), "a.docx"))

    assert openpyxl.load_workbook(path).sheetnames == ["概览", "数字", "检查", "文字", "数字2"]
    assert len(rows_of(path, "数字")) + len(rows_of(path, "数字2")) == 200


def test_days_are_days_and_a_number_excel_cannot_hold_stays_text(tmp_path: Path):
    exact = Decimal("12345678901234.567891")
    report = replace(
        reports.zero_report(),
        cells={("t2", "admin_fees", "amount_wan_yuan"): Cell(exact, str(exact))},
        published_on=date(2022, 3, 1),
    )
    path = book_of(tmp_path, Reviewed(report))

    (row,) = (row for row in rows_of(path, "数字") if row[7] == "t2.admin_fees.amount_wan_yuan")
    assert row[8] == "12345678901234.567891"
    assert rows_of(path, "概览")[0][5] == datetime(2022, 3, 1)  # noqa: DTZ001
