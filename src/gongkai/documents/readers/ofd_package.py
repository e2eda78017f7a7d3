"""The parts of an OFD package: found by the paths the file states, parsed within one budget for the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath

from lxml import etree

from gongkai.documents.limits import MIB, Archive
from gongkai.documents.xml import parsed
from gongkai.errors import DocumentError

_MOST_XML = 64 * MIB
_MOST_DRAWN = 400_000
_MOST_POINTS = 2_000_000
_MOST_CHARACTERS = 1_000_000
_LARGEST_NUMBER = 1e6
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


@dataclass
class Budget:
    """What a file may still ask for: bytes of XML, drawn parts, points of paths, characters."""

    xml: int = _MOST_XML
    drawn: int = _MOST_DRAWN
    points: int = _MOST_POINTS
    characters: int = _MOST_CHARACTERS

    def spend(self, *, xml: int = 0, drawn: int = 0, points: int = 0, characters: int = 0) -> None:
        """Raise DocumentError when the file asks for more than any report does."""
        self.xml -= xml
        self.drawn -= drawn
        self.points -= points
        self.characters -= characters
        if self.xml < 0 or self.drawn < 0 or self.points < 0 or self.characters < 0:
            raise DocumentError(
                "The OFD file holds far more text or drawing than a report; take out the pages of the report.",
                zh="OFD文件的文字或者图形远多于一份年度报告；请只保留年度报告的页面。",
            )


class Package:
    """The zip of an OFD file; names are found whatever their case, as viewers find them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.budget = Budget()
        self._names = {name.replace("\\", "/").lower(): name for name in archive.parts}

    def find(self, path: str, base: str = "") -> str | None:
        """The part a path names: from the root if it begins with "/", else from the folder of the part `base`.

        Raises:
            DocumentError: the path leaves the package.
        """
        stated = path.strip().replace("\\", "/")
        whole = normpath(stated.lstrip("/") if stated.startswith("/") else join(dirname(base), stated))
        if whole == ".." or whole.startswith("../"):
            raise DocumentError(
                "The OFD file names a part outside itself; it is not an ordinary file. Save it again.",
                zh="OFD文件引用了文件以外的路径，不是正常的文件；请重新导出。",
            )
        return self._names.get(whole.lower())

    def parsed(self, name: str) -> etree._Element:
        """The root of a part. Raises DocumentError when it is damaged or no ordinary XML."""
        self.budget.spend(xml=self.archive.parts[name].file_size)
        return parsed(self.archive, name)

    def needed(self, path: str, base: str = "") -> tuple[str, etree._Element]:
        """Name and root of a part the file cannot be read without. Raises DocumentError when it is missing or damaged."""
        name = self.find(path, base)
        if name is None:
            raise missing(path)
        return name, self.parsed(name)


def missing(what: str) -> DocumentError:
    short = what if len(what) <= 60 else what[:59] + "…"
    return DocumentError(
        f"The OFD file lacks its part {short!r}; copy it or export it again.",
        zh=f"OFD文件缺少部件“{short}”；请重新复制或者导出。",
    )


# --- elements, whatever their namespace: http://www.ofdspec.org/2016, /2012, or none ----------------------------------


def kind(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Children of that name, in order."""
    if parent is not None:
        yield from (one for one in parent if kind(one) == name)


def child(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        parent = next(children(parent, name), None)
    return parent


def text_at(parent: etree._Element | None, *path: str) -> str:
    found = child(parent, *path)
    return (found.text or "").strip() if found is not None else ""


# --- numbers ----------------------------------------------------------------------------------------------------------


def number_of(text: str) -> float | None:
    """The number a text states, None where it states none a page could hold."""
    return _number(text) if len(text) <= 40 else None


@lru_cache(maxsize=8192)
def _number(text: str) -> float | None:
    """The same few numbers stand in a file thousands of times."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= _LARGEST_NUMBER else None


def numbers_of(text: str | None, count: int) -> list[float] | None:
    """Just that many numbers, None for anything else."""
    if text is None or len(text) > 60 * count:
        return None
    parts = text.split()
    if len(parts) != count:
        return None
    known = [value for part in parts if (value := number_of(part)) is not None]
    return known if len(known) == count else None
