"""A file as the draft of a body: its paragraphs and tables as clean HTML. Read in a process of its own with limits."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.documents.limited import run_limited
from gongkai.errors import BadUpload
from gongkai.web.applications.uploads import LARGEST, clean_name, scan, too_large
from gongkai.web.publishing import content
from gongkai.web.publishing.paper_files import read

SECONDS = 60.0
MEGABYTES = 1024
ACCEPT = ".docx,.doc,.wps,.odt,.rtf,.pdf,.ofd,.html,.htm,.txt,.xlsx,.xls"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave. title: its first line, if it looks like one; body: cleaned HTML; warnings: of the reader."""

    title: str
    body: str
    metadata: dict[str, str]
    warnings: tuple[str, ...] = ()


def draft_of(name: str, data: bytes) -> Imported:
    """Read a file.

    Raises:
        BadUpload: too large, not passed by the scanner, or nothing to read in it; DocumentError: cannot be read.
        OfficeError: its text is too long.
    """
    name = clean_name(name)
    if len(data) > LARGEST:
        raise too_large(name)
    if not data:
        raise BadUpload(f"{name} is empty; choose the file again.", zh=f"“{name}”是空文件，请重新选择。")
    scan(name, data)
    title, body, metadata, warnings = run_limited(read, data, seconds=SECONDS, megabytes=MEGABYTES)
    body = content.clean(body)
    if not content.plain(body):
        raise BadUpload(
            f"No text was found in {name}; if it is a scan, type the text and attach the file.",
            zh=f"“{name}”中没有读到文字；扫描件请录入正文，原件作为附件上传。",
        )
    return Imported(title, body, metadata, warnings)
