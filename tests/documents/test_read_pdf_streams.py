"""Checksums of the streams of a PDF: damage is told, harmless faults of generators are let pass."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import zlib
from functools import cache

import pytest

from gongkai.documents.limits import DEFAULT, Limits
from gongkai.documents.read import report_of
from gongkai.documents.readers import pdf
from gongkai.documents.readers.pdf_streams import check_streams
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.documents.test_read_pdf import file_of
from tests.samples.layouts import cells_equal

CONTENT = b"BT /F1 12 Tf 10 10 Td (" + b"text that people read 12 345 " * 20 + b") Tj ET"
DEFLATED = zlib.compress(CONTENT)


def of_stream(stored, filters=b"/FlateDecode", more=b"", trailer=b""):
    """A PDF of one page with this content as it lies in the file."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter%b%b>>stream\n%b\nendstream" % (len(stored), filters, more, stored),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return file_of(parts, trailer)


def is_damaged(data):
    try:
        pdf.read(data)
    except DocumentError as error:
        return "校验" in error.zh
    return False


@pytest.mark.parametrize("at", [0, 1, 5, len(DEFLATED) // 2, len(DEFLATED) - 1])
def test_one_changed_byte_is_told(at):
    data = bytearray(DEFLATED)
    data[at] ^= 0x14
    assert is_damaged(of_stream(bytes(data)))


@pytest.mark.parametrize(
    "stored",
    [
        DEFLATED,
        DEFLATED + b"\r\n\r\n",
        DEFLATED + b"more bytes than there should be",
        DEFLATED[:-4],
        DEFLATED[:-2],
        DEFLATED[:-4] + b"\0\0\0\0",
    ],
)
def test_what_generators_leave_out_or_add_is_let_pass(stored):
    assert "people" in pdf.read(of_stream(stored)).lines[0].text


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_stream_that_breaks_off_is_told(kept):
    assert is_damaged(of_stream(DEFLATED[: int(len(DEFLATED) * kept)]))


@pytest.mark.parametrize(
    ("name", "wrapped"),
    [
        (b"[/ASCII85Decode/FlateDecode]", lambda data: base64.a85encode(data) + b"~>"),
        (b"[/ASCIIHexDecode/FlateDecode]", lambda data: data.hex().encode() + b">"),
    ],
)
def test_a_stream_within_a_stream(name, wrapped):
    damaged = bytearray(DEFLATED)
    damaged[20] ^= 1
    assert "people" in pdf.read(of_stream(wrapped(DEFLATED), name)).lines[0].text
    assert is_damaged(of_stream(wrapped(bytes(damaged)), name))


def test_pictures_and_metadata_are_not_asked():
    damaged = DEFLATED[:-4] + b"nope"
    check_streams(of_stream(damaged, more=b"/Type/Metadata"), DEFAULT)
    check_streams(of_stream(damaged, more=b"/Subtype /Image"), DEFAULT)


def test_a_bomb_is_refused():
    with pytest.raises(DocumentError) as caught:
        check_streams(of_stream(zlib.compress(bytes(9_000_000))), Limits(expanded_bytes=1_000_000))
    assert "过大" in caught.value.zh


def test_marks_without_end_are_soon_over():
    check_streams(b"%PDF-1.7\n" + b"<<>>stream\n" * 100_000 + b"%%EOF", DEFAULT)
    check_streams(b"%PDF-1.7\n" + b"obj>>stream endstream" * 100_000 + b"%%EOF", DEFAULT)


# --- files encrypted without a password to open them --------------------------------------------------------------------

PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key, data):
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted(stored):
    """The page, its content encrypted with 40 bits and an empty user password (algorithms 1 to 4 of the format)."""
    owner = rc4(hashlib.md5(PADDING, usedforsecurity=False).digest()[:5], PADDING)
    told = PADDING + owner + (-4).to_bytes(4, "little", signed=True) + bytes(16)
    key = hashlib.md5(told, usedforsecurity=False).digest()[:5]
    own = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2), usedforsecurity=False).digest()[:10]
    guard = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>/ID[<%b><%b>]" % (
        owner.hex().encode(),
        rc4(key, PADDING).hex().encode(),
        b"00" * 16,
        b"00" * 16,
    )
    return of_stream(rc4(own, stored), trailer=guard)


def test_streams_of_an_encrypted_file_are_asked_too():
    damaged = bytearray(DEFLATED)
    damaged[20] ^= 1
    assert "people" in pdf.read(encrypted(DEFLATED)).lines[0].text
    assert is_damaged(encrypted(bytes(damaged)))


# --- whole reports ------------------------------------------------------------------------------------------------------


@cache
def report_pdf(form_id):
    return render(reports.full_report(form_id), "pdf")


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_a_changed_byte_states_no_other_number(form_id):
    """Mostly in content and character maps, where a figure is changed the soonest."""
    told, data = reports.full_report(form_id), report_pdf(form_id)
    chosen = random.Random(7)
    small = [m.span() for m in re.finditer(rb"obj\n.*?endobj", data, re.DOTALL) if 300 < m.end() - m.start() < 9_000]
    for _ in range(40):
        changed = bytearray(data)
        changed[chosen.randrange(*chosen.choice(small))] ^= chosen.randrange(1, 256)
        try:
            got = report_of(pdf.read(bytes(changed)))
        except DocumentError:
            continue
        assert [one for one in cells_equal(got, told) if one[2].status == "stated"] == []


def test_digits_of_no_width_are_no_digits():
    """Where the width of a digit is lost, pdfium leaves out one of two side by side."""
    narrow = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 48/LastChar 57/Widths[%b]>>" % b" ".join(
        b"0" if digit == 5 else b"556" for digit in range(10)
    )
    data = of_stream(zlib.compress(b"BT /F1 12 Tf 10 10 Td (154 155) Tj ET"))
    data = data.replace(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", narrow)
    assert all("5" not in line.text for line in pdf.read(data).lines)
