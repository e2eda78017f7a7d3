"""What our writers print is read back: every figure, and all that stands around the tables."""

from dataclasses import replace

import pytest

from gongkai.documents.catalogue import KEYS
from gongkai.documents.read import read_reports
from gongkai.documents.write import FORMATS, render
from gongkai.documents.writers.outline import outline
from gongkai.report.model import Contact
from tests.documents import reports

CONTACT = Contact("西工区汉屯路1号", "0379-60000000", "471000", "htl@example.cn", "http://www.example.cn")


def printed(report):
    """What a printed report tells; who wrote a paragraph and which entries a figure counts is in none."""
    return {
        "cells": {key: (cell.value, cell.written, cell.status) for key, cell in report.cells.items()},
        "preamble": [one.text for one in report.preamble],
        "sections": {code: [(one.text, one.level) for one in part] for code, part in report.sections.items() if part},
        "metadata": [(name, value) for name, value in report.metadata.items() if name in KEYS],
        **{name: getattr(report, name) for name in ("office", "office_kind", "year", "form_id", "title", "period")},
        **{name: getattr(report, name) for name in ("signed_by", "published_on", "contact")},
    }


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"metadata": {}},
        {"contact": Contact(), "preamble": (), "period": None},  # the period stands in the preamble
        {"contact": CONTACT},
        {"signed_by": None},
        {"signed_by": None, "published_on": None},
        {"metadata": {"有效性": "有效"}},
    ],
    ids=["whole", "no entry", "no preamble", "website", "date only", "unsigned", "one field"],
)
def test_a_report_reads_back_identical(changed, form_id, format):
    told = replace(reports.catalogued_report(form_id), **changed)

    (read,) = read_reports(render(told, format))

    assert printed(read) == printed(told)


@pytest.mark.parametrize("format", ["docx", "html", "xlsx", "pdf"])
def test_what_a_file_says_of_itself_is_not_printed_in_the_entry(format):
    told = replace(reports.catalogued_report(), metadata={"title": "甲", "生成软件": "乙", "文号": " ", "索引号": "丙"})

    (read,) = read_reports(render(told, format))

    assert [field for row in outline(told).entry for field in row] == [outline(told).entry[0][0]]
    assert {name: value for name, value in read.metadata.items() if name in KEYS} == {"索引号": "丙"}
    assert "乙" not in [*read.metadata.values(), *(one.text for one in read.preamble)]


def test_fields_that_fit_stand_side_by_side():
    rows = outline(reports.catalogued_report()).entry

    assert [[field.name for field in row] for row in rows] == [
        ["索引号", "文号"],
        ["发布机构", "成文日期"],
        ["发布日期"],
        ["主题分类"],
        ["有效性"],
        ["关键词"],
        ["信息名称"],
    ]
