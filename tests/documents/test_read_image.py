"""Image files told by their first bytes, a tiff taken apart by pages; nothing is decoded before it is looked into."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from gongkai.documents.limits import Limits
from gongkai.documents.ocr_image import decode
from gongkai.documents.readers import image
from gongkai.errors import DocumentError
from tests.documents import scans

GREY = np.full((120, 130, 3), 99, np.uint8)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_each_kind_is_known_and_decoded(kind):
    data = scans.as_image(GREY, kind)
    assert image.sniff(data)
    (picture,) = image.read(data).pictures
    assert picture.where == "第1页"
    assert abs(int(decode(picture.load()).mean()) - 99) < 3


@pytest.mark.parametrize("data", [b"BM is how this text begins", b"RIFF....WAVE", b"%PDF-1.7", b"PK\x03\x04", b""])
def test_other_files_are_not(data):
    assert not image.sniff(data)


def test_each_page_of_a_tiff_is_a_picture():
    pages = [np.full_like(GREY, shade) for shade in (10, 120, 240)]
    pictures = image.read(scans.as_tiff(pages)).pictures
    assert [picture.where for picture in pictures] == ["第1页", "第2页", "第3页"]
    assert [int(decode(picture.load()).mean()) for picture in pictures] == [10, 120, 240]


def test_a_tiff_that_goes_in_circles_ends():
    circle = b"II*\0" + struct.pack("<IHI", 8, 0, 8)
    with pytest.raises(DocumentError):
        image.read(circle)


def test_a_tiff_of_too_many_pages():
    chain = b"".join(struct.pack("<HI", 0, 8 + 6 * (at + 1)) for at in range(image.MOST_PAGES + 1))
    with pytest.raises(DocumentError) as caught:
        image.read(b"II*\0" + struct.pack("<I", 8) + chain + b"\0" * 6)
    assert "200页" in caught.value.zh


@pytest.mark.parametrize("data", [b"", b"II*\0", b"MM\0*\xff\xff\xff\xff"])
def test_cut_off(data):
    with pytest.raises(DocumentError):
        image.read(data)


def test_too_large_a_file():
    with pytest.raises(DocumentError):
        image.read(scans.as_image(GREY), Limits(file_bytes=50))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_part_of_a_file_ends_in_a_picture_or_an_error(kind, share):
    noise = np.random.default_rng(1).integers(0, 255, (120, 120, 3), np.uint8)
    data = scans.as_image(noise, kind)
    try:
        pictures = image.read(data[: int(len(data) * share)]).pictures
        assert decode(pictures[0].load()).shape == (120, 120, 3)
    except DocumentError:
        pass
