"""Web pages: what a visitor sees comes out as lines and grids, whatever the markup."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.grid import Document, Grid
from gongkai.documents.readers import docx, html, text
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports

REPORT = render(reports.full_report(), "html")
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15 (filtered)">
<style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang=ZH-CN><div class=WordSection1>
<p class=MsoNormal><span lang=EN-US>&nbsp;</span></p>
<p class=MsoNormal><b><span style='font-family:仿宋'>政府信息公开
工作年度报告</span></b><span lang=EN-US><o:p></o:p></span></p>
<table class=MsoNormalTable border=1><tr style='height:1pt'><td width=82 colspan=2 rowspan=2><p class=MsoNormal><span
lang=EN-US>1</span><span>件</span></p></td><td><p class=MsoNormal>乙</p><p class=MsoNormal>丙</p></td></tr>
<tr><td><p class=MsoNormal><span lang=EN-US>&nbsp;</span></p></td></tr>
<tr height=0><td width=82 style='border:none'></td><td width=9 style='border:none'></td><td style='border:none'></td></tr>
</table></div></body></html>"""


def read(markup: str) -> Document:
    return html.read(markup.encode())


def lines(markup: str) -> list[str]:
    return [line.text for line in read(markup).lines]


def cells(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    return [(cell.row, cell.column, cell.text, cell.rowspan, cell.colspan) for cell in grid.cells]


def only_grid(markup: str) -> list[tuple[int, int, str, int, int]]:
    (grid,) = read(markup).grids
    return cells(grid)


def laid_out(report, table):
    """Cells of the printed form with their places and spans."""
    grid = reports.printed_grid(report, table)
    taken, laid = set(), []
    for y, row in enumerate(report.form.layout(table)):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            laid.append((y, x, grid[y][x], cell.rowspan, cell.colspan))
    return laid


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("sample", reports.SAMPLES)
def test_our_own_page_reads_back_cell_by_cell(sample, form_id):
    report = sample(form_id)
    document = html.read(render(report, "html"))
    assert [grid.where for grid in document.grids] == ["表1", "表2", "表3"]
    for grid, table in zip(document.grids, ("t2", "t3", "t4"), strict=True):
        assert cells(grid) == laid_out(report, table)


def test_our_own_page_keeps_text_and_metadata():
    report = reports.full_report()
    document = html.read(REPORT)
    texts = [line.text for line in document.lines]
    assert texts[0] == report.title
    assert {paragraph.text for paragraph in report.preamble} <= set(texts)
    assert texts[-2:] == ["西工区汉屯路街道办事处", "2022年1月24日"]
    assert document.metadata["title"] == report.title


def test_blocks_and_breaks_end_lines_and_inline_elements_do_not():
    assert lines("<div>一<b>二</b><p>三<br>四</div>五<ul><li>六<li>七</ul>") == ["一二", "三", "四", "五", "六", "七"]


def test_line_ends_of_the_source_are_no_space_in_chinese():
    assert lines("<p>政府信息\n  公开 12\n ab</p>") == ["政府信息公开 12 ab"]


def test_preformatted_text_keeps_its_lines_and_tabs():
    assert lines("<p>前<pre>规章\t0\n\n 丙  0</pre>后") == ["前", "规章\t0", " 丙  0", "后"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>9</script>",
        "<style>9</style>",
        "<noscript>9</noscript>",
        "<template>9</template>",
        "<p hidden>9</p>",
        "<p style='color:red; DISPLAY : none'>9</p>",
        "<span style=visibility:hidden>9</span>",
        "<!-- 9 -->",
        "<select><option>9</select>",
        "<del>9</del>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden):
    assert lines(f"<p>甲</p>{hidden}<p>乙</p>") == ["甲", "乙"]
    table = only_grid(f"<table><tr><td>1{hidden}<td>2</table>")
    assert table == [(0, 0, "1", 1, 1), (0, 1, "2", 1, 1)]


def test_hidden_rows_and_cells_are_left_out():
    table = "<table><tr hidden><td>8<td>9<tr><td>1<td style='display:none'>9<td>2</table>"
    assert only_grid(table) == [(0, 0, "1", 1, 1), (0, 1, "2", 1, 1)]


def test_spans_push_cells_aside():
    table = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e</table>"
    assert only_grid(table) == [
        (0, 0, "a", 2, 1),
        (0, 1, "b", 1, 2),
        (1, 1, "c", 1, 1),
        (1, 2, "d", 1, 1),
        (2, 0, "e", 1, 1),
    ]


def test_a_cell_from_above_cuts_a_wide_one_short():
    table = "<table><tr><td>a<td>b<td rowspan=2>c<tr><td colspan=3>d</table>"
    assert only_grid(table)[-1] == (1, 0, "d", 1, 2)


def test_rowspan_ends_with_its_group_and_zero_means_to_the_end():
    table = "<table><thead><tr><td rowspan=9>a<td>b</thead><tbody><tr><td rowspan=0>c<td>d<tr><td>e</tbody></table>"
    assert [(cell[2], cell[3]) for cell in only_grid(table)] == [("a", 1), ("b", 1), ("c", 2), ("d", 1), ("e", 1)]


@pytest.mark.parametrize("span", ["1000000000", "100", "9" * 5000])
def test_absurd_spans_mean_the_table_as_it_is(span):
    table = f"<table><tr><td colspan={span} rowspan={span}>a<tr><td>b<td>c</table>"
    assert only_grid(table)[0][2:] == ("a", 2, 1)
    table = f"<table><tr><td colspan={span}>a<tr><td>b<td>c<td>d</table>"
    assert only_grid(table) == [(0, 0, "a", 1, 3), (1, 0, "b", 1, 1), (1, 1, "c", 1, 1), (1, 2, "d", 1, 1)]


@pytest.mark.parametrize("span", ["", "x", "-3", "0", "1.9", "²"])
def test_senseless_spans_are_one(span):
    assert only_grid(f"<table><tr><td colspan='{span}'>a<td>b</table>")[1] == (0, 1, "b", 1, 1)


def test_a_table_around_a_table_is_layout():
    page = "<table><tr><td>菜单<td>前<table><caption>表名</caption><tr><td>1<td>2</table>后</table>末"
    document = read(page)
    assert [getattr(block, "text", "") or cells(block) for block in document.blocks] == [
        "菜单",
        "前",
        "表名",
        [(0, 0, "1", 1, 1), (0, 1, "2", 1, 1)],
        "后",
        "末",
    ]


@pytest.mark.parametrize(
    "table", ["<table><tr><td>一<p>二</table>", "<table role=presentation><tr><td>一<td>二</table>"]
)
def test_a_frame_around_text_is_layout(table):
    document = read(table)
    assert ([line.text for line in document.lines], document.grids) == (["一", "二"], ())


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_filtered_html_of_word(encoding):
    document = html.read(WORD.encode(encoding))
    assert [line.text for line in document.lines] == ["政府信息公开工作年度报告"]
    assert cells(document.grids[0]) == [(0, 0, "1件", 2, 2), (0, 2, "乙\n丙", 1, 1), (1, 2, "", 1, 1)]


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "iso-8859-1", "big5", "x" * 3000])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_wrong_charset_survives(charset, encoding):
    page = f"<html><head><meta charset='{charset}'></head><body><p>政府信息公开工作年度报告"
    assert [line.text for line in html.read(page.encode(encoding)).lines] == ["政府信息公开工作年度报告"]


