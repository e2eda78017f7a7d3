"""The JSON object: exact, as its schema says, and read back to the same report."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents import write
from gongkai.documents.readers import json as reader
from gongkai.documents.writers.json import dumps, render, to_object
from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport, Cell, Contact, Evidence, Finding, Paragraph, Remark
from gongkai.report.words import finding_text
from gongkai.statute.forms import FORM_IDS, load_form
from tests.documents import reports

SCHEMA = json.loads((Path(write.__file__).parent / "data" / "report-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())

texts = st.text(max_size=30)
exact = st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9)
numbers = st.integers(-(10**9), 10**9) | exact
places = {"where": texts, "written": texts, "entries": st.lists(st.integers(0, 10**6), max_size=3).map(tuple)}
stated = st.builds(Cell, numbers, status=st.sampled_from(["stated", "inferred"]), **places)
silent = st.builds(Cell, st.none(), status=st.sampled_from(["blank", "dash", "missing", "unreadable"]), **places)
paragraphs = st.lists(
    st.builds(
        Paragraph,
        texts,
        level=st.sampled_from([0, 2, 3]),
        by=st.sampled_from(["form", "ledger", "office"]),
        figures=st.lists(texts, max_size=2).map(tuple),
        is_draft=st.booleans(),
    ),
    max_size=3,
).map(tuple)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
evidence = st.lists(st.builds(Evidence, st.integers(0, 10**6), days, texts, texts, texts), max_size=3)


@st.composite
def any_report(draw: st.DrawFn) -> AnnualReport:
    """A report of any content, with every cell of its form."""
    form_id = draw(st.sampled_from(FORM_IDS))
    cells = {key: Cell(0, "0") for key in load_form(form_id).figures}
    cells |= draw(st.dictionaries(st.sampled_from(sorted(cells)), stated | silent, max_size=8))
    codes = [section.code for section in load_form(form_id).sections]
    return AnnualReport(
        office=draw(st.none() | texts),
        year=draw(st.none() | st.integers(2019, 2030)),
        form_id=form_id,
        cells=cells,
        sections=draw(st.dictionaries(st.sampled_from(codes), paragraphs)),
        title=draw(texts),
        preamble=draw(paragraphs),
        period=draw(st.none() | st.tuples(days, days)),
        signed_by=draw(st.none() | texts),
        published_on=draw(st.none() | days),
        contact=draw(st.builds(Contact, texts, texts, texts, texts, texts)),
        metadata=draw(st.dictionaries(texts, texts, max_size=2)),
        office_kind=draw(st.none() | texts),
        warnings=tuple(draw(st.lists(st.builds(Remark, texts, texts, texts), max_size=2))),
        as_of=draw(st.none() | st.integers(0, 10**6)),
        evidence={item.sequence: item for item in draw(evidence)},
    )


@settings(max_examples=40)
@given(any_report())
def test_what_is_written_is_read_back(report):
    data = render(report)
    assert reader.loads(data) == report
    assert reader.parse(to_object(report)) == report
    VALIDATOR.validate(json.loads(data))


@pytest.mark.parametrize("sample", reports.WRITTEN)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_samples_follow_the_schema(sample, form_id):
    VALIDATOR.validate(json.loads(render(sample(form_id))))


def test_the_schema_is_itself_valid_and_refuses_what_is_not_a_report():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate({"schema": "gongkai.report/1", "file": "a.docx", "part": 1, "error": "not a zip file"})
    good = json.loads(render(reports.full_report()))
    for wrong in ({"year": "2021"}, {"schema": "gongkai.report/2"}, {"published_on": "2022/1/24"}, {"form": "fmt2022"}):
        assert not VALIDATOR.is_valid(good | wrong)
    good["cells"][0] |= {"value": None}
    assert not VALIDATOR.is_valid(good)


def test_members_are_those_of_the_design():
    result = to_object(reports.full_report(), file="年报.docx", part=2)
    assert (result["schema"], result["file"], result["part"]) == ("gongkai.report/1", "年报.docx", 2)
    assert (result["office"], result["year"], result["form"]) == ("西工区汉屯路街道办事处", 2021, "fmt2021")
    assert result["period"] == ["2021-01-01", "2021-12-31"]
    assert result["tables"]["t2"]["rules"] == {"issued_this_year": 101, "repealed_this_year": 102, "in_force": 103}
    assert result["tables"]["t3"]["new_received"]["total"] == 117
    assert result["tables"]["t4"]["recon_upheld"] == 286
    assert [cell["row"] for cell in result["cells"] if cell["table"] == "t4"] == ["count"] * 15
    assert result["sections"]["other_matters"].split("\n")[-1] == "除此之外，无其他需要报告的事项。"
    assert result["evidence"][0]["subject"] == "2021001"


def test_only_a_compiled_report_has_entries_and_evidence():
    read = to_object(AnnualReport(None, None, None, {}))
    assert "evidence" not in read
    assert read["office"] is read["year"] is read["form"] is read["contact"] is read["as_of"] is None
    cell = to_object(AnnualReport(None, None, "fmt2021", {}))["cells"][0]
    assert "entries" not in cell
    assert (cell["value"], cell["status"]) == (None, "missing")


def test_findings_carry_their_numbers_and_a_chinese_sentence():
    findings = (Finding("R04", "error", "t3.granted", expected=Decimal("7.5"), found=8),)
    data = render(reports.full_report(), findings)
    (found,) = json.loads(data)["findings"]
    assert found == {
        "rule": "R04",
        "severity": "error",
        "at": "t3.granted",
        "expected": 7.5,
        "found": 8,
        "detail": "",
        "cell": None,
        "variant": None,
        "message": finding_text(findings[0], lang="zh"),
    }
    VALIDATOR.validate(json.loads(data))
    assert reader.loads(data) == reader.loads(render(reports.full_report()))


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("t3.new_received.total", {"table": "t3", "row": "new_received", "column": "total"}),
        ("t4.recon_total", {"table": "t4", "row": "count", "column": "recon_total"}),
        ("t3.granted", None),
        ("", None),
    ],
)
def test_a_finding_names_the_figure_it_compares_with_and_its_wording(path, cell):
    finding = Finding("R15", "error", "sections.overview", 7, 8, "八件", cell=path, variant="sum")
    data = json.loads(render(reports.full_report(), [finding]))
    VALIDATOR.validate(data)
    assert (data["findings"][0]["cell"], data["findings"][0]["variant"]) == (cell, "sum")


def test_what_is_not_stated_is_null_in_tables():
    result = to_object(reports.zero_report())
    assert result["tables"]["t3"]["granted"]["natural_person"] is None
    assert result["tables"]["t3"]["partial"]["total"] is None
    assert result["tables"]["t4"]["recon_upheld"] is None
    (inferred,) = [cell for cell in result["cells"] if cell["status"] == "inferred"]
    assert (inferred["value"], inferred["written"]) == (7, "1?")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("3.98"), "3.98"),
        (Decimal("51.95662"), "51.95662"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (-2, "-2"),
        (True, "true"),
        (None, "null"),
        ('a"\\\n\x01</公', '"a\\"\\\\\\n\\u0001</公"'),
        ({"a": [], "b": {}, "c": [1, {"d": None}]}, '{"a": [], "b": {}, "c": [1, {"d": null}]}'),
    ],
)
def test_numbers_and_text_are_printed_digit_for_digit(value, text):
    assert dumps(value) == text
    assert json.loads(dumps(value, is_pretty=True), parse_float=Decimal) == value


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400"), Decimal("1." + "1" * 40), 10**40]
)
def test_a_number_json_cannot_state_is_refused(value):
    with pytest.raises(DocumentError, match="cannot be written"):
        dumps([value])


def test_one_line_and_many_say_the_same():
    result = to_object(reports.full_report())
    assert "\n" not in dumps(result)
    assert json.loads(dumps(result)) == json.loads(dumps(result, is_pretty=True))
    assert dumps(result, is_pretty=True).count("\n") > len(result["cells"])


def broken(**members: object) -> bytes:
    return json.dumps(json.loads(render(reports.full_report())) | members).encode()


def with_cell(**members: object) -> bytes:
    whole = json.loads(render(reports.full_report()))
    whole["cells"][0] |= members
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a JSON report"),
        (b"{", "not a JSON report"),
        (b"\xff\xfe", "not a JSON report"),
        (b"[" * 100_000, "not a JSON report"),
        (b"[]", "the report should be an object"),
        (b"{}", "schema should be"),
        (b'{"schema": "gongkai.report/2"}', "schema should be .*gongkai.report/2"),
        (b'{"schema": "gongkai.report/1", "error": "not a zip file"}', "could not be read.*not a zip file"),
        (b'{"schema": "gongkai.report/1", "year": NaN}', "NaN"),
        (b'{"schema": "gongkai.report/1", "year": ' + b"1" * 5000 + b"}", "not a JSON report"),
        (broken(form="fmt2022"), "form should be one of fmt2019, fmt2021"),
        (broken(year="2021"), "year should be a whole number, but is '2021'"),
        (broken(year=True), "year should be a whole number"),
        (broken(published_on="2022-1-24"), "published_on should be a date"),
        (broken(published_on="20220124"), "published_on should be a date"),
        (broken(period=["2021-01-01"]), "period should be two dates"),
        (broken(contact=[]), "contact should be an object"),
        (broken(contact={"phone": 1}), r"contact\.phone should be a text"),
        (broken(metadata={"a": 1}), r"metadata\.a should be a text"),
        (broken(cells={}), "cells should be a list"),
        (broken(cells=[{}] * 2000), "at most 1000 cells"),
        (broken(cells=[{}]), r"cells\[0\]\.table should be present"),
        (with_cell(row="nothing"), r"cells\[0\] should be a cell of the form fmt2021, but is 't2\.nothing"),
        (with_cell(row="normative_documents"), r"cells\[3\] should be a cell not listed before"),
        (with_cell(value=None), r"cells\[0\]\.value should be a number if"),
        (with_cell(value="3"), r"cells\[0\]\.value should be a number"),
        (with_cell(status="zero"), r"cells\[0\]\.status should be one of stated"),
        (with_cell(status=[]), r"cells\[0\]\.status should be one of stated"),
        (with_cell(entries="7"), r"cells\[0\]\.entries should be a list"),
        (with_cell(entries=["7"]), r"cells\[0\]\.entries\[0\] should be a whole number"),
        (with_cell(value=7), r"t2\.rules\.issued_this_year should be 7 in `tables` as in `cells`, but is '101'"),
        (broken(sections={"overview": "别的"}), r"paragraphs\.overview should be the same text as sections\.overview"),
        (broken(paragraphs={"annex": []}), r"paragraphs\.annex should be a section"),
        (broken(sections={"overview": 1}), r"sections\.overview should be a text"),
        (broken(warnings=[{"code": "W"}]), r"warnings\[0\]\.at should be present"),
        (broken(evidence=[{"sequence": 1, "on": "2021"}]), r"evidence\[0\]\.on should be a date"),
    ],
)
def test_what_is_malformed_is_named(data, message):
    with pytest.raises(DocumentError, match=message):
        reader.loads(data)


def test_a_number_of_a_thousand_million_digits_is_not_unfolded():
    data = render(reports.full_report()).replace(b"3.98", b"1e999999999")
    with pytest.raises(DocumentError, match="at most 30 digits"):
        reader.loads(data)


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "LARGEST", 100)
    with pytest.raises(DocumentError, match="more than the 100"):
        reader.loads(render(reports.zero_report()))


leaves = st.none() | st.booleans() | st.integers() | texts
names = st.sampled_from([*"abc", "cells", "tables", "sections", "paragraphs", "t4", "evidence"])


@given(st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(names, inner)))
def test_any_json_is_a_report_or_one_clear_error(value):
    data = {"schema": "gongkai.report/1", **(value if isinstance(value, dict) else {"cells": value})}
    with suppress(DocumentError):  # and no other
        assert isinstance(reader.loads(json.dumps(data)), AnnualReport)


def test_text_without_paragraphs_is_split_at_its_lines():
    whole = json.loads(render(reports.full_report()))
    del whole["paragraphs"]
    report = reader.loads(json.dumps(whole))
    texts = [paragraph.text for paragraph in reports.full_report().sections["problems"]]
    assert report.sections["problems"] == tuple(Paragraph(text) for text in texts)


def test_the_page_that_documents_it_names_every_member():
    page = (Path(__file__).parents[2] / "docs" / "report-json.md").read_text(encoding="utf-8")
    for name in [*SCHEMA["$defs"]["report"]["properties"], *SCHEMA["$defs"]["cell"]["properties"]]:
        assert f"`{name}`" in page, name
