"""What is taken in as a file of a case: its size, its type by content, its name, and what the scanner says of it."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import olefile
from django.conf import settings

from gongkai.errors import BadUpload

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
"""Of one file."""
LARGEST_CASE = 100 * MEGABYTE
"""Of all files of a case."""
LONGEST_NAME = 120
SCAN_SECONDS = 60

_XML = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "ofd": ("application/ofd", (".ofd",)),
    "docx": (_XML + "wordprocessingml.document", (".docx",)),
    "xlsx": (_XML + "spreadsheetml.sheet", (".xlsx",)),
    "doc": ("application/msword", (".doc", ".wps")),
    "xls": ("application/vnd.ms-excel", (".xls",)),
    "rtf": ("application/rtf", (".rtf",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "png": ("image/png", (".png",)),
    "tiff": ("image/tiff", (".tif", ".tiff")),
    "webp": ("image/webp", (".webp",)),
    "txt": ("text/plain", (".txt",)),
}
"""What may be taken in: media type and the endings of names that agree with it."""

ACCEPT = ",".join(ending for _type, endings in TYPES.values() for ending in endings)
"""For the `accept` of a file field."""
ALLOWED_ZH = "PDF、OFD、Word、WPS文字、Excel、RTF、TXT、JPEG、PNG、TIFF、WebP"
ALLOWED_EN = "PDF, OFD, Word, WPS, Excel, RTF, TXT, JPEG, PNG, TIFF, WebP"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken in, under its cleaned name."""

    name: str
    media_type: str
    data: bytes


def check_upload(name: str, data: bytes) -> Checked:
    """Return the file under a clean name with the type its content has.

    Raises:
        BadUpload: empty, too large, of no type allowed, named as another type, or not passed by the scanner.
    """
    name = clean_name(name)
    if not data:
        raise BadUpload(f"{name} is empty; choose the file again.", zh=f"“{name}”是空文件，请重新选择。")
    if len(data) > LARGEST:
        raise too_large(name)
    kind = sniff(data)
    if kind is None:
        raise BadUpload(
            f"{name} is of no type taken in; save it as one of {ALLOWED_EN}.",
            zh=f"“{name}”的文件类型不能上传；请另存为{ALLOWED_ZH}之一。",
        )
    media_type, endings = TYPES[kind]
    if PurePosixPath(name).suffix.lower() not in endings:
        raise BadUpload(
            f"{name} holds {kind.upper()} content; give its name the ending {' or '.join(endings)}.",
            zh=f"“{name}”的内容是{kind.upper()}，与扩展名不符；扩展名应为{'或'.join(endings)}。",
        )
    scan(name, data)
    return Checked(name, media_type, data)


def too_large(name: str) -> BadUpload:
    return BadUpload(
        f"{name} is larger than {LARGEST // MEGABYTE} MB; split it or save it smaller.",
        zh=f"“{name}”超过{LARGEST // MEGABYTE}MB，请压缩或拆分后再上传。",
    )


def clean_name(name: str) -> str:
    """A file's name without folders, control and invisible signs, at most `LONGEST_NAME` characters with its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    shown = " ".join(shown.split()).strip(". ")
    ending = PurePosixPath(shown).suffix[:10]
    stem = shown[: len(shown) - len(PurePosixPath(shown).suffix)] or "未命名"
    return stem[: LONGEST_NAME - len(ending)] + ending


def short_name(name: str) -> str:
    """A cleaned name short enough for a file system in any script, as it ends an address: at most 60 characters."""
    suffix = PurePosixPath(name).suffix
    return name[: len(name) - len(suffix)][: 60 - len(suffix)] + suffix


# --- what the content is ------------------------------------------------------------------------------------------

_MAGIC: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("pdf", lambda head: head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-")),
    ("rtf", lambda head: head.startswith(b"{\\rtf")),
    ("jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("tiff", lambda head: head.startswith((b"II*\0", b"MM\0*"))),
    ("webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
)
_PACKAGES = (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "OFD.xml"))
_STREAMS = (("doc", "WordDocument"), ("xls", "Workbook"), ("xls", "Book"))
_TEXT_SIGNS = frozenset("\t\r\n\f")


def sniff(data: bytes) -> str | None:
    """The type of the content, as a key of `TYPES`; None for anything else, a plain archive included."""
    head = data[:1024]
    for kind, is_so in _MAGIC:
        if is_so(head):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _package(data)
    if head.startswith(olefile.MAGIC):
        return _compound(data)
    return "txt" if _is_text(data) else None


def _package(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None  # a macro file under a plain one's name
    return next((kind for kind, part in _PACKAGES if part in names), None)


def _compound(data: bytes) -> str | None:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            return next((kind for kind, stream in _STREAMS if compound.exists(stream)), None)
    except (OSError, ValueError, IndexError, TypeError):
        return None


def _is_text(data: bytes) -> bool:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(sign) == "Cc" and sign not in _TEXT_SIGNS for sign in text)
    return False


# --- the scanner --------------------------------------------------------------------------------------------------


def scan(name: str, data: bytes) -> None:
    """Ask the scanner of `GONGKAI_SCAN_COMMAND`: exit status 0 clean, 1 infected; with anything else nothing is taken in.

    Raises:
        BadUpload: infected, or the scanner did not answer.
    """
    command = settings.GONGKAI.scan_command
    if not command:
        return
    try:
        status = subprocess.run(
            command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SCAN_SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        status = -1
    if status == 1:
        raise BadUpload(
            f"{name} is refused: the scanner found malware in it.",
            zh=f"“{name}”未通过病毒检查，没有保存；请联系提交人。",
        )
    if status != 0:
        raise BadUpload(
            f"{name} could not be scanned for malware and was not kept; try again later.",
            zh=f"“{name}”暂时无法进行病毒检查，没有保存；请稍后再试或联系管理员。",
        )
