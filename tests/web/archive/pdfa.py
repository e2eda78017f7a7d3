"""The main requirements of ISO 19005-3 (PDF/A-3b), checked over the objects of a file.

It stands in for veraPDF, which no registry of ours has. It knows what the typesetter writes: objects in the clear behind one
table of references. What it does not look into: content streams, glyph widths, the inner structure of fonts and profiles.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    rb"[\s\0]*(?:%[^\r\n]*[\r\n]+[\s\0]*)*(?P<it><<|>>|\[|\]|/[^\s\0()<>\[\]{}/%]*|\d+\s+\d+\s+R\b|[+-]?[\d.]+|true|false|null"
    rb"|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))",
    re.DOTALL,
)
_RELATIONS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
_FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
}
_MOST_NAME, _MOST_STRING = 127, 32767


@dataclass(frozen=True)
class Ref:
    """A reference to an object."""

    number: int


class Broken(Exception):
    """The file is not built as expected."""


def parsed(data: bytes, at: int = 0) -> tuple[Any, int]:
    """The value that begins there, and where it ends. Names keep their slash; strings are bytes."""
    found = _TOKEN.match(data, at)
    if found is None:
        raise Broken(f"no value at {at}")
    it, end = found["it"], found.end()
    if it in (b"<<", b"["):
        close, items = (b">>" if it == b"<<" else b"]"), []
        while True:
            one = _TOKEN.match(data, end)
            if one is None:
                raise Broken(f"not closed at {end}")
            if one["it"] == close:
                break
            value, end = parsed(data, end)
            items.append(value)
        if it == b"[":
            return items, one.end()
        return dict(zip(items[::2], items[1::2], strict=True)), one.end()
    if it.startswith(b"/"):
        return it.decode("latin-1"), end
    if it.endswith(b"R"):
        return Ref(int(it.split()[0])), end
    if it in (b"true", b"false", b"null"):
        return {b"true": True, b"false": False, b"null": None}[it], end
    if it.startswith(b"("):
        return it[1:-1], end
    if it.startswith(b"<"):
        return bytes.fromhex(it[1:-1].decode()), end
    return float(it), end


class File:
    """A file taken apart: objects and streams by number, the trailer."""

    def __init__(self, data: bytes) -> None:
        self.data, self.objects, self.streams = data, {}, {}
        starts = re.findall(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", data)
        if not starts or not data.startswith(b"xref", int(starts[0])):
            raise Broken("6.1.4: no table of references at the end")
        at = int(starts[0])
        head = re.compile(rb"xref\s+0 (\d+)\s+").match(data, at)
        if head is None:
            raise Broken("6.1.4: the table has several parts")
        rows = [data[head.end() + 20 * number : head.end() + 20 * (number + 1)] for number in range(int(head[1]))]
        self.trailer, _ = parsed(data, data.index(b"trailer", at) + 7)
        for number, row in enumerate(rows):
            if row[17:18] == b"n":
                self._read(number, int(row[:10]))

    def _read(self, number: int, at: int) -> None:
        head = re.compile(rb"%d 0 obj\s" % number).match(self.data, at)
        if head is None:
            raise Broken(f"6.1.4: object {number} is not where the table says")
        value, end = parsed(self.data, head.end())
        self.objects[number] = value
        begin = re.compile(rb"\s*stream\r?\n").match(self.data, end)
        if begin:
            length = int(self.get(value["/Length"]))
            body = self.data[begin.end() : begin.end() + length]
            if not re.compile(rb"\r?\n?endstream").match(self.data, begin.end() + length):
                raise Broken(f"6.1.7.1: the length of stream {number} is wrong")
            self.streams[number] = body

    def get(self, value: Any) -> Any:
        return self.objects.get(value.number) if isinstance(value, Ref) else value

    def body(self, ref: Ref) -> bytes:
        """The bytes of a stream, inflated."""
        found = self.streams[ref.number]
        return zlib.decompress(found) if self.objects[ref.number].get("/Filter") == "/FlateDecode" else found

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Every dictionary of the file, those within others too."""
        waiting = list(self.objects.values())
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                yield one
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one


def faults(data: bytes) -> list[str]:
    """What is against PDF/A-3b, each with its clause; empty where nothing was found."""
    try:
        file = File(data)
    except (Broken, ValueError, KeyError) as error:
        return [str(error)]
    checks = (_frame, _streams, _intent, _fonts, _actions, _metadata, _attached, _texts)
    return [fault for check in checks for fault in check(file)]


def _frame(file: File) -> Iterator[str]:
    head = re.match(rb"%PDF-1\.[0-7]\r?\n%([\x80-\xff]{4})", file.data)
    if not head:
        yield "6.1.2: the first two lines"
    if "/ID" not in file.trailer:
        yield "6.1.3: no ID"
    if "/Encrypt" in file.trailer:
        yield "6.1.3: encrypted"
    catalogue = file.get(file.trailer["/Root"])
    if "/OCProperties" in catalogue or "/Requirements" in catalogue:
        yield "6.9, 6.11: optional content or requirements"
    if any(one.get("/Type") == "/ObjStm" for one in file.objects.values() if isinstance(one, dict)):
        yield "objects in streams, which this check does not read"


