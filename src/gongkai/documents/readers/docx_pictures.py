"""Pictures of a Word document: which part each one is, and whether it is large enough to hold a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from lxml import etree

from gongkai.documents.limits import Archive
from gongkai.documents.xml import parsed
from gongkai.errors import DocumentError

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
BLIP = f"{_DRAWING}blip"
IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
MOST = 200

_SMALLEST = 2.0  # cm
_EMU = 360_000  # of a centimetre
_UNITS = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96}
_SIDE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)(cm|mm|in|pt|px)")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture at its place in the text. part: its name in the archive."""

    part: str


class Relations:
    """Parts that the main part names by number."""

    def __init__(self, archive: Archive, main: str) -> None:
        self.targets: dict[str, str] = {}
        self.purposes: dict[str, str] = {}
        name = join(dirname(main), "_rels", basename(main) + ".rels")
        with suppress(DocumentError):
            if name in archive.parts:
                for relation in parsed(archive, name).iter(_RELATION):
                    self._add(relation, dirname(main), archive.parts)

    def _add(self, relation: etree._Element, folder: str, parts: Mapping[str, object]) -> None:
        stated = relation.get("Target", "")
        target = normpath(join("/", folder, stated)).lstrip("/")
        if relation.get("TargetMode") != "External" and target in parts:
            self.targets[relation.get("Id", "")] = target
            self.purposes.setdefault(relation.get("Type", "").rpartition("/")[2], target)

    def image(self, element: etree._Element) -> Image | None:
        """The picture an `a:blip` or `v:imagedata` shows; None for a link, a missing part, or one too small for a table."""
        wanted = "embed" if element.tag == BLIP else "id"
        number = next((value for name, value in element.items() if name.endswith(f"/relationships}}{wanted}")), "")
        part = self.targets.get(str(number))
        return None if part is None or any(side < _SMALLEST for side in _sides(element)) else Image(part)


def _sides(element: etree._Element) -> Iterator[float]:
    """Width and height of a picture in centimetres, as far as they are stated."""
    for outer in element.iterancestors():
        if outer.tag in (f"{_PLACE}inline", f"{_PLACE}anchor"):
            extent = outer.find(f"{_PLACE}extent")
            stated = () if extent is None else (extent.get("cx", ""), extent.get("cy", ""))
            yield from (int(side) / _EMU for side in stated if re.fullmatch(r"[0-9]{1,12}", side))
            return
        if outer.get("style") is not None:
            yield from (float(size) * _UNITS[unit] for size, unit in _SIDE.findall(outer.get("style", "")[:2000]))
            return
