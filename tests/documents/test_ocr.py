"""Scans read: our own pages drawn, spoilt and put into files. Every figure right or not stated, however spoilt.

A larger battery is run by hand; its figures stand in docs/decisions/0010.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial

import cv2
import numpy as np
import pytest

from gongkai.documents import ocr, ocr_document, ocr_models
from gongkai.documents.fill import cell_of
from gongkai.documents.grid import RECOGNISED, Document, Line, Picture
from gongkai.documents.limits import DEFAULT
from gongkai.documents.locate import Token
from gongkai.documents.ocr_cells import CellText, doubt_odd_marks, is_like_figure
from gongkai.documents.ocr_image import decode
from gongkai.documents.ocr_models import Box
from gongkai.documents.read import report_of, reports_of
from gongkai.documents.readers import image, pdf
from gongkai.errors import DocumentError
from gongkai.statute.forms import load_form
from tests.documents import reports, scans
from tests.documents.test_read_pdf import typeset
from tests.samples.layouts import cells_equal

if "PYTEST_XDIST_WORKER" in os.environ:  # the other cores have their own tests; threads that wait for them burn time
    ocr_models.THREADS = 1
    cv2.setNumThreads(1)

TWO, THREE, FOUR = 2, 3, 4
"""Pages of our PDF, from 0, on which the tables of the form stand."""


def awkward(figure, index):
    """Figures of every length, with the lone 0 and 1 that reports are full of."""
    chosen = random.Random(index)
    if figure.unit == "万元":
        return Decimal("20.07")
    return chosen.choice([0, 0, 1, 8, 6, 3, chosen.randint(10, 99), chosen.randint(100, 999)])


@cache
def told(form_id):
    return replace(reports.full_report(form_id), cells=reports.cells_of(form_id, awkward))


@cache
def page(form_id, number, dpi=200):
    (found,) = scans.pages_of(told(form_id), dpi, only=[number])
    return found


def stated(report):
    return sum(cell.status == "stated" for cell in report.cells.values())


def stated_wrongly(report, form_id="fmt2021"):
    return [one for one in cells_equal(report, told(form_id)) if one[2].status == "stated"]


def looked_into(*pages):
    """The document of pages as a scanner's image files."""
    pictures = [Picture(partial(scans.as_image, one, "BMP"), f"第{at}页") for at, one in enumerate(pages, 1)]
    return ocr.recognised(Document("image", tuple(pictures)))


# --- a whole scan -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=reports.BOTH)
def clean(request):
    """A form, and the report read from a scan of its tables at 200 dpi."""
    pages = [page(request.param, number) for number in (TWO, THREE, FOUR)]
    return request.param, report_of(pdf.read(scans.as_pdf(pages)))


def test_every_figure_of_a_clean_scan_is_stated(clean):
    form_id, report = clean
    assert cells_equal(report, told(form_id)) == []
    assert report.form_id == form_id


def test_a_scan_says_that_it_is_one(clean):
    _, report = clean
    assert "ocr" in {remark.code for remark in report.warnings}
    assert any("第1页由图片识别（OCR）" in remark.message for remark in report.warnings)
    assert all(cell.where.endswith(RECOGNISED) for cell in report.cells.values())
    assert next(iter(report.cells.values())).where.startswith("第1页表1第3行第2格")


# --- spoilt pages -------------------------------------------------------------------------------------------------

FULL = 1.0
SPOILT = {
    "tilted": (FULL, 200, [partial(scans.tilted, degrees=1.4)]),
    "tilted the other way, noisy": (0.8, 200, [partial(scans.tilted, degrees=-0.5), scans.noisy]),
    "low resolution, JPEG": (0.8, 150, [partial(scans.squeezed, quality=30)]),
    "blurred": (0.8, 200, [scans.blurred]),
    "out of focus": (0.0, 150, [partial(scans.blurred, sigma=2.2)]),
    "faint, shaded": (0.6, 200, [partial(scans.faint, share=0.4), scans.shaded]),
    "sealed": (0.8, 200, [partial(scans.sealed, x=0.5, y=0.3), partial(scans.squeezed, quality=70)]),
    "struck through": (0.3, 200, [partial(scans.struck, y=0.3, slope=0.03)]),
    "cut off": (0.0, 200, [scans.cut]),
    "on its head": (FULL, 200, [partial(scans.turned, quarters=2)]),
    "on its side": (FULL, 200, [partial(scans.turned, quarters=1)]),
}


