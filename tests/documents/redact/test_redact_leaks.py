"""The proof of a copy: whatever we mark is proved, and every way of doing it wrong is caught."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gongkai.documents.redact.apply import redacted
from gongkai.documents.redact.leaks import leaks
from gongkai.documents.redact.model import LEAK_KINDS, Box, Mark, Page
from gongkai.documents.redact.pages import page_words
from gongkai.documents.redact.structure import parts_of
from gongkai.documents.redact.writing import Encoded, PictureBook, encoded
from gongkai.errors import DocumentError
from gongkai.statute.outcomes import grounds
from tests.documents.redact import samples
from tests.documents.redact.samples import marked

PAPER = samples.small_paper()
MARKS = marked(PAPER, samples.NAME, samples.ID)
COPY = redacted(PAPER, MARKS, title="答复")
SCAN = samples.scanned(samples.sheet())


def kinds(original, copy, marks):
    found = leaks(original, copy, marks)
    assert {leak.kind for leak in found} <= set(LEAK_KINDS)
    assert not any(samples.NAME in leak.text or samples.ID in leak.text for leak in found)
    return {leak.kind for leak in found}


# --- done right ---------------------------------------------------------------------------------------------------


@cache
def words_of_paper():
    return [word.box for word in page_words(PAPER, 1)]


fractions = st.floats(0, 1, allow_nan=False)
boxes = st.builds(
    lambda one, two: Box(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])),
    st.tuples(fractions, fractions),
    st.tuples(fractions, fractions),
).filter(lambda box: box.left < box.right and box.top < box.bottom)


@settings(max_examples=8)
@given(st.data())
def test_random_marks_are_proved(data):
    places = st.one_of(st.sampled_from(words_of_paper()), boxes)
    chosen = data.draw(st.lists(st.tuples(places, st.sampled_from(sorted(grounds()))), max_size=12))
    marks = [Mark(1, box, ground) for box, ground in chosen]
    assert leaks(PAPER, redacted(PAPER, marks, title="答复"), marks) == ()


@settings(max_examples=6)
@given(st.lists(boxes, min_size=1, max_size=6))
def test_random_boxes_on_a_photograph_are_proved(places):
    data = samples.image_file(samples.noisy(301, 397), "PNG", dpi=(200, 200))
    marks = [Mark(1, box, "EX15") for box in places]
    copy = redacted(data, marks, title="")
    assert b"/DCTDecode" in copy or len(places) > 1
    assert leaks(data, copy, marks) == ()


def test_thin_rules_are_no_other_page():
    cells = "[7]," * 400
    data = samples.typeset(
        f"#table(columns: 20, stroke: 0.1pt, {cells})", "width: 120mm, height: 120mm, margin: 5mm", 6
    )
    marks = [Mark(1, Box(0.4, 0.4, 0.5, 0.5), "EX15")]
    assert leaks(data, redacted(data, marks, title=""), marks) == ()


# --- done wrong ---------------------------------------------------------------------------------------------------


def test_a_rectangle_over_live_text_is_caught():
    found = leaks(PAPER, samples.covered(PAPER, MARKS), MARKS)
    assert {"text_layer", "hidden_word", "structure"} <= {leak.kind for leak in found}
    assert any(leak.kind == "hidden_word" and leak.text == "张**" for leak in found)


def test_a_rectangle_over_a_scan_is_caught():
    copy = samples.covered(SCAN, samples.SHEET_MARKS)
    assert "structure" in kinds(SCAN, copy, samples.SHEET_MARKS)


def test_words_in_the_title_are_caught():
    for title in (f"关于{samples.NAME}的答复", f"{samples.NAME[0]} {samples.NAME[1:]}", samples.ID[6:14]):
        assert kinds(PAPER, redacted(PAPER, MARKS, title=title), MARKS) == {"hidden_word"}
    assert kinds(PAPER, redacted(PAPER, MARKS, title="关于申请人的答复"), MARKS) == set()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le", "gb18030"])
@pytest.mark.parametrize(
    "pack", [bytes, zlib.compress, lambda data: data.hex().encode()], ids=["plain", "packed", "hex"]
)
def test_words_in_any_stream_are_caught(encoding, pack):
    hidden = b"9 0 obj\n" + samples.stream(pack(samples.NAME.encode(encoding))) + b"\nendobj\n"
    copy = COPY.replace(b"xref\n0", hidden + b"xref\n0", 1)
    assert {"structure", "hidden_word"} <= kinds(PAPER, copy, MARKS)


@pytest.mark.parametrize(
    "extra",
    [
        b"\n" + PAPER,  # the original after the copy
        b"% \xe5\xbc\xa0\xe6\x9f\x90\xe4\xb8\xb0\n",
        b" ",
        b"9 0 obj\n<< /Author (a) >>\nendobj\ntrailer << /Root 1 0 R /Info 9 0 R >>\n%%EOF\n",
    ],
    ids=["original", "comment", "space", "update"],
)
def test_what_follows_the_end_is_caught(extra):
    assert "structure" in kinds(PAPER, COPY + extra, MARKS)


def test_an_earlier_version_is_caught():
    assert "structure" in kinds(PAPER, PAPER + COPY, MARKS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Type /Catalog", b"/Type /Catalog /Metadata 3 0 R"),
        (b"/Type /Catalog", b"/Type /Catalog /Open#41ction 3 0 R"),
        (b"/Type /Page ", b"/Type /Page /Annots [] "),
        (b"/Type /Page ", b"/Type /Page /CropBox [0 0 100 100] "),
        (b"/Producer (Gongkai)", b"/Producer (Gongkai) /Author (x)"),
        (b"<< /Producer", b"<< /CreationDate (D:2024) /Producer"),
        (b"/Subtype /Image", b"/Subtype /Image /SMask 9 0 R"),
        (b"cm /P Do Q", b"cm /P Do Q q"),
        (b"endobj\n", b"endobj\n(text)"),
        (b"/Subtype /Image", b"/Subtype /Image /Height 9"),
        (b"endobj\n", b"endobj\nWORD\n"),
    ],
)
def test_an_entry_that_no_copy_has_is_caught(old, new):
    copy = redacted(PAPER, MARKS, title="").replace(old, new, 1)
    assert "structure" in kinds(PAPER, copy, MARKS)


def test_attachments_bookmarks_and_annotations_are_caught():
    pdf = pypdfium2.PdfDocument(COPY)
    pdf.new_attachment("a.txt").set_data(b"words")
    found = leaks(PAPER, samples.saved(pdf), MARKS)
    assert any(leak.text == "attachment" for leak in found)
    assert "structure" in kinds(samples.ANNOTATED, samples.ANNOTATED, marked(samples.ANNOTATED, "WITHHELD"))


def test_too_small_boxes_are_caught():
    small = [
        replace(mark, box=Box(mark.box.left + 0.02, mark.box.top + 0.006, mark.box.right, mark.box.bottom))
        for mark in MARKS
    ]
    found = kinds(PAPER, redacted(PAPER, small, title="答复"), MARKS)
    assert {"not_solid", "uncovered"} <= found


def test_a_missing_mark_and_a_wrong_ground_are_caught():
    assert "not_solid" in kinds(PAPER, redacted(PAPER, MARKS[:1], title=""), MARKS)
    other = [replace(mark, ground="EX14A") for mark in MARKS]
    assert {"legend", "not_solid"} <= kinds(PAPER, redacted(PAPER, other, title=""), MARKS)


# --- pictures that are almost right -------------------------------------------------------------------------------


def sheet_copy(change, *, marks=samples.SHEET_MARKS, page=None, how=encoded):
    """A copy of the scan in our own dress, whose first picture was changed before it was stored."""
    good = redacted(SCAN, marks, title="")
    picture, legend = samples.pictures_in(good)
    changed = change(picture)
    book = PictureBook("")
    book.add(page or Page(400, 400), how(lambda by_blocks: changed))
    book.add(Page(595.28, 841.89), encoded(lambda by_blocks: legend))
    return book.finished()


def sheet_kinds(*args, **options):
    return kinds(SCAN, sheet_copy(*args, **options), samples.SHEET_MARKS)


def test_the_same_dress_with_nothing_changed_is_proved():
    assert sheet_kinds(lambda picture: picture) == set()


@pytest.mark.parametrize("strength", [0.9, 0.97])
def test_a_rectangle_one_can_see_through_is_caught(strength):
    def change(picture):
        black = Image.new("RGB", picture.size)
        through = Image.blend(samples.sheet(), black, strength)
        box = tuple(round(at * 1111) for at in samples.SHEET_MARKS[0].box)
        picture.paste(through.crop(box), box)
        return picture

    assert "not_solid" in sheet_kinds(change)


def test_a_letter_in_place_of_a_label_is_caught():
    def change(picture):
        box = samples.SHEET_MARKS[0].box
        middle = (box.left + box.right) / 2 * 1111, (box.top + box.bottom) / 2 * 1111
        draw = ImageDraw.Draw(picture)
        draw.rectangle((middle[0] - 30, middle[1] - 30, middle[0] + 30, middle[1] + 30), fill="black")
        draw.text(middle, "W", fill="white", font_size=20, anchor="mm")
        return picture

    assert "not_solid" in sheet_kinds(change)


def test_one_bright_pixel_is_caught():
    def change(picture):
        picture.putpixel((120, 320), (0, 0, 9))
        return picture

    assert sheet_kinds(change) == {"not_solid"}


def test_another_page_is_caught():
    def change(picture):
        ImageDraw.Draw(picture).text((100, 600), "Public words", fill="white", font_size=60)
        ImageDraw.Draw(picture).text((100, 900), "Other words", fill="black", font_size=60)
        return picture

    assert sheet_kinds(change) == {"other_page"}


def test_a_page_of_another_size_is_caught():
    assert "other_page" in sheet_kinds(lambda picture: picture, page=Page(400, 500))


def test_a_page_turned_around_is_caught():
    assert "other_page" in sheet_kinds(lambda picture: picture.rotate(180))


def test_a_picture_larger_than_its_page_is_caught():
    copy = sheet_copy(lambda picture: picture)
    for old, new in (
        (b"q 400.00 0 0 400.00", b"q 800.00 0 0 400.00"),
        (b"[0 0 400.00 400.00]", b"[0 0 400.00 300.00]"),
    ):
        assert "picture" in kinds(SCAN, copy.replace(old, new, 1), samples.SHEET_MARKS)


def test_bytes_behind_the_rows_of_a_picture_are_caught():
    def how(painted):
        good = encoded(painted)
        return Encoded(good.entries, good.data + b"PublicWITHHELD")

    def longer(painted):
        good = encoded(painted)
        return Encoded(good.entries, zlib.compress(zlib.decompress(good.data) + b"WITHHELD"))

    for way in (how, longer):
        assert "structure" in sheet_kinds(lambda picture: picture, how=way)


@pytest.mark.parametrize(
    "option", [{"comment": b"WITHHELD"}, {"exif": b"Exif\0\0II*\0WITHHELD"}, {"progressive": True}]
)
def test_a_jpeg_that_holds_more_than_its_picture_is_caught(option):
    def how(painted):
        picture = painted(True)
        entries = encoded(painted).entries.split(" /Filter")[0].replace("Component 4", "Component 8")
        data = samples.image_file(picture, "JPEG", subsampling=0, **option)
        return Encoded(entries + " /Filter /DCTDecode", data)

    assert "structure" in sheet_kinds(lambda picture: picture, how=how)


def test_pages_too_few_or_too_many_are_caught():
    data = samples.paper(2)
    marks = marked(data, samples.ID)
    pdf = pypdfium2.PdfDocument(redacted(data, marks, title=""))
    pdf.del_page(1)
    assert {"page_count", "other_page"} <= kinds(data, samples.saved(pdf), marks)
    assert "page_count" in kinds(PAPER, redacted(data, marks, title=""), MARKS)


def test_a_copy_that_does_not_open_is_a_leak():
    for copy in (b"", b"nothing", COPY[:2000], samples.ENCRYPTED, samples.image_file(samples.sheet())):
        assert "broken" in kinds(PAPER, copy, MARKS)


def test_an_original_that_does_not_open_is_an_error():
    with pytest.raises(DocumentError, match="password"):
        leaks(samples.ENCRYPTED, COPY, MARKS)


@settings(max_examples=12)
@given(st.data())
def test_a_spoilt_copy_is_judged_and_never_raises(data):
    spoilt = bytearray(COPY)
    for at in data.draw(st.lists(st.integers(0, len(COPY) - 1), min_size=1, max_size=6)):
        spoilt[at] = data.draw(st.integers(0, 255))
    leaks(PAPER, bytes(spoilt), MARKS)


def test_the_grammar_takes_any_bytes():
    assert parts_of(b"\xff(<<</[stream 1 0 obj /Length 99999 stream").odd
    assert parts_of(re.sub(rb"/Length \d+", b"/Length 7", COPY)).odd == {"stream": None}
