"""The shared strings of an xls: how long each is, so that their copies in the cells can be counted."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.documents.readers.doc_ole import damaged


def string_lengths(parts: Sequence[bytes]) -> list[int]:
    """Return the number of characters of each string of an SST record and the records that continue it.

    Raises:
        DocumentError: the table ends before as many strings as it declares.
    """
    table = _Strings(parts)
    count = int.from_bytes(parts[0][4:8], "little")
    if len(parts[0]) < 8 or count * 3 > sum(map(len, parts)):
        raise damaged()
    table.at = 8
    return [table.string() for _ in range(count)]


class _Strings:
    """A place in the records. Only the characters of a string may be cut in two, and then begin with their width anew."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self.parts = parts
        self.part = self.at = 0

    def string(self) -> int:
        """Pass over a string; its length."""
        if self.at == len(self.parts[self.part]):
            self._go_on()
        head = self._number(3)
        length, flags = head & 0xFFFF, head >> 16
        runs = self._number(2) if flags & 8 else 0
        rest = self._number(4) if flags & 4 else 0
        self._characters(length, 2 if flags & 1 else 1)
        if runs or rest:
            self._pass(4 * runs + rest)
        return length

    def _number(self, size: int) -> int:
        found = self.parts[self.part][self.at : self.at + size]
        if len(found) < size:
            raise damaged()
        self.at += size
        return int.from_bytes(found, "little")

    def _characters(self, length: int, width: int) -> None:
        while length:
            here = min(length, (len(self.parts[self.part]) - self.at) // width)
            length -= here
            self.at += here * width
            if length:
                self._go_on()
                width = 2 if self._number(1) & 1 else 1

    def _pass(self, size: int) -> None:
        while size:
            here = min(size, len(self.parts[self.part]) - self.at)
            size -= here
            self.at += here
            if size:
                self._go_on()

    def _go_on(self) -> None:
        self.part, self.at = self.part + 1, 0
        if self.part == len(self.parts):
            raise damaged()