@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_page_states_no_wrong_figure(way):
    share, dpi, ways = SPOILT[way]
    pages = [page("fmt2021", TWO, dpi), page("fmt2021", FOUR, dpi)]
    for spoil in ways:
        pages = [spoil(one) for one in pages]
    document = looked_into(*pages)
    try:
        report = report_of(document)
    except DocumentError:
        assert share == 0.0
        return
    assert stated_wrongly(report) == []
    assert stated(report) >= share * 25


def test_figures_of_every_kind_are_right_or_doubtful():
    texts = ["3.98", "-2", "1", "11", "/", "—", "0", "20.07", "-13.5", "1,234", "100000", "7", "0.5", "", "88", "171"]
    texts += ["6", "9", "5", "4", "2", "3", "39800", "0.07", "-1", "-", "无", "8.8", "12", "60", "", "1.1"]
    body = f"#table(columns: (1fr,) * 4, align: center, {', '.join(f'[{one}]' for one in texts)})"
    (drawn,) = scans.drawn(typeset(body), 150)
    (grid,) = looked_into(drawn).grids
    figure = next(one for one in load_form("fmt2021").figures.values() if one.is_decimal)
    got = [cell_of(figure, Token(cell.text, "", 0, 0)) for cell in grid.cells]
    want = [cell_of(figure, Token(text, "", 0, 0)) for text in texts]
    sure = [(one, other) for one, other in zip(got, want, strict=True) if one.status != "unreadable"]
    assert [(one.value, one.status) for one, _ in sure] == [(other.value, other.status) for _, other in sure]
    assert len(sure) >= 24


