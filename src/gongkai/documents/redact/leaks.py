"""The proof of a redacted copy before it is released, from the two files and the marks alone.

A copy passes only if it is what we know to be safe: page pictures and nothing else, each the page of the original, with one
colour under every mark. What is not understood is a leak.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
from pypdfium2 import raw

from gongkai.documents.redact.legend import legend_pictures
from gongkai.documents.redact.model import Leak, Mark, check_marks, masked
from gongkai.documents.redact.pixels import drawn_leaks, is_like, picture_leaks, shows
from gongkai.documents.redact.source import Source, opened, reading
from gongkai.documents.redact.structure import Parts, parts_of, written_forms
from gongkai.documents.redact.text import PageText
from gongkai.documents.redact.writing import PRODUCER
from gongkai.errors import DocumentError

MOST_LEAKS = 500
_MOST_SECRETS = 2_000
_PIECES = 3, 6  # characters of Chinese, and of a number or of Latin letters


def leaks(original: bytes, redacted_copy: bytes, marks: Sequence[Mark]) -> tuple[Leak, ...]:
    """Return what forbids the release of a copy, at most `MOST_LEAKS`; nothing means that it is proved.

    Raises:
        DocumentError: the original cannot be opened, or the marks cannot be meant. A copy that cannot be opened is a leak.
    """
    with reading, opened(original) as source:
        check_marks(marks, source.page_count)
        return tuple(islice(dict.fromkeys(_leaks(source, redacted_copy, marks)), MOST_LEAKS))


def _leaks(source: Source, data: bytes, marks: Sequence[Mark]) -> Iterator[Leak]:
    texts = {number: source.text(number) for number in range(1, source.page_count + 1)}
    secrets = _secrets(texts, marks)
    parts = parts_of(data)
    yield from (Leak(0, "structure", odd) for odd in parts.odd)
    yield from _words_in_file(parts, secrets)
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        yield Leak(0, "broken")
        return
    try:
        yield from _document_leaks(pdf)
        legend = legend_pictures(marks)
        if len(pdf) != source.page_count + len(legend):
            yield Leak(0, "page_count", f"{source.page_count}+{len(legend)}≠{len(pdf)}")
        for number in range(1, min(len(pdf), source.page_count + len(legend)) + 1):
            here = [mark for mark in marks if mark.page == number]
            yield from _page_leaks(pdf, number, here, texts.get(number, PageText("", ())), secrets)
            past = number - source.page_count
            if past <= 0 and not is_like(source, pdf, number, here):
                yield Leak(number, "other_page")
            if past > 0 and not shows(pdf, number, legend[past - 1]):
                yield Leak(number, "legend")
    except (pypdfium2.PdfiumError, DocumentError, OSError, ValueError, MemoryError):
        yield Leak(0, "broken")
    finally:
        pdf.close()


# --- words --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Secrets:
    """words: what stands under marks and nowhere else. pieces: three characters of it, or six of a number."""

    words: tuple[str, ...]
    pieces: frozenset[str]

    def in_text(self, text: str) -> Iterator[str]:
        close = "".join(text.split())
        yield from (each for each in (*self.words, *self.pieces) if each in close)


def _secrets(texts: dict[int, PageText], marks: Sequence[Mark]) -> _Secrets:
    words: set[str] = set()
    hidden: dict[int, set[int]] = {}
    for mark in marks:
        under = sorted(texts[mark.page].under(mark.box))
        hidden.setdefault(mark.page, set()).update(under)
        words.update(_runs(texts[mark.page].text, under))
    public = "".join(
        "".join(char for at, char in enumerate(text.text) if at not in hidden.get(number, ()) and char.strip())
        for number, text in texts.items()
    )
    kept = sorted((word for word in words if len(word) > 1 and word not in public), key=lambda word: (-len(word), word))
    pieces = {piece for word in kept for piece in _pieces(word)}
    for length in _PIECES:
        pieces.difference_update(public[at : at + length] for at in range(len(public)))
    return _Secrets(tuple(kept[:_MOST_SECRETS]), frozenset(pieces))


def _runs(text: str, indices: Sequence[int]) -> Iterator[str]:
    """The words the characters make: they end at a space and where a character is not among them."""
    run = ""
    for at, index in enumerate(indices):
        run += text[index].strip()
        is_last = at + 1 == len(indices) or indices[at + 1] != index + 1
        if run and (is_last or not text[index].strip()):
            yield run
            run = ""


def _pieces(word: str) -> Iterator[str]:
    length = _PIECES[word.isascii()]
    return (word[at : at + length] for at in range(len(word) - length + 1))


def _words_in_file(parts: Parts, secrets: _Secrets) -> Iterator[Leak]:
    for text in parts.strings:
        yield from (Leak(0, "hidden_word", masked(found)) for found in secrets.in_text(text))
    bodies = b"\n".join(parts.bodies)
    if bodies:
        for word in secrets.words:
            if any(form in bodies for form in written_forms(word)):
                yield Leak(0, "hidden_word", masked(word))


# --- the file as a viewer opens it --------------------------------------------------------------------------------


def _document_leaks(pdf: Any) -> Iterator[Leak]:
    for key, value in pdf.get_metadata_dict(skip_empty=True).items():
        if key != "Title" and (key, value) != ("Producer", PRODUCER):
            yield Leak(0, "metadata", key)
    counts = {
        "attachment": pdf.count_attachments(),
        "bookmark": sum(1 for _ in islice(pdf.get_toc(), 1)),
        "form": pdf.get_formtype(),
        "script": raw.FPDFDoc_GetJavaScriptActionCount(pdf.raw),
        "signature": raw.FPDF_GetSignatureCount(pdf.raw),
        "destination": raw.FPDF_CountNamedDests(pdf.raw),
    }
    yield from (Leak(0, "structure", what) for what, count in counts.items() if count > 0)


def _page_leaks(pdf: Any, number: int, marks: Sequence[Mark], text: PageText, secrets: _Secrets) -> Iterator[Leak]:
    page = pdf[number - 1]
    if raw.FPDFPage_GetAnnotCount(page.raw) > 0:
        yield Leak(number, "structure", "annotation")
    layer = page.get_textpage()
    try:
        if layer.count_chars() > 0:
            yield Leak(number, "text_layer")
            found = layer.get_text_range()
            yield from (Leak(number, "hidden_word", masked(word)) for word in secrets.in_text(found))
    finally:
        layer.close()
    things = [raw.FPDFPage_GetObject(page.raw, at) for at in range(min(raw.FPDFPage_CountObjects(page.raw), 2))]
    if [raw.FPDFPageObj_GetType(thing) for thing in things] == [raw.FPDF_PAGEOBJ_IMAGE]:
        yield from picture_leaks(pdf, number, things[0], marks, text)
    else:
        yield Leak(number, "structure", "object")
        yield from drawn_leaks(pdf, number, marks, ())
