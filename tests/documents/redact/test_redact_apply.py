"""A redacted copy: what it shows and what is no longer in it."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from PIL import Image, ImageChops

from gongkai.documents.redact.apply import redacted
from gongkai.documents.redact.leaks import leaks
from gongkai.documents.redact.legend import article
from gongkai.documents.redact.model import LEAK_KINDS, MOST_MARKS, Box, Mark
from gongkai.errors import DocumentError
from tests.documents.redact import samples
from tests.documents.redact.samples import marked

PAPER = samples.paper(2)
PAPER_MARKS = [*marked(PAPER, samples.NAME, samples.ID), Mark(2, Box(0.1, 0.5, 0.9, 0.8), "EX14A", "机密备注")]
PAPER_COPY = redacted(PAPER, PAPER_MARKS, title="区分处理后的答复")


def opened(data):
    return pypdfium2.PdfDocument(data)


def kinds_of(data):
    """How the pictures of a copy are stored."""
    return re.findall(rb"/ColorSpace /(Device\w+) /BitsPerComponent (\d) /Filter /(\w+)", data)


def test_what_is_marked_is_black_and_what_is_not_stays():
    for page in (1, 2):
        before, after = samples.drawn(PAPER, number=page), samples.drawn(PAPER_COPY, number=page)
        for mark in PAPER_MARKS:
            if mark.page == page:
                assert samples.darkest(samples.within(after, mark.box)) == 0
                left, top, right, bottom = (
                    round(at * side) for at, side in zip(mark.box, before.size * 2, strict=True)
                )
                for picture in (before, after):
                    picture.paste("black", (left - 6, top - 6, right + 6, bottom + 6))
        assert max(band[1] for band in ImageChops.difference(before, after).getextrema()) <= 16  # 16 greys


def test_a_copy_is_proved():
    assert leaks(PAPER, PAPER_COPY, PAPER_MARKS) == ()


def test_the_same_input_gives_the_same_bytes():
    assert redacted(PAPER, PAPER_MARKS, title="区分处理后的答复") == PAPER_COPY


def test_a_copy_has_no_text_and_only_a_title():
    pdf = opened(PAPER_COPY)
    assert [page.get_textpage().count_chars() for page in pdf] == [0, 0, 0]
    assert pdf.get_metadata_dict(skip_empty=True) == {"Title": "区分处理后的答复", "Producer": "Gongkai"}
    pdf.close()


def test_notes_and_dates_do_not_reach_the_copy():
    other = [Mark(mark.page, mark.box, mark.ground, "另一备注") for mark in PAPER_MARKS]
    assert redacted(PAPER, other, title="区分处理后的答复") == PAPER_COPY
    assert not re.search(rb"Date|/ID|/Author|/Creator|/Metadata", PAPER_COPY)


def test_the_legend_follows_the_pages():
    pdf = opened(PAPER_COPY)
    assert len(pdf) == 3
    assert [round(at) for at in pdf[2].get_size()] == [595, 842]
    pdf.close()
    assert samples.darkest(samples.drawn(PAPER_COPY, number=3)) < 60


def test_without_a_mark_there_is_no_legend():
    copy = redacted(PAPER, [], title="")
    assert b"/Title" not in copy
    assert leaks(PAPER, copy, []) == ()
    pdf = opened(copy)
    assert len(pdf) == 2
    pdf.close()


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("14", "第十四条"),
        ("16(1)", "第十六条第一款"),
        ("37", "第三十七条"),
        ("20", "第二十条"),
        ("9", "第九条"),
        ("x", "x"),
    ],
)
def test_articles_are_cited_in_chinese(written, cited):
    assert article(written) == cited


def test_hidden_things_are_gone():
    marks = marked(samples.ANNOTATED, "WITHHELD 778899")
    copy = redacted(samples.ANNOTATED, marks, title="")
    assert b"WITHHELD" not in copy
    assert leaks(samples.ANNOTATED, copy, marks) == ()


@pytest.mark.parametrize("data", [samples.WHITE, samples.LIVE_FORM], ids=["white text", "text in a form"])
def test_text_under_a_mark_is_gone_however_it_was_set(data):
    marks = marked(data, "WITHHELD 778899")
    assert leaks(data, redacted(data, marks, title=""), marks) == ()


@pytest.mark.parametrize("quarters", range(4))
def test_a_rotated_and_cropped_page_is_copied_as_shown(quarters):
    data = samples.rotated(quarters)
    marks = marked(data, samples.NAME, samples.ID)
    copy = redacted(data, marks, title="")
    assert leaks(data, copy, marks) == ()
    pdf = opened(copy)
    assert pdf[0].get_rotation() == 0
    assert (pdf[0].get_width() < pdf[0].get_height()) == bool(quarters % 2)
    pdf.close()


def test_a_character_that_sticks_out_of_a_mark_is_covered_whole():
    (mark,) = marked(PAPER, samples.ID)[:1]
    left, top, right, bottom = mark.box
    narrow = Mark(1, Box(left + 0.001, top + 0.003, right - 0.004, bottom - 0.003), "EX15")
    copy = redacted(PAPER, [narrow], title="")
    assert leaks(PAPER, copy, [narrow]) == ()
    edges = samples.within(samples.drawn(copy), (left, top, right, bottom)).convert("L").histogram()
    assert sum(edges[40:]) < 0.1 * sum(edges)  # the label only


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (samples.sheet().convert("1"), (b"DeviceGray", b"4", b"FlateDecode")),
        (samples.sheet().convert("L"), (b"DeviceGray", b"4", b"FlateDecode")),
        (samples.sheet(), (b"DeviceRGB", b"8", b"FlateDecode")),
        (samples.noisy(is_grey=True), (b"DeviceGray", b"8", b"DCTDecode")),
        (samples.noisy(), (b"DeviceRGB", b"8", b"DCTDecode")),
    ],
    ids=["black and white", "grey", "colour", "grey photograph", "photograph"],
)
def test_a_page_is_stored_as_it_is_coloured(picture, kind):
    data = samples.image_file(picture, "PNG", dpi=(200, 200))
    marks = [Mark(1, Box(0.1, 0.1, 0.7, 0.35), "EX15"), Mark(1, Box(0.313, 0.517, 0.391, 0.551), "EX16A")]
    copy = redacted(data, marks, title="")
    assert kinds_of(copy)[0] == kind
    assert leaks(data, copy, marks) == ()


def test_labels_do_not_write_over_each_other_and_small_boxes_have_none():
    data = samples.image_file(Image.new("L", (800, 800), 255), dpi=(200, 200))
    large = Box(0.1, 0.1, 0.5, 0.5)
    marks = [Mark(1, large, "EX15"), Mark(1, large, "EX14A"), Mark(1, Box(0.7, 0.7, 0.71, 0.71), "EX15")]
    copy = redacted(data, marks, title="")
    assert leaks(data, copy, marks) == ()
    shown = samples.drawn(copy)
    assert samples.lightest(samples.within(shown, large)) > 200
    assert samples.lightest(samples.within(shown, marks[2].box)) == 0


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([Mark(3, Box(0, 0, 1, 1), "EX15")], "page 3 of 2"),
        ([Mark(1, Box(0.5, 0, 0.5, 1), "EX15")], "empty"),
        ([Mark(1, Box(0, 0, 1.1, 1), "EX15")], "leaves the page"),
        ([Mark(1, Box(0, float("nan"), 1, 1), "EX15")], "leaves the page"),
        ([Mark(1, Box(0, 0, 1, 1), "EX99")], "unknown ground"),
        ([Mark(1, Box(0, 0, 1, 1), "EX15")] * (MOST_MARKS + 1), "more than 5000"),
    ],
)
def test_marks_that_cannot_be_meant_are_refused(marks, words):
    with pytest.raises(DocumentError, match=words) as caught:
        redacted(PAPER, marks, title="")
    assert "遮盖" in caught.value.zh


def test_every_leak_has_words():
    assert all(LEAK_KINDS.values())