def test_catalogue_fields_of_meta_elements():
    page = (
        "<title> 年度 报告 </title><meta name=articletitle content='2021年年度报告'><meta name=PubDate content='2022-01-24 09:00'>"
        "<meta name=ContentSource content=街道><meta name=viewport content=x><meta name=PubDate content=later><p>文"
    )
    assert read(page).metadata == {
        "title": "年度 报告",
        "ArticleTitle": "2021年年度报告",
        "PubDate": "2022-01-24 09:00",
        "ContentSource": "街道",
    }


def test_the_type_is_told_by_content():
    for page in (
        REPORT,
        WORD.encode("gbk"),
        WORD.encode("utf-16"),
        b"<table><tr><td>1</table>",
        b"<?xml version='1.0'?><html>",
    ):
        assert html.sniff(page)
        assert not docx.sniff(page)
    for other in (
        b"",
        b"PK\x03\x04<html>",
        b"%PDF <html>",
        "规章 <table>".encode(),
        b"<?xml version='1.0'?><w:document/>",
    ):
        assert not html.sniff(other)
    assert text.sniff(REPORT)  # so the order matters


@pytest.mark.parametrize(
    ("before", "repeated", "times"),
    [
        ("", "<div>", 190_000),
        ("", "<div></b>", 90_000),
        ("", "<table><tr><td>", 60_000),
        ("", "<b>", 190_000),
        ("<div>" * 1_900, "<table><tr><td></table>", 60_000),
        ("<table><tr><td>" * 1_900, "<table><tr><td></table>", 40_000),
        ("<a>" * 1_900, "<p>x", 100_000),
        ("".join(f"<font a={n}>" for n in range(1_900)), "<p>x", 100_000),
        ("<table>", "<tr><td rowspan=9999 colspan=32>x<td>y", 6_000),
        ("<table>", "<td>x", 300),
        ("<table>", "<tr>" + "<td rowspan=4000>x" * 20, 4_500),
        ("", "<table><tr><td colspan=32>x<td colspan=32>y" + "<tr><td>" * 900, 100),
        ("", "<", 5_000_000),
        ("<p ", "a=1 ", 1_000_000),
        ("", "x", 16_000_000),
        ("", "x", 50_000_000),
        ("", "\0", 1_000),
        ("<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "<p>&x;", 2),
        ("", "", 0),
    ],
)
def test_hostile_pages_end_soon(before, repeated, times):
    page = before + repeated * times
    with suppress(DocumentError):
        assert "root:" not in "".join(line.text for line in read(page).lines)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_pages_are_read_or_refused(data):
    page = bytearray(REPORT[-30_000:])
    del page[data.draw(st.integers(1, len(page))) :]
    for at in data.draw(st.lists(st.integers(0, len(page) - 1), max_size=20)):
        page[at] = data.draw(st.integers(0, 255))
    try:
        document = html.read(bytes(page))
    except DocumentError:
        return
    for grid in document.grids:
        assert sum(cell.rowspan * cell.colspan for cell in grid.cells) == len(grid.at)


# --- hidden and struck out by style ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        (".x{display:none}", "class='a x'"),
        ("#x{visibility: hidden}", "id=x"),
        ("p, b.x { DISPLAY : NONE }", "class=x"),
        (".x.y{display:none}", "class='y x'"),
        ("<!-- .x{color:red; display:none !important} -->", "class=x style='display:inline'"),
        (".x{display:block}.x{display:none}", "class=x"),
        (".y{color:red}/* } */.x{display:none}", "class=x"),
        ("@charset 'utf-8';.x{display:none}", "class=x"),
        (".x{display:none!important}.x{display:block}", "class=x"),
    ],
)
def test_what_a_style_sheet_hides_is_not_read(sheet, attributes):
    page = f"<style>{sheet}</style><table><tr><td>1<b {attributes}>9</b><td>2</table>"
    assert only_grid(page) == [(0, 0, "1", 1, 1), (0, 1, "2", 1, 1)]


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        (".x{display:none}.x{display:inline}", "class=x"),
        (".x{display:none}", "class=x style='display:inline'"),
        (".x{display:none}", "class=xy"),
        (".x.y{display:none}", "class=x"),
        ("i.x{display:none}", "class=x"),
        ("@media print{.x{display:none}}", "class=x"),
        (".y .x{display:none}", "class=x"),
        (".x:hover{display:none}", "class=x"),
        (".x{display:none", "class=x"),
        ("}}{}{.x{display", "class=x"),
    ],
)
def test_what_no_simple_rule_hides_is_read(sheet, attributes):
    assert lines(f"<style>{sheet}</style><p>1<b {attributes}>9</b>") == ["19"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>9</s>",
        "<strike>9</strike>",
        "<span style='text-decoration:line-through'>9</span>",
        "<span style='TEXT-DECORATION: underline line-through'>9</span>",
        "<style>.x{text-decoration-line:line-through}</style><u class=x>9</u>",
    ],
)
def test_struck_out_text_is_left_out_and_told(struck):
    document = read(f"<table><tr><td>1{struck}<td>2</table>")
    assert [cell.text for cell in document.grids[0].cells] == ["1", "2"]
    assert len(document.warnings) == 1
    assert "删除线" in document.warnings[0]


