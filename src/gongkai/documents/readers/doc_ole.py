"""The container of the old office formats (OLE, compound file): which kind it holds, and its streams within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING

from gongkai.errors import DocumentError

if TYPE_CHECKING:
    import olefile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_FULL, _FAT_COUNT, _MINI_COUNT = 1536, 44, 64
_KINDS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
"""Streams at the top that tell what a file is, in the order they count."""


def kind_of(data: bytes) -> str:
    """Return doc, xls, ppt or encrypted; "other" for another or a damaged container, nothing for no container."""
    if not data.startswith(MAGIC):
        return ""
    with suppress(DocumentError), _opened(data) as container:
        return next((kind for name, kind in _KINDS.items() if container.exists(name)), "other")
    return "other"


def streams_of(data: bytes, *wanted: str) -> Mapping[str, bytes]:
    """Return those of the wanted streams that are there, whole.

    Raises:
        DocumentError: the container or one of the streams is damaged or cut off.
    """
    with _opened(data) as container:
        return {name: _stream(container, name, len(data)) for name in wanted if container.exists(name)}


def damaged() -> DocumentError:
    """The error for a file of an old format that does not hold what it should."""
    return DocumentError(
        "The file is cut off or damaged; copy it again, or open it and save it as docx or xlsx.",
        zh="文件不完整或者已损坏；请重新复制，或者打开后另存为docx、xlsx格式。",
    )


def encrypted() -> DocumentError:
    """The error for a file that opens with a password only."""
    return DocumentError(
        "The file is protected by a password; remove it and save the file again.",
        zh="文件设有打开密码；请取消密码后另存。",
    )


@contextmanager
def _opened(data: bytes) -> Iterator[olefile.OleFileIO]:
    """The container, if its declared counts are no larger than the file; what the library raises becomes DocumentError."""
    _check_counts(data)
    import olefile  # takes longer to load than most files to read, and few are of these formats

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            if container.root.size > len(data):
                raise damaged()
            yield container
    except DocumentError:
        raise
    except Exception:  # noqa: BLE001  # a damaged container makes the library fail in every way Python can
        raise damaged() from None


def _check_counts(data: bytes) -> None:
    """The library allocates by what the header declares, and goes round a chain of sectors as often as it says."""
    sectors = len(data) // _HEADER
    fat, mini = (int.from_bytes(data[at : at + 4], "little") for at in (_FAT_COUNT, _MINI_COUNT))
    if len(data) < _FULL or fat * 64 > sectors + 109 * 128 or mini > sectors:
        raise damaged()


def _stream(container: olefile.OleFileIO, name: str, most: int) -> bytes:
    size = container.get_size(name)
    if size > most:
        raise damaged()
    with container.openstream(name) as stream:
        content: bytes = stream.read()
    if len(content) != size:
        raise damaged()
    return content