def test_a_table_goes_on_over_the_page():
    whole = page("fmt2021", TWO)
    ruled = np.flatnonzero((whole[:, :, 0] < 128).mean(axis=1) > 0.5)
    middle = int(ruled[len(ruled) // 2])
    white = np.full_like(whole, 255)
    first, second = white.copy(), white.copy()
    first[: middle + 3] = whole[: middle + 3]
    second[200 : 200 + len(whole) - middle + 2] = whole[middle - 2 :]
    document = looked_into(first, second)
    assert len(document.grids) == 1
    assert stated_wrongly(report_of(document)) == []
    assert stated(report_of(document)) == 10


def test_figures_without_rules_are_not_taken():
    rows = told("fmt2021").form.layout("t2")
    cells = [cell.text or "12 0 45" for row in rows for cell in row]
    (drawn,) = scans.drawn(typeset(f"#table(columns: 4, stroke: none, {', '.join(f'[{one}]' for one in cells)})"), 200)
    document = looked_into(drawn)
    assert document.grids == ()
    assert not any(is_like_figure(part) for line in document.lines for part in line.text.split("\t"))
    assert any("没有表格线" in warning for warning in document.warnings)


def test_a_picture_without_text_holds_nothing():
    noise = np.random.default_rng(1).integers(0, 255, (400, 300, 3), np.uint8)
    document = looked_into(noise, np.full((400, 300, 3), 255, np.uint8))
    assert document.grids == ()
    with pytest.raises(DocumentError):
        reports_of(document)


# --- files --------------------------------------------------------------------------------------------------------


def test_image_files_and_pages_of_a_tiff_become_one_document():
    small = [page("fmt2021", TWO, 150), page("fmt2021", FOUR, 150)]
    report = report_of(image.read(scans.as_tiff(small)))
    assert stated_wrongly(report) == []
    assert stated(report) == 25


def test_a_photograph_is_set_upright_as_its_camera_says():
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    data = scans.as_image(scans.turned(page("fmt2021", FOUR, 150), 3), "JPEG", exif=exif, quality=90)
    assert decode(data).shape == page("fmt2021", FOUR, 150).shape


def test_pictures_between_lines_keep_their_place():
    picture = Picture(partial(scans.as_image, page("fmt2021", FOUR, 150)), "图1")
    document = ocr.recognised(Document("docx", (Line("前"), Line(" "), picture, Line("后"))))
    assert (document.blocks[0], document.blocks[-1]) == (Line("前"), Line("后"))
    assert document.grids[0].where == "图1表1"


def test_pictures_are_not_looked_into_where_no_table_is_missing():
    from gongkai.documents.readers import docx
    from gongkai.documents.write import render

    def never():
        raise AssertionError("looked into")

    read = docx.read(render(told("fmt2021"), "docx"))
    assert reports_of(replace(read, blocks=(*read.blocks, Picture(never, "图1"))))


# --- without the extra, and pictures nobody can read ----------------------------------------------------------------


def test_without_the_extra_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(ocr, "_PACKAGES", ("a_package_nobody_has",))
    with pytest.raises(DocumentError) as caught:
        reports_of(Document("pdf", (Picture(bytes, "第1页"),)))
    assert "pip install 'gongkai[ocr]'" in caught.value.zh


def test_a_damaged_picture_is_told_and_the_rest_is_read():
    document = Document("docx", (Line("某区年度报告"), Picture(lambda: b"\x89PNG\r\n\x1a\nx", "图1")))
    assert any(warning.startswith("图1：图片已损坏") for warning in ocr.recognised(document).warnings)
    with pytest.raises(DocumentError):
        ocr.recognised(replace(document, blocks=document.blocks[1:]))


def test_a_picture_of_too_many_pixels_is_refused_by_its_head():
    head = b"P6\n100000 100000\n255\n"
    with pytest.raises(DocumentError) as caught:
        decode(head + b"\0" * 100)
    assert "6000万像素" in caught.value.zh


def test_a_picture_of_dots_without_end_is_soon_over():
    dots = np.full((2000, 1400, 3), 255, np.uint8)
    dots[::4, ::4] = dots[1::4, ::4] = dots[::4, 1::4] = dots[1::4, 1::4] = 0
    with pytest.raises(DocumentError):
        reports_of(looked_into(dots))


def test_an_ornament_is_left_out():
    assert decode(scans.as_image(np.zeros((20, 900, 3), np.uint8))) is None


def test_a_clear_picture_lies_on_white():
    clear = np.zeros((120, 120, 4), np.uint8)
    assert decode(scans.as_image(clear)).min() == 255


def test_only_so_many_pictures_are_looked_into():
    count = ocr_document.MOST_PICTURES + 1
    small = scans.as_image(np.zeros((20, 20, 3), np.uint8))
    looked = []
    document = Document("html", tuple(Picture(lambda: small, f"图{at}") for at in range(count)))
    found = ocr.recognised(document, lambda: looked.append(1), DEFAULT)
    assert len(looked) == 1 + ocr_document.MOST_PICTURES
    assert any("200幅" in warning for warning in found.warnings)


# --- parts --------------------------------------------------------------------------------------------------------


def glyph(digit):
    """A digit as a mark of a cell."""
    drawn = np.full((24, 16), 255, np.uint8)
    cv2.putText(drawn, digit, (1, 21), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 0, 2)
    return drawn


def test_a_digit_that_looks_like_another_is_doubted():
    box = Box(0, 0, 1, 1)
    cells = [CellText(box, [box], text=one, marks=[glyph(one)]) for one in "0123456789" * 2]
    odd = CellText(box, [box], text="8", marks=[glyph("6")])
    doubt_odd_marks([*cells, odd])
    assert odd.is_doubtful
    assert not any(cell.is_doubtful for cell in cells)


@pytest.mark.parametrize("text", ["12", "8件", "3.98", "—", "/", "1 2", "12\n34", "1,234", "３", "减5"])
def test_what_may_be_taken_for_a_figure(text):
    assert is_like_figure(text)


@pytest.mark.parametrize("text", ["总计", "1.属于国家秘密", "", "O"])
def test_what_is_no_figure(text):
    assert not is_like_figure(text)
