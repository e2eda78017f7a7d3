"""Pictures of pages at hand: in the memory of this process alone, so that nothing stands on the disk in the clear."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from gongkai.errors import SealBroken
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import CaseFile
from gongkai.web.redaction import work

MOST_BYTES = 48 * 1024 * 1024
"""Of all pictures together, about 300 pages of print; the one that was longest not looked at goes first."""


class Shelf:
    """Pictures by file and page, within a limit of bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._held = most, 0
        self._rows: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str, page: int) -> bytes | None:
        with self._lock:
            found = self._rows.get((name, page))
            if found is not None:
                self._rows.move_to_end((name, page))
            return found

    def put(self, name: str, page: int, picture: bytes) -> None:
        with self._lock:
            self._held += len(picture) - len(self._rows.pop((name, page), b""))
            self._rows[name, page] = picture
            while self._held > self._most:
                self._held -= len(self._rows.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()
            self._held = 0


SHELF = Shelf()


def picture_of(file: CaseFile, page: int, page_count: int) -> bytes:
    """A page as PNG. The row of the file was read in the scope of its office: whoever has it may see the page.

    Raises:
        SealBroken: the file was destroyed or does not open; DocumentError: the page cannot be drawn.
    """
    if file.wrapped_key is None:
        raise SealBroken("This file was destroyed.", zh="该文件已按规定销毁。")
    name = f"{file.pk}:{file.sha256}"
    found = SHELF.take(name, page)
    if found is None:
        drawn = work.pictures(open_file(file), page, page_count)
        for number, picture in drawn.items():
            SHELF.put(name, number, picture)
        found = drawn[page]
    return found
