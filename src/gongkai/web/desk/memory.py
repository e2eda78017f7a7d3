"""What a process keeps in its memory: the things last used, each under its key, up to a number."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Memory(Generic[Thing]):
    def __init__(self) -> None:
        self._kept: OrderedDict[object, Thing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> Thing | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: object, thing: Thing, most: int = 400) -> None:
        """Keep a thing, and of all things no more than `most`."""
        with self._lock:
            self._kept[key] = thing
            while len(self._kept) > most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
