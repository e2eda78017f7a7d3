"""Reports to files: choose the writer of a format, and put whole files in place or none."""

from __future__ import annotations

import importlib
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport, Finding

if TYPE_CHECKING:
    from gongkai.documents.fonts import FontUse

FORMATS = ("docx", "pdf", "html", "xlsx", "json")
"""Formats a report can be written in; each is one module of `gongkai.documents.writers`."""


def render(report: AnnualReport, format: str, *, findings: Sequence[Finding] = ()) -> bytes:
    """Return the bytes of a report in one of `FORMATS`. The same report gives the same bytes.

    Args:
        findings: what the checks found; shown in html (on screen only), xlsx and json, never in what is handed in.
    Raises:
        DocumentError: an unknown format, a report without a form, or no font for a PDF.
    """
    if format not in FORMATS:
        raise DocumentError(f"There is no format {format!r}; a report can be written as {', '.join(FORMATS)}.")
    writer = importlib.import_module(f"gongkai.documents.writers.{format}")
    data: bytes = writer.render(report, findings)
    return data


def write_report(
    report: AnnualReport,
    folder: str | os.PathLike[str],
    formats: Iterable[str] = FORMATS,
    findings: Sequence[Finding] = (),
    stem: str = "report",
) -> list[Path]:
    """Write a report into a folder, one file a format, and return their paths. Makes the folder.

    Every format is rendered before the first file is touched, and each file appears whole under its name or not at
    all: what stood there before stays until the new file is complete.

    Raises:
        DocumentError: a format cannot be rendered, or a file cannot be written.
    """
    if not stem or stem != Path(stem).name or stem in (".", "..") or "\\" in stem:
        raise DocumentError(f"{stem!r} is not a plain file name; give one without folders, such as 'report'.")
    rendered = {format: render(report, format, findings=findings) for format in dict.fromkeys(formats)}
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DocumentError.unwritable(target, error) from error
    return _put({target / f"{stem}.{format}": data for format, data in rendered.items()})


def fonts_used(report: AnnualReport) -> tuple[FontUse, ...]:
    """Return the fonts the PDF of a report is set in, part by part, and any character no font could set.

    Raises:
        DocumentError: no font with Chinese characters was found.
    """
    from gongkai.documents.writers.pdf import fonts_of

    return fonts_of(report)


def _put(files: dict[Path, bytes]) -> list[Path]:
    """Write every file under a temporary name beside its place, then move all into place."""
    temporary = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for path in files}
    path = next(iter(files), Path())
    try:
        for path, data in files.items():
            with temporary[path].open("xb") as file:
                file.write(data)
        for path in files:
            os.replace(temporary[path], path)
    except OSError as error:
        raise DocumentError.unwritable(path, error) from error
    finally:
        for leftover in temporary.values():
            with suppress(OSError):
                leftover.unlink()
    return list(files)
