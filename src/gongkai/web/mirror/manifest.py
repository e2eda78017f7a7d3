"""What was written: address → file, its digest, what it depends on. An SQLite file beside the pages, never served."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = ".gongkai-manifest.sqlite3"
_TABLES = """
CREATE TABLE IF NOT EXISTS page (
  url TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, office TEXT NOT NULL, depends TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS page_of_office ON page (office);
CREATE TABLE IF NOT EXISTS mark (office TEXT PRIMARY KEY, sequence INTEGER NOT NULL, frame TEXT NOT NULL, stamp TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the files of an office are. sequence: last entry seen; frame: digest of what every page of it shows;
    stamp: of the office's rows."""

    sequence: int = 0
    frame: str = ""
    stamp: str = ""


class Manifest:
    """The manifest of one folder."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / NAME)
        self._db.executescript(_TABLES)

    def put(self, url: str, file: str, sha256: str, office: str, depends: Iterable[str]) -> None:
        row = (url, file, sha256, office, " ".join(depends))
        self._db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", row)

    def digest(self, url: str) -> str:
        found = self._db.execute("SELECT sha256 FROM page WHERE url = ?", (url,)).fetchone()
        return found[0] if found else ""

    def urls(self, office: str) -> dict[str, str]:
        """Address → file of the pages of an office; "" for the pages of all."""
        return dict(self._db.execute("SELECT url, file FROM page WHERE office = ?", (office,)))

    def drop(self, url: str) -> None:
        self._db.execute("DELETE FROM page WHERE url = ?", (url,))

    def mark(self, office: str) -> Mark:
        found = self._db.execute("SELECT sequence, frame, stamp FROM mark WHERE office = ?", (office,)).fetchone()
        return Mark(*found) if found else Mark()

    def set_mark(self, office: str, mark: Mark) -> None:
        row = (office, mark.sequence, mark.frame, mark.stamp)
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?)", row)

    def pages(self) -> Iterator[tuple[str, str, str, str]]:
        """Address, file, digest and what it depends on, of every page."""
        yield from self._db.execute("SELECT url, file, sha256, depends FROM page ORDER BY url")

    def offices(self) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT DISTINCT office FROM page")}

    def commit(self) -> None:
        self._db.commit()

    def close(self) -> None:
        self._db.close()


@contextmanager
def opened(folder: Path) -> Iterator[Manifest]:
    """The manifest of a folder; what was put is kept only up to the last `commit`."""
    manifest = Manifest(folder)
    try:
        yield manifest
    finally:
        manifest.close()
