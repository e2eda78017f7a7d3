"""A PDF of nothing but pictures, one a page: the only kinds of object are those a picture on a page needs.

The same pictures give the same bytes: no date, no identifier, no name of a machine.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops

from gongkai.documents.redact.model import MOST_COPY_BYTES, Page
from gongkai.errors import DocumentError

PRODUCER = "Gongkai"
_GREY = 6  # difference of the colours of a pixel from which it has a colour
_QUALITY = 85
_TRY_JPEG_PER_PIXEL = 0.1  # bytes a pixel: a page of print takes less
_WORTH = 0.7  # share of the size in colours below which a jpeg is worth its loss; 16 greys lose as much


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as an image of a PDF: entries of its dictionary, and its bytes."""

    entries: str
    data: bytes


def encoded(painted: Callable[[bool], Image.Image]) -> Encoded:
    """Return a page exactly (in its colours, or 16 greys), or as jpeg where that is much smaller.

    painted: gives the page, told whether it will be a jpeg.
    """
    picture = painted(False)
    exact = _exact(picture)
    if len(exact.data) <= picture.width * picture.height * _TRY_JPEG_PER_PIXEL:
        return exact
    by_blocks = painted(True)
    is_grey = _is_grey(by_blocks)
    lossy = _jpeg(by_blocks.convert("L") if is_grey else by_blocks)
    return lossy if len(lossy.data) < (1 if is_grey else _WORTH) * len(exact.data) else exact


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    pairs = ImageChops.difference(red, green), ImageChops.difference(green, blue)
    return all(int(pair.getextrema()[1]) <= _GREY for pair in pairs)  # type: ignore[arg-type]  # one band, one number


def _exact(picture: Image.Image) -> Encoded:
    if not _is_grey(picture):
        return _flate(picture, "/DeviceRGB", 3, 8)
    grey = picture.convert("L")
    levels = Image.frombytes("P", grey.size, grey.point([value >> 4 for value in range(256)]).tobytes())
    levels.putpalette([level * 17 for level in range(16) for _ in range(3)])
    return _flate(levels, "/DeviceGray", 1, 4)


def _flate(picture: Image.Image, space: str, colours: int, bits: int) -> Encoded:
    """The compressed rows of a PNG are those of a PDF."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", bits=bits)
    data, rows, at = buffer.getvalue(), [], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            rows.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    parms = f"/Predictor 15 /Colors {colours} /BitsPerComponent {bits} /Columns {picture.width}"
    entries = f"{_head(picture, space, bits)} /Filter /FlateDecode /DecodeParms << {parms} >>"
    return Encoded(entries, b"".join(rows))


def _jpeg(picture: Image.Image) -> Encoded:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    space = "/DeviceGray" if picture.mode == "L" else "/DeviceRGB"
    return Encoded(f"{_head(picture, space, 8)} /Filter /DCTDecode", buffer.getvalue())


def _head(picture: Image.Image, space: str, bits: int) -> str:
    return f"/Width {picture.width} /Height {picture.height} /ColorSpace {space} /BitsPerComponent {bits}"


class PictureBook:
    """A PDF that is written a page at a time."""

    def __init__(self, title: str) -> None:
        self._out = BytesIO()
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        shown = re.sub(r"\s+", " ", title).strip()
        written = codecs.BOM_UTF16_BE + shown.encode("utf-16-be", "replace")
        named = f"/Title <{written.hex().upper()}> " if shown else ""
        self._object(3, f"<< {named}/Producer ({PRODUCER}) >>")

    def add(self, page: Page, picture: Encoded) -> None:
        """Add a page that shows one picture.

        Raises:
            DocumentError: the file would be larger than `MOST_COPY_BYTES`.
        """
        number = 4 + 3 * len(self._pages)
        self._pages.append(number)
        wide, high = f"{page.width:.2f}", f"{page.height:.2f}"
        self._object(
            number,
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] "
            f"/Resources << /XObject << /P {number + 2} 0 R >> >> /Contents {number + 1} 0 R >>",
        )
        self._object(number + 1, "<<", f"q {wide} 0 0 {high} 0 0 cm /P Do Q".encode())
        self._object(number + 2, f"<< /Type /XObject /Subtype /Image {picture.entries}", picture.data)
        if self._out.tell() > MOST_COPY_BYTES:
            raise DocumentError(
                f"The copy would be larger than {MOST_COPY_BYTES >> 20} MiB; split the file.",
                zh=f"处理后的副本超过{MOST_COPY_BYTES >> 20} MiB；请拆分文件后分别处理。",
            )

    def finished(self) -> bytes:
        """Return the file."""
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(2, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>")
        start, count = self._out.tell(), len(self._places) + 1
        self._out.write(f"xref\n0 {count}\n0000000000 65535 f \n".encode())
        self._out.writelines(b"%010d 00000 n \n" % self._places[number] for number in range(1, count))
        self._out.write(f"trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
        return self._out.getvalue()

    def _object(self, number: int, entries: str, stream: bytes | None = None) -> None:
        self._places[number] = self._out.tell()
        if stream is None:
            self._out.write(f"{number} 0 obj\n{entries}\nendobj\n".encode())
        else:
            self._out.write(f"{number} 0 obj\n{entries} /Length {len(stream)} >>\nstream\n".encode())
            self._out.write(stream)
            self._out.write(b"\nendstream\nendobj\n")