def test_a_hidden_table_is_told():
    document = read("<style>.x{display:none}</style><div class=x><table><tr><td>1<td>2</table></div><p>文")
    assert (document.grids, len(document.warnings)) == ((), 1)


def test_rules_without_end_are_refused_soon():
    sheet = "".join(f".c.d{at}{{display:none}}" for at in range(5_000))
    body = "".join(f"<p class='c x{at}'>文" for at in range(20_000))
    with pytest.raises(DocumentError, match="style"):
        read(f"<style>{sheet}</style>{body}")


@pytest.mark.parametrize(
    "cell",
    [
        "12<sup>1</sup>",
        "<sup>1</sup>12",
        "12<sub> 1</sub>",
        "<p>12<p><sup>1</sup>",
        "12<b style='vertical-align:super'>1</b>",
    ],
)
def test_a_raised_figure_beside_a_figure_makes_the_cell_doubtful(cell):
    text = only_grid(f"<table><tr><td>总计<td>{cell}</table>")[1][2]
    assert text.endswith("\ufffd")
    assert {"1", "2"} <= set(text)


def test_raised_text_elsewhere_is_text():
    assert lines("<p>100m<sup>2</sup>，10<sup>3</sup><p><sup></sup>") == ["100m2，103"]
    assert only_grid("<table><tr><td><sup>12</sup><td>12<sup>注</sup></table>")[0][2] == "12"


