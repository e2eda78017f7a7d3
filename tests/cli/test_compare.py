"""`gongkai compare`: figures that changed, carry-over, repeated text."""

import json

import openpyxl
import pytest
from lxml import html

from gongkai.cli import main
from gongkai.cli.say import set_language
from gongkai.documents.write import render
from gongkai.report.model import Cell, Paragraph
from tests.documents import reports

OLD_TEXT = "主动公开政府信息十条，内容及时准确。加强业务培训，规范办理流程。"


def saved(tmp_path, name, year, cells, text):
    told = reports.full_report("fmt2021")
    zero = reports.cells_of("fmt2021", lambda figure, index: 0)
    report = reports.replace(
        told,
        year=year,
        title=f"西工区汉屯路街道办事处{year}年政府信息公开工作年度报告",
        cells={**zero, **{key: Cell(value, str(value)) for key, value in cells.items()}},
        sections={"overview": (Paragraph(text),)},
    )
    path = tmp_path / name
    path.write_bytes(render(report, "json"))
    return str(path)


def compared(tmp_path, capsys, old_cells, new_cells, text):
    old = saved(tmp_path, "old.json", 2021, old_cells, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, new_cells, text)
    assert main(["compare", old, new, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_figures_that_differ_are_listed_with_their_change(tmp_path, capsys):
    key = ("t2", "penalty", "decisions_this_year")

    found = compared(tmp_path, capsys, {key: 483}, {key: 480}, OLD_TEXT)

    assert found["cells"] == [{"path": "t2.penalty.decisions_this_year", "old": "483", "new": "480", "change": "-3"}]


def test_the_carry_over_is_judged_for_the_year_after(tmp_path, capsys):
    found = compared(tmp_path, capsys, {("t3", "carried_out", "total"): 2}, {}, OLD_TEXT)

    assert len(found["carry_over"]) == 1


def test_the_share_of_repeated_text_counts_sentences_word_for_word(tmp_path, capsys):
    same = compared(tmp_path, capsys, {}, {}, "2022年" + OLD_TEXT)
    other = compared(tmp_path, capsys, {}, {}, "全年开展三次检查，整改两项问题。")
    half = compared(tmp_path, capsys, {}, {}, "主动公开政府信息十条，内容及时准确。全年开展检查并整改问题两项。")

    assert same["repeated_text"] == {"overview": 1.0}
    assert other["repeated_text"] == {"overview": 0.0}
    assert 0.3 < half["repeated_text"]["overview"] < 0.7


def test_the_table_shows_old_new_and_change(tmp_path, capsys):
    key = ("t3", "new_received", "total")
    old = saved(tmp_path, "old.json", 2021, {key: 3}, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, {key: 5}, OLD_TEXT)

    main(["compare", old, new])

    shown = capsys.readouterr().out
    assert "+2" in shown
    assert "100%" in shown


def test_a_report_equals_itself(tmp_path, capsys):
    path = saved(tmp_path, "a.json", 2021, {}, OLD_TEXT)

    main(["compare", path, path])

    assert "数字全部相同" in capsys.readouterr().out


# --- what stands beside the figures -------------------------------------------------------------------------------


def test_the_text_is_told_sentence_by_sentence(tmp_path, capsys):
    found = compared(tmp_path, capsys, {}, {}, "主动公开政府信息十二条，内容及时准确。新的一句话在这里。")

    (overview,) = [one for one in found["text"] if one["section"] == "overview"]
    assert overview["presence"] == "both"
    assert [one["kind"] for one in overview["sentences"]] == ["changed", "added", "removed"]


def test_the_terminal_shows_where_a_sentence_changed(tmp_path, capsys):
    old = saved(tmp_path, "old.json", 2021, {}, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, {}, OLD_TEXT.replace("十条", "十二条"))

    assert main(["compare", old, new]) == 0

    shown = capsys.readouterr().out
    assert "{+二+}" in shown
    assert "总体情况" in shown


def test_the_same_year_another_office_and_another_form_are_said(tmp_path, capsys):
    paths = []
    for name, form_id in (("old.json", "fmt2019"), ("new.json", "fmt2021")):
        report = reports.replace(reports.full_report(form_id), year=2021, office=name)
        (tmp_path / name).write_bytes(render(report, "json"))
        paths.append(str(tmp_path / name))

    main(["compare", *paths, "--json"])

    found = json.loads(capsys.readouterr().out)
    told = "".join(found["notes"])
    assert "机关名称不同（old.json、new.json）" in told
    assert "都是2021年的报告" in told
    assert "表二" in told
    assert found["carry_over"] is None
    assert {one["path"].partition(".")[0] for one in found["cells"]} <= {"t2", "t3", "t4"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_and_workbook_hold_every_cell_and_sentence(tmp_path, capsys, lang):
    key = ("t2", "penalty", "decisions_this_year")
    old = saved(tmp_path, "old.json", 2021, {key: 483, ("t3", "carried_out", "total"): 2}, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, {key: 480}, OLD_TEXT.replace("十条", "十二条"))
    page, book = tmp_path / "out" / "a.html", tmp_path / "out" / "a.xlsx"

    try:
        assert main(["--lang", lang, "compare", old, new, "--html", str(page), "--xlsx", str(book)]) == 0
    finally:
        set_language("zh")

    shown = capsys.readouterr().out
    assert str(page) in shown
    assert len(html.document_fromstring(page.read_bytes().decode()).xpath("//tr[@class='same']")) == 200 - 2
    sheets = openpyxl.load_workbook(book).worksheets
    rows = {row[2]: row for row in sheets[1].iter_rows(min_row=2, values_only=True)}
    assert len(rows) == 200
    assert rows["t2.penalty.decisions_this_year"][3:6] == (483, 480, -3)
    kinds = [row[1] for row in sheets[2].iter_rows(min_row=2, values_only=True)]
    assert kinds == (["改写", "相同"] if lang == "zh" else ["changed", "same"])


def test_a_file_that_is_read_is_not_written_over(tmp_path, capsys):
    old = saved(tmp_path, "old.xlsx", 2021, {}, OLD_TEXT)
    before = (tmp_path / "old.xlsx").read_bytes()

    assert main(["compare", old, old, "--xlsx", old]) == 2
    assert main(["compare", old, old, "--html", old]) == 2
    assert (tmp_path / "old.xlsx").read_bytes() == before
