"""A file to redact as an officer sees it, and the files that are refused."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gongkai.documents.redact import source
from gongkai.documents.redact.model import MOST_PAGES, Page
from gongkai.documents.redact.pages import page_count, page_picture, page_words, pages, places_of
from gongkai.errors import DocumentError
from tests.documents.redact import samples
from tests.documents.test_read_pdf_streams import DEFLATED, of_stream


def picture_of(data, page=1, dpi=72):
    return Image.open(BytesIO(page_picture(data, page, dpi)))


def refused(data, words, function=page_count):
    with pytest.raises(DocumentError, match=words) as caught:
        function(data)
    assert caught.value.zh != str(caught.value)


def test_a_pdf_is_drawn_page_by_page():
    data = samples.paper(3)
    assert page_count(data) == 3
    assert pages(data)[2].width == pytest.approx(595.28, abs=0.01)
    assert picture_of(data, 3).size == (595, 842)
    assert samples.darkest(picture_of(data, 3)) < 60


@pytest.mark.parametrize("quarters", range(4))
def test_words_stand_where_they_are_drawn_whatever_the_rotation_and_crop(quarters):
    data = samples.rotated(quarters)
    (page,) = pages(data)
    assert page.rotation == 90 * quarters
    assert (round(page.width), round(page.height)) == ((430, 570) if quarters % 2 else (570, 430))
    picture = picture_of(data, dpi=200)
    (place,) = places_of(data, samples.NAME)
    assert samples.darkest(samples.within(picture, place.box)) < 60
    left, top, right, bottom = (at * side for at, side in zip(place.box, picture.size * 2, strict=True))
    around = picture.crop((int(left) - 2, int(top) - 2, int(right) + 3, int(bottom) + 3))
    around.paste("white", (1, 1, around.width - 1, around.height - 1))
    assert samples.darkest(around) > 150  # all its ink stood in the box


def test_words_are_found_over_spaces_and_lines():
    data = samples.typeset("第一行甲乙#linebreak()丙丁 戊己")
    found = places_of(data, "乙丙丁戊")
    assert [place.text for place in found] == ["乙", "丙丁 戊"]
    assert found[0].box.bottom <= found[1].box.top
    assert places_of(data, " \n") == ()
    assert [word.text for word in page_words(data, 1)] == ["第一行甲乙", "丙丁", "戊己"]


def test_text_nobody_sees_is_found_too():
    assert places_of(samples.WHITE, "withheld")
    assert places_of(samples.LIVE_FORM, "778899")


def test_a_form_field_is_drawn():
    assert samples.darkest(picture_of(samples.FORM_FIELD)) < 60


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_an_image_file_is_one_page(kind):
    data = (
        samples.image_file(samples.sheet(), kind, dpi=(200, 200))
        if kind != "WEBP"
        else samples.image_file(samples.sheet(), kind)
    )
    assert page_count(data) == 1
    (page,) = pages(data)
    assert page.width == pytest.approx(841.89 if kind == "WEBP" else 400, abs=0.3)
    assert page_words(data, 1) == ()
    assert samples.darkest(picture_of(data)) < 90


def test_a_tiff_has_several_pages():
    sheets = [Image.new("1", (850 + number, 1100), number % 2) for number in range(3)]
    data = samples.image_file(
        sheets[0], "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(100, 100)
    )
    assert page_count(data) == 3
    assert pages(data)[2] == Page(852 * 72 / 100, 792.0)
    assert [samples.darkest(picture_of(data, number)) for number in (1, 2, 3)] == [0, 255, 0]


def test_the_way_a_camera_was_held_is_applied():
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("black", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter clockwise
    data = samples.image_file(picture, "JPEG", exif=exif, dpi=(100, 200))
    assert pages(data)[0] == Page(72.0, 288.0)
    shown = picture_of(data, dpi=300)
    assert shown.width < shown.height
    assert samples.lightest(samples.within(shown, (0.6, 0.05, 0.95, 0.2))) < 40
    assert samples.darkest(samples.within(shown, (0.05, 0.05, 0.4, 0.2))) > 200


def test_what_can_be_seen_through_stands_on_white():
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    assert samples.darkest(picture_of(samples.image_file(clear))) == 255


def one_size(width, height):
    return samples.one_page(b"").replace(b"[0 0 400 400]", b"[0 0 %d %d]" % (width, height))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "neither a PDF nor a picture"),
        (samples.ENCRYPTED, "password"),
        (samples.one_page(b"")[:300], "cut off"),
        (b"%PDF-1.7 nothing %%EOF", "damaged"),
        (samples.file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), "damaged"),
        (samples.image_file(samples.sheet())[:500], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"II*\0", "damaged"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(data, words):
    refused(data, words, partial(page_picture, page=1, dpi=72))


def test_a_page_larger_than_any_paper_is_refused():
    refused(one_size(20_000, 100), "size no paper has", pages)
    assert picture_of(one_size(14_400, 14_400), dpi=300).size == (4000, 4000)  # drawn more coarsely


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = samples.image_file(Image.new("1", (20_000, 20_000)))
    assert len(bomb) < 100_000
    refused(bomb, "million pixels", pages)
    refused(samples.image_file(Image.new("1", (9_000, 9_000)), "TIFF", compression="group4"), "million pixels", pages)


def test_too_many_pages_are_refused():
    refused(samples.typeset("#pagebreak()" * MOST_PAGES), "more than 500 pages")
    tiny = [Image.new("1", (8, 8))] * (MOST_PAGES + 1)
    refused(samples.image_file(tiny[0], "TIFF", save_all=True, append_images=tiny[1:]), "more than 500 pages")


def test_there_is_no_page_beyond_the_last():
    refused(samples.paper(), "no page 2", partial(page_picture, page=2, dpi=72))
    refused(samples.paper(), "no page 0", partial(page_words, page=0))


@settings(max_examples=60)
@given(st.data())
def test_a_spoilt_file_is_drawn_or_refused(data):
    whole = data.draw(
        st.sampled_from(
            [
                samples.ANNOTATED,
                samples.image_file(samples.noisy(60, 80), "TIFF"),
                samples.image_file(samples.noisy(60, 80), "JPEG"),
            ]
        )
    )
    spoilt = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        spoilt[at] = data.draw(st.integers(0, 255))
    with suppress(DocumentError):
        page_picture(bytes(spoilt), 1, 40)
        page_words(bytes(spoilt), 1)


def test_the_lock_is_free_again_after_a_refusal():
    refused(b"hello", "neither")
    assert not source.reading.locked()


def test_a_pdf_with_a_flipped_bit_is_refused_when_it_is_looked_at_first():
    stored = DEFLATED[:5] + bytes([DEFLATED[5] ^ 4]) + DEFLATED[6:]
    refused(of_stream(stored), "does not match its checksum")