# --- articles outside the markup --------------------------------------------------------------------------------------

ROWS = "<tr><td>总计</td><td>12</td></tr>"
ARTICLE = f'<p class="t">年度"报告"</p><table border="1">{ROWS * 10}</table>'


def escaped(markup):
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@pytest.mark.parametrize(
    "holder",
    [
        "<script>var content = " + json.dumps(ARTICLE).replace("</", "<\\/") + ";</script>",
        '<script type="application/json">{"a": 1, "content": '
        + json.dumps(ARTICLE).replace("<", "\\u003c")
        + "}</script>",
        "<script>x='" + ARTICLE.replace("<", "\\x3C") + "'</script>",
        "<script>x=`" + ARTICLE + "`</script>",
        "<script>// it's\n/* \" */ y=/[\"']/g; x='<p>年度\"报告\"</p>' + '<table>"
        + ROWS * 10
        + "' +\n '</table>';</script>",
        f"<script>x='{escaped(ARTICLE)}'</script>",
        "<script>x=" + json.dumps(json.dumps({"c": ARTICLE}).replace("<", "\\u003c")) + "</script>",
        f"<textarea style='display:none'>{escaped(ARTICLE)}</textarea>",
        f"<template>{ARTICLE}</template>",
        f"<noscript>{ARTICLE}</noscript>",
        f'<input type=hidden value="{escaped(ARTICLE)}">',
        f'<div data-content="{escaped(ARTICLE)}"></div>',
    ],
    ids=range(12),
)
@pytest.mark.parametrize("before", ["", "<table><tr><td>索引号<td>X-1</table>"])
def test_an_article_kept_elsewhere_is_read_and_told(holder, before):
    document = read(f"<body><p>页首</p>{before}{holder}</body>")
    assert [(cell.row, cell.text) for cell in document.grids[-1].cells][-2:] == [(9, "总计"), (9, "12")]
    assert any('年度"报告"' in line.text for line in document.lines)
    assert document.lines[0].text == "页首"
    assert len(document.warnings) == 1
    assert "脚本" in document.warnings[0]


