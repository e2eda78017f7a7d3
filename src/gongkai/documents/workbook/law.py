"""A workbook's rows before the law, and its report: what every command and the demonstration do with a book."""

from __future__ import annotations

from pathlib import Path

from gongkai.documents.limits import DEFAULT, Limits
from gongkai.documents.workbook import LedgerBook, Problem, read_ledger
from gongkai.errors import CalendarGap, ReportError, WorkbookError
from gongkai.ledger.acts import Irregularity, verify
from gongkai.report.compile import compile_report
from gongkai.report.model import AnnualReport
from gongkai.statute.calendar import load_calendar


def legal_problems(book: LedgerBook) -> list[Problem]:
    """What the law says of the rows: impossible acts as errors, unlawful or late ones as warnings.

    Raises:
        CalendarGap: an act lies in a year without a holiday notice.
    """
    calendar = load_calendar(book.ledger.office.region or None)
    return [_problem(one) for one in verify(book.ledger, calendar)]


def _problem(one: Irregularity) -> Problem:
    sheet, _, cell = one.entry.where.partition("!")
    todo = "请核对日期和办理动作后改正" if one.severity == "error" else "记录可以保留，请核对并注意改进"
    return Problem(sheet, cell, one.code, f"{one.entry.subject}：{one.zh}（{one.article}）", todo, one.en, one.severity)


def read_judged(data: bytes, limits: Limits = DEFAULT) -> tuple[LedgerBook | None, tuple[Problem, ...]]:
    """A workbook from outside and everything wrong with it, errors first; None where its rows cannot be read.

    Raises:
        DocumentError: it is no such workbook.
    """
    try:
        book = read_ledger(data, limits=limits)
        found = [*legal_problems(book), *book.problems]
    except WorkbookError as error:
        return None, tuple(one for one in error.problems if isinstance(one, Problem))
    except CalendarGap as error:
        return None, (Problem("", "", "calendar", error.zh.rstrip("。"), "请核对日期", str(error)),)
    return book, tuple(sorted(found, key=lambda one: one.severity))


def load_book(file: str | Path, year: int | None = None) -> LedgerBook:
    """Read a workbook and judge its rows.

    Args:
        year: the report year asked for; by default the workbook's own.
    Raises:
        WorkbookError: some rows are wrong or impossible; the message names the first.
        CalendarGap: that year has no holiday notice.
    """
    book = read_ledger(Path(file))
    wanted = year or book.year
    if wanted is not None and wanted not in load_calendar().years:
        raise CalendarGap(wanted)
    errors = [one for one in legal_problems(book) if one.severity == "error"]
    if errors:
        first = errors[0]
        raise WorkbookError(
            f"{file} has {len(errors)} rows that cannot be right; the first, {first.where}: {first.en}; "
            "run gongkai ledger check to see all.",
            tuple(errors),
            zh=f"{file}有{len(errors)}处不可能成立的记录；第一处在{first.where}：{first.what}；请运行gongkai ledger check查看全部。",
        )
    return book


def compile_book(
    book: LedgerBook,
    year: int | None = None,
    form: str | None = None,
    previous: AnnualReport | None = None,
    as_of: int | None = None,
) -> AnnualReport:
    """The report of a workbook's ledger, with the office's own text and signature.

    Raises:
        ReportError: neither the caller nor the workbook names a year.
    """
    wanted = year or book.year
    if wanted is None:
        raise ReportError("The workbook names no year; give --year.", zh="台账没有填报告年度，请给出--year。")
    is_own_year = wanted == book.year
    return compile_report(
        book.ledger,
        wanted,
        form,
        previous=previous,
        as_of=as_of,
        texts=book.texts if is_own_year else {},
        title=book.title if is_own_year else "",
        signed_by=book.signed_by,
        signed_on=book.signed_on if is_own_year else None,
    )