def _streams(file: File) -> Iterator[str]:
    for number in file.streams:
        entries = file.objects[number]
        filters = entries.get("/Filter", [])
        if _FORBIDDEN_FILTERS & set(filters if isinstance(filters, list) else [filters]):
            yield f"6.1.7.2: a filter of {number}"
        if {"/F", "/FFilter", "/FDecodeParms"} & entries.keys():
            yield f"6.1.7.1: stream {number} stands outside"
        if entries.get("/Subtype") == "/PS" or {"/Alternates", "/OPI"} & entries.keys() or entries.get("/Interpolate"):
            yield f"6.2.8, 6.2.9: picture {number}"


def _intent(file: File) -> Iterator[str]:
    intents = file.get(file.get(file.trailer["/Root"]).get("/OutputIntents")) or []
    ours = [one for one in map(file.get, intents) if one.get("/S") == "/GTS_PDFA1"]
    if len(ours) != 1 or not isinstance(ours[0].get("/DestOutputProfile"), Ref):
        yield "6.2.3: no output intent with a profile"
        return
    profile = file.body(ours[0]["/DestOutputProfile"])
    if profile[36:40] != b"acsp" or profile[8] > 4 or profile[12:16] not in (b"mntr", b"prtr"):
        yield "6.2.3: the profile is no ICC profile of a device up to version 4"
    if profile[16:20] != b"RGB ":
        yield "6.2.4.3: a profile of other colours than RGB"
    used = {name for one in file.dictionaries() for name in one.values() if isinstance(name, str)}
    if "/DeviceCMYK" in used:
        yield "6.2.4.3: colours the profile does not cover"


def _fonts(file: File) -> Iterator[str]:
    fonts = [one for one in file.dictionaries() if one.get("/Type") == "/Font"]
    if not fonts:
        yield "no font: nothing is written"
    for font in fonts:
        if font.get("/Subtype") == "/Type0":
            if font.get("/Encoding") != "/Identity-H" and not isinstance(font.get("/Encoding"), Ref):
                yield "6.2.11.3.3: a character map that is not there"
            continue
        descriptor = file.get(font.get("/FontDescriptor")) or {}
        program = next(
            (descriptor[key] for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor), None
        )
        if font.get("/Subtype") != "/Type3" and (not isinstance(program, Ref) or not file.body(program)):
            yield f"6.2.11.4.1: the font {font.get('/BaseFont')} is not embedded"
        if font.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in font:
            yield "6.2.11.3.2: no CIDToGIDMap"


def _actions(file: File) -> Iterator[str]:
    for one in file.dictionaries():
        if one.get("/S") in _ACTIONS or {"/AA", "/JS", "/XFA", "/JavaScript"} & one.keys():
            yield "6.4, 6.5: an action or a form that acts"
        if one.get("/Type") == "/Annot" and not int(one.get("/F", 0)) & 4:
            yield "6.3.2: an annotation that is not printed"


def _metadata(file: File) -> Iterator[str]:
    ref = file.get(file.trailer["/Root"]).get("/Metadata")
    text = file.body(ref).decode("utf-8") if isinstance(ref, Ref) else ""
    if 'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"' not in text:
        yield "6.6.4: no identification"
    for name, value in (("part", "3"), ("conformance", "B")):
        if not re.search(rf"<pdfaid:{name}>{value}</pdfaid:{name}>|pdfaid:{name}=\"{value}\"", text):
            yield f"6.6.4: {name} is not {value}"


def _attached(file: File) -> Iterator[str]:
    catalogue = file.get(file.trailer["/Root"])
    tree = file.get((file.get(catalogue.get("/Names")) or {}).get("/EmbeddedFiles")) or {}
    named = [one for one in _leaves(file, tree) if isinstance(one, Ref | dict)]
    associated = file.get(catalogue.get("/AF")) or []
    numbers = {one.number for one in associated if isinstance(one, Ref)}
    if not named or any(not isinstance(one, Ref) or one.number not in numbers for one in named):
        yield "6.8: an attachment that is not associated with the document"
    for one in map(file.get, named):
        embedded = file.get(one.get("/EF")) or {}
        stream = embedded.get("/F")
        if not {"/F", "/UF", "/EF"} <= one.keys() or not isinstance(stream, Ref):
            yield "6.8: an attachment without name or content"
            continue
        if one.get("/AFRelationship") not in _RELATIONS:
            yield "6.8: an attachment without relationship"
        if not re.fullmatch(r"/[\w.+-]+(?:/|#2F)[\w.+#-]+", str(file.get(stream).get("/Subtype"))):
            yield "6.8: an attachment without media type"


def _leaves(file: File, node: dict[str, Any]) -> Iterator[Any]:
    yield from (file.get(node.get("/Names")) or [])[1::2]
    for kid in file.get(node.get("/Kids")) or []:
        yield from _leaves(file, file.get(kid))


def _texts(file: File) -> Iterator[str]:
    for one in file.dictionaries():
        if any(len(key) - 1 > _MOST_NAME for key in one):
            yield "6.1.13: a name that is too long"
        if any(isinstance(value, bytes) and len(value) > _MOST_STRING for value in one.values()):
            yield "6.1.13: a text that is too long"