def test_a_page_that_shows_its_table_is_read_as_it_stands():
    page = f"<table>{ROWS * 10}</table><script>x={json.dumps(ARTICLE)}</script>"
    document = read(page)
    assert (len(document.grids), document.warnings) == (1, ())


def test_style_sheets_of_the_page_hold_for_its_article():
    page = f"<style>.x{{display:none}}</style><template>{ARTICLE.replace('12', '1<b class=x>9</b>2')}</template>"
    assert read(page).grids[0].cells[1].text == "12"


def test_an_article_is_read_once():
    assert len(read(f"<script>x=`{ARTICLE}`;y=`{ARTICLE}`</script>").grids) == 1


@pytest.mark.parametrize(
    "script",
    [
        "x='<table><tr><td>总计</td><td>' + n + '</td></tr></table>'",
        "x='<table><tr><td>总计</td><td>12",
        "if (a<table) b='</table'",
        "x='" + "\\u003ctable>" * 50_000,
        "/*" * 200_000 + "<table>",
        "=/[" * 100_000 + "<table>",
        "`" * 99_999 + "<table>",
        "'\\" * 100_000 + "<table>",
        "x='\\ud83d\\udE00\\u{110000}\\ud800<table></table>'",
        "x='" + "\\u003ctable>" * 300_000 + "\\u003c/table>'",
    ],
    ids=range(10),
)
def test_scripts_that_hold_no_whole_table_state_nothing(script):
    assert read(f"<p>文<script>{script}</script>").grids == ()


# --- pictures ---------------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))
SOURCE = "data:image/png;base64," + base64.b64encode(PNG).decode()


def test_pictures_inside_the_page_stand_in_their_place():
    document = read(f"<p>前<p><img src='{SOURCE}'><p>后<table><tr><td>1<td><img src='{SOURCE.rstrip('=')}'></table>")
    assert [block.where for block in document.blocks] == ["第1段", "图1", "第2段", "表1", "图2"]
    assert [picture.load() for picture in document.pictures] == [PNG, PNG]


@pytest.mark.parametrize(
    "image",
    [
        "<img src='data:image/svg+xml;base64,AAAA'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='data:image/png;base64,%%%'>",
        f"<img width=16 height=16 src='{SOURCE}'>",
        f"<img style='display:none' src='{SOURCE}'>",
        "<img>",
    ],
)
def test_other_pictures_are_none(image):
    document = read(f"<p>文{image}")
    assert (document.pictures, document.warnings) == ((), ())


def test_pictures_are_bounded():
    assert len(read(f"<img src='{SOURCE}'>" * 60).pictures) == 50


def test_pictures_elsewhere_are_told_only_where_no_table_is():
    remote = "<img src='/files/2022/1.png'>"
    (warning,) = read(f"<p>文{remote}{remote}").warnings
    assert "2张图片" in warning
    assert read(f"{remote}<table><tr><td>1<td>2</table>").warnings == ()


TAGS = (
    "<table>",
    "<tr>",
    "<td>",
    "<td rowspan=2>",
    "<td colspan=3>",
    "</table>",
    "<div>",
    "</div>",
    "<p>",
    "x",
    "<br>",
    "<pre>",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS)))
def test_any_markup_is_read(tags):
    for grid in read("<p>" + "".join(tags)).grids:
        assert sum(cell.rowspan * cell.colspan for cell in grid.cells) == len(grid.at)
