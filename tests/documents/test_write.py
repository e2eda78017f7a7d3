"""Every format: chosen by name, whole or not at all, the same bytes each time."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.documents import write
from gongkai.documents.write import FORMATS, render, write_report
from gongkai.documents.writers.outline import Heading, Text, contact_sentence, fitting_size, outline, title_lines
from gongkai.errors import DocumentError
from gongkai.report.model import Cell, Contact, Paragraph
from tests.documents import reports


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("sample", reports.WRITTEN)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_the_same_report_gives_the_same_bytes(format, sample, form_id):
    assert render(sample(form_id), format) == render(sample(form_id), format)


def test_every_format_is_written_into_a_new_folder(tmp_path):
    paths = write_report(reports.full_report(), tmp_path / "out" / "2021")
    assert [path.name for path in paths] == [f"report.{format}" for format in FORMATS]
    assert all(path.read_bytes() == render(reports.full_report(), path.suffix[1:]) for path in paths)
    assert sorted(os.listdir(tmp_path / "out" / "2021")) == sorted(path.name for path in paths)


def test_formats_and_stem_are_chosen(tmp_path):
    (path,) = write_report(reports.zero_report(), tmp_path, formats=["html"], stem="年报2021")
    assert path == tmp_path / "年报2021.html"


def test_unknown_format_is_named_with_those_there_are():
    with pytest.raises(DocumentError, match=r"'doc'.*docx, pdf, html, xlsx, json"):
        render(reports.zero_report(), "doc")


@pytest.mark.parametrize("stem", ["", ".", "..", "a/b", "../x", "a\\b"])
def test_stem_is_a_plain_name(tmp_path, stem):
    with pytest.raises(DocumentError, match="plain file name"):
        write_report(reports.zero_report(), tmp_path, formats=["json"], stem=stem)
    assert os.listdir(tmp_path) == []


def test_nothing_is_written_when_one_format_fails(tmp_path, monkeypatch):
    real = write.render

    def fails_late(report, format, *, findings=()):
        if format == "xlsx":
            raise DocumentError("no")
        return real(report, format, findings=findings)

    monkeypatch.setattr(write, "render", fails_late)
    with pytest.raises(DocumentError):
        write_report(reports.zero_report(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_file_stays_as_it_was_when_it_cannot_be_replaced(tmp_path, monkeypatch):
    (tmp_path / "report.json").write_text("before")

    def refuses(source, target):
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(os, "replace", refuses)
    with pytest.raises(DocumentError, match=r"report\.json cannot be written: in use; close it"):
        write_report(reports.zero_report(), tmp_path, formats=["json"])
    assert os.listdir(tmp_path) == ["report.json"]
    assert (tmp_path / "report.json").read_text() == "before"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(DocumentError, match="taken cannot be written"):
        write_report(reports.zero_report(), tmp_path / "taken", formats=["json"])


@pytest.mark.parametrize("format", ["docx", "pdf", "html", "xlsx"])
def test_a_report_without_a_form_cannot_be_printed(format):
    with pytest.raises(DocumentError, match="no statutory form"):
        render(replace(reports.zero_report(), form_id=None), format)


def test_writers_are_loaded_when_asked_for():
    import subprocess
    import sys

    code = (
        "import sys, gongkai.documents.write; "
        "print([name for name in ('typst', 'xlsxwriter', 'gongkai.documents.fonts') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(write.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("政府信息公开工作年度报告", ("政府信息公开工作年度报告",)),
        ("八泉街道2021年政府信息公开年报", ("八泉街道2021年政府信息公开年报",)),
        (
            "西工区汉屯路街道办事处2023年政府信息公开工作年度报告",
            ("西工区汉屯路街道办事处", "2023年政府信息公开工作年度报告"),
        ),
        (
            "2023年西工区汉屯路街道办事处政府信息公开工作年度报告",
            ("2023年西工区汉屯路街道办事处", "政府信息公开工作年度报告"),
        ),
    ],
)
def test_a_long_title_breaks_before_the_year(title, lines):
    assert title_lines(title) == lines


def test_a_title_of_three_lines_breaks_no_number():
    lines = title_lines(reports.long_report().title)
    assert len(lines) == 3
    assert "".join(lines) == reports.long_report().title
    assert sum("2021年" in line for line in lines) == 1


def test_contact_says_only_what_the_preamble_does_not():
    contact = Contact(address="县后街77号", phone="0595-22783514", postcode="362000")
    assert contact_sentence(contact, "") == "联系方式：地址：县后街77号；电话：0595-22783514；邮编：362000。"
    assert contact_sentence(contact, "（地址：县后街77号；邮编：362000）") == "联系方式：电话：0595-22783514。"
    assert contact_sentence(Contact(), "") == ""


def test_text_of_sections_two_to_four_follows_the_table():
    blocks = outline(reports.full_report()).blocks
    at = next(index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.code == "proactive")
    assert [type(block).__name__ for block in blocks[at : at + 3]] == ["Heading", "Table", "Text"]


def test_headings_skip_no_rank():
    report = replace(
        reports.zero_report(),
        preamble=(Paragraph("前言标题", level=2),),
        sections={"overview": (Paragraph("1.先", level=3), Paragraph("（一）后", level=2), Paragraph("1.再", level=3))},
    )
    ranks = [(block.text, block.rank) for block in outline(report).blocks if isinstance(block, Text)]
    assert ranks == [("前言标题", 0), ("1.先", 1), ("（一）后", 1), ("1.再", 2)]
    assert render(report, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell(0, written="０"), "０"),
        (Cell(12), "12"),
        (Cell(None, written="/", status="dash"), "/"),
        (Cell(None, status="blank"), ""),
        (Cell(None, status="missing"), ""),
        (Cell(0, status="inferred"), ""),
        (Cell(0, written="o", status="inferred"), "o"),
    ],
)
def test_what_is_not_stated_is_never_printed_as_a_number(cell, text):
    report = replace(reports.zero_report(), cells={("t2", "rules", "in_force"): cell})
    (printed,) = [
        c for row in outline(report).tables[0].rows for c in row if c.figure and c.figure.path == "t2.rules.in_force"
    ]
    assert printed.text == text


def test_long_figures_are_set_smaller_and_stay_legible():
    assert fitting_size("123", 23) == 10.5
    assert fitting_size("1234567", 23) == 5.5
    assert fitting_size("1" * 40, 23) == 5
