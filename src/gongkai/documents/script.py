"""Traditional script (繁體) folded to simplified, for matching only; what is kept stays as written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from gongkai.report.model import AnnualReport, Paragraph

if TYPE_CHECKING:
    from opencc import OpenCC


def folded(text: str) -> str:
    """Text in simplified script, as many characters as before. GB 2312, which has no traditional ones, tells which needs it."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        other: str = _converter().convert(text)
        return other if len(other) == len(text) else text
    return text


def simplified(report: AnnualReport) -> AnnualReport:
    """The report with its text in simplified script, for checks that look for words; cells stay as they are."""
    return replace(
        report,
        title=folded(report.title),
        office=report.office and folded(report.office),
        signed_by=report.signed_by and folded(report.signed_by),
        preamble=_folded_all(report.preamble),
        sections={code: _folded_all(paragraphs) for code, paragraphs in report.sections.items()},
        headings={code: folded(heading) for code, heading in report.headings.items()},
    )


def _folded_all(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(replace(paragraph, text=folded(paragraph.text)) for paragraph in paragraphs)


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
