"""The words of a file; runs in a process of its own (`documents.limited`), which knows nothing of the database."""

from __future__ import annotations

from gongkai.documents.grid import Grid, Line
from gongkai.documents.read import read_document

LONGEST = 500_000
"""Characters of one file that are kept."""


def words_in(data: bytes) -> str:
    """Every line and cell of a file, in reading order."""
    found: list[str] = []
    for block in read_document(data).blocks:
        if isinstance(block, Line):
            found.append(block.text.strip())
        elif isinstance(block, Grid):
            found += (cell.text.strip() for cell in block.cells)
    text = "\n".join(one for one in found if one)
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST]
