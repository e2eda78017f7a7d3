"""The files `gongkai read` writes: a page a report with a list of all, or one page; and a workbook of all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gongkai.cli.files import placed, require_apart, save
from gongkai.cli.say import language
from gongkai.errors import UsageError

if TYPE_CHECKING:
    from gongkai.documents.writers.review import Reviewed
    from gongkai.documents.writers.review_index import Entry
    from gongkai.documents.writers.review_xlsx import ReviewBook
    from gongkai.report.words import Language


class Views:
    """What is written while reports are read. Use it as a context; the list and the workbook are whole at its end."""

    def __init__(self, html: str | None, xlsx: str | None, sources: list[Path]) -> None:
        self._html = Path(html) if html else None
        self._xlsx = Path(xlsx) if xlsx else None
        self._is_one_page = self._html is not None and is_page(self._html)
        self._count = 0
        self._entries: list[Entry] = []
        self._taken = {"index.html"}
        self._book: ReviewBook | None = None
        self._stack = ExitStack()
        if self._html:
            require_apart(self._html, sources, is_folder=not self._is_one_page)
            if self._is_one_page and len(sources) > 1:
                raise _several(self._html)
        if self._xlsx:
            require_xlsx(self._xlsx)
            require_apart(self._xlsx, sources)

    @property
    def are_written(self) -> bool:
        """Whether any file is asked for."""
        return self._html is not None or self._xlsx is not None

    @property
    def paths(self) -> list[Path]:
        """Where to look: the page or the list of pages, and the workbook."""
        shown = []
        if self._html:
            shown.append(self._html if self._is_one_page else self._html / "index.html")
        return [path for path in (*shown, self._xlsx) if path and path.exists()]

    def __enter__(self) -> Self:
        if self._xlsx:
            from gongkai.documents.writers.review_xlsx import ReviewBook

            temporary = self._stack.enter_context(placed(self._xlsx))
            self._book = self._stack.enter_context(ReviewBook(temporary, _lang()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stack.__exit__(kind, error, trace) or kind is not None:
            return
        if self._html and not self._is_one_page:
            from gongkai.documents.writers.review_index import INDEX, render

            save(self._html / INDEX, render(self._entries, _lang()))

    def add(self, reviewed: Reviewed) -> None:
        """Write the page of a report and its rows."""
        self._count += 1
        if self._book:
            self._book.add(reviewed)
        if self._html:
            from gongkai.documents.writers.review_html import render
            from gongkai.documents.writers.review_index import entry_of, page_name

            if self._is_one_page:
                if self._count > 1 or reviewed.parts > 1:
                    raise _several(self._html)
                save(self._html, render(reviewed, _lang()))
                return
            name = page_name(reviewed.file, reviewed.part, reviewed.parts, self._taken)
            save(self._html / name, render(reviewed, _lang()))
            self._entries.append(entry_of(reviewed, name))

    def refuse(self, file: str, reason: str) -> None:
        """Note a file that could not be read."""
        if self._book:
            self._book.add_refused(file, reason)
        if self._html and not self._is_one_page:
            from gongkai.documents.writers.review_index import Entry

            self._entries.append(Entry(file, reason=reason))


def is_page(path: Path) -> bool:
    """Whether a name is that of one page; else it is a folder."""
    return path.suffix.lower() in (".html", ".htm") and not path.is_dir()


def require_xlsx(path: Path) -> None:
    """Raise UsageError for a workbook that is not named as one."""
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            f"--xlsx {path}: a workbook's name ends in .xlsx.", zh=f"--xlsx {path}：工作簿的文件名应以.xlsx结尾。"
        )


def _several(path: Path) -> UsageError:
    return UsageError(
        f"--html {path} is one page, but there are several reports; name a folder instead.",
        zh=f"--html {path}是单个网页，而报告不止一份；请改为文件夹名。",
    )


def _lang() -> Language:
    return "zh" if language() == "zh" else "en"
