"""Limits on files from outside: how large, how far a zip may expand, how many rows; and a zip opened within them.

A file is judged by what it holds, not by what its directory declares: every part is inflated once, in pieces, and must
end where it said it would, before a library that trusts the declaration sees it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from gongkai.errors import DocumentError

MIB = 1 << 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PIECE = MIB
_STORED, _DEFLATED = 0, 8
_RATIO_FROM = 8 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask of this machine.

    file_bytes: size as it lies on disk. expanded_bytes: all parts of a zip together. ratio: expanded to stored, of a
    large part. parts: entries of a zip. rows, columns: of one table. cells: of all tables together, as full rectangles.
    text_bytes: text of all tables when every cell holds its own copy.
    """

    file_bytes: int = 64 * MIB
    expanded_bytes: int = 512 * MIB
    ratio: int = 500
    parts: int = 5_000
    rows: int = 400_000
    columns: int = 256
    cells: int = 20_000_000
    text_bytes: int = 512 * MIB


DEFAULT = Limits()


def read_file(path: Path, limits: Limits = DEFAULT) -> bytes:
    """Return the bytes of a file.

    Raises:
        DocumentError: no such file, a directory, not permitted, empty, or larger than `limits.file_bytes`.
    """
    try:
        if path.is_dir():
            raise DocumentError(f"{path} is a directory; name a file in it.", zh=f"{path}是文件夹；请指定其中的文件。")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise DocumentError.unreadable(path, error) from None
    check_size(data, limits)
    return data


def check_size(data: bytes, limits: Limits = DEFAULT) -> None:
    """Raise DocumentError for an empty file or one larger than `limits.file_bytes`."""
    if not data:
        raise DocumentError(
            "The file is empty (0 bytes); it was probably not saved or not copied whole.",
            zh="文件是空的（0字节），可能没有保存或者没有复制完整。",
        )
    if len(data) > limits.file_bytes:
        raise DocumentError(
            f"The file is larger than {limits.file_bytes // MIB} MiB; split it, or remove pictures and unused sheets.",
            zh=f"文件超过{limits.file_bytes // MIB} MiB；请拆分，或者删去图片和不用的工作表。",
        )


class Archive:
    """A zip held in memory whose parts were found to be within the limits, as far as its directory tells."""

    def __init__(self, data: bytes, parts: Mapping[str, ZipInfo]) -> None:
        self.data = data
        self.parts = parts

    def pieces(self, name: str) -> Iterator[bytes]:
        """Inflate one part, a MiB at a time.

        Raises:
            DocumentError: the part is damaged, or is not as long as the directory says.
        """
        info = self.parts[name]
        rest = self._stored(info)
        if info.compress_type == _STORED:
            if len(rest) != info.file_size:
                raise _damaged(name)
            yield rest
            return
        inflater, length = zlib.decompressobj(-zlib.MAX_WBITS), 0
        while not inflater.eof:
            try:
                piece = inflater.decompress(rest, _PIECE)
            except zlib.error:
                raise _damaged(name) from None
            length += len(piece)
            if length > info.file_size or (not piece and not inflater.unconsumed_tail and not inflater.eof):
                raise _damaged(name)
            rest = inflater.unconsumed_tail
            if piece:
                yield piece
        if length != info.file_size:
            raise _damaged(name)

    def read(self, name: str, at_most: int = 16 * MIB) -> bytes:
        """Return one small part whole. Raises DocumentError when it is damaged or longer than `at_most`."""
        if self.parts[name].file_size > at_most:
            size = at_most // MIB
            raise _not_ordinary(f"has a part {name} larger than {size} MiB", f"的部件{name}超过{size} MiB", "office")
        return b"".join(self.pieces(name))

    def _stored(self, info: ZipInfo) -> bytes:
        head = self.data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise _damaged(info.filename)
        start = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        stored = self.data[start : start + info.compress_size]
        if len(stored) != info.compress_size:
            raise _damaged(info.filename)
        return stored


def open_archive(data: bytes, limits: Limits = DEFAULT, *, wanted: str = "xlsx") -> Archive:
    """Return the zip behind an office file (xlsx, docx, ofd).

    Args:
        wanted: ending of the format asked for, named in the errors.
    Raises:
        DocumentError: empty, too large, not a zip (says what it is instead), encrypted, damaged, or a zip bomb.
    """
    check_size(data, limits)
    if not data.startswith(b"PK"):
        raise _not_a_zip(data, wanted)
    if data.count(b"PK\x01\x02") > limits.parts:
        raise _not_ordinary(f"has more than {limits.parts} parts", f"内部超过{limits.parts}个部件", wanted)
    try:
        with ZipFile(BytesIO(data)) as opened:
            infos = opened.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, IndexError, UnicodeDecodeError):
        raise DocumentError(
            f"The file is cut off or damaged: its {wanted} container does not open; copy or save it again.",
            zh=f"文件不完整或者已损坏，不能按{wanted}打开；请重新复制或者另存。",
        ) from None
    parts = {info.filename: info for info in infos}
    if len(parts) != len(infos):
        raise _not_ordinary("holds two parts of the same name", "内部有两个同名部件", wanted)
    for info in infos:
        _check_part(info, limits)
    if sum(info.file_size for info in infos) > limits.expanded_bytes:
        size = limits.expanded_bytes // MIB
        raise _not_ordinary(f"would expand to more than {size} MiB", f"展开后超过{size} MiB", wanted)
    return Archive(data, parts)


def _check_part(info: ZipInfo, limits: Limits) -> None:
    if info.flag_bits & 0x1:
        raise DocumentError(
            "The file is encrypted; remove the password and save it again.", zh="文件已加密；请取消密码后另存。"
        )
    if info.compress_type not in (_STORED, _DEFLATED):
        raise _not_ordinary("is packed in a way office programs do not use", "的压缩方式不是办公软件所用", "office")
    if info.file_size > _RATIO_FROM and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise _not_ordinary(
            f"has a part {info.filename} that would expand more than {limits.ratio} times",
            f"的部件{info.filename}展开后超过{limits.ratio}倍",
            "office",
        )


def _not_a_zip(data: bytes, wanted: str) -> DocumentError:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return DocumentError(
            "The file is protected by a password; remove it and save the file again.",
            zh="文件设有打开密码；请取消密码后另存。",
        )
    kind, zh = f"not {wanted}", f"不是{wanted}文件"
    if data.startswith(_OLE):
        kind, zh = "of an old kind (.xls, .doc, .et, .wps)", "是旧格式（.xls、.doc、.et、.wps）"
    elif data.lstrip()[:1] == b"<":
        kind, zh = "a web page or XML in spite of its name", "实际是网页或者XML"
    return DocumentError(
        f"The file is {kind}; open it and save it as .{wanted}.", zh=f"文件{zh}；请打开后另存为{wanted}格式。"
    )


def _not_ordinary(what: str, zh: str, wanted: str) -> DocumentError:
    return DocumentError(
        f"The file {what}; it is not an ordinary {wanted} file. Open it and save it again.",
        zh=f"文件{zh}，不是正常的办公文件；请打开后另存再试。",
    )


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        f"The file is damaged in its part {name}; copy or save it again.",
        zh=f"文件的部件{name}已损坏；请重新复制或者另存。",
    )
