"""A partial disclosure and its redacted copies: what the copies withhold, and whether the letter says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from gongkai.statute.outcomes import grounds
from gongkai.web.applications.models import Application
from gongkai.web.desk.templatetags.words import gloss
from gongkai.web.notices.models import Letter
from gongkai.web.notices.values import attachments_of
from gongkai.web.redaction.queries import grounds_of, released_copies


def withheld_rows(case: Application) -> list[dict[str, str]]:
    """Rows of the letter for what the released copies withhold: one a copy and ground; the reason is the officer's."""
    return [
        {"part": f"《{_bare(row.file)}》{_pages(row.pages)}，共{row.count}处", "ground": row.ground, "reason": ""}
        for row in grounds_of(case).rows
    ]


def copy_lines(case: Application) -> str:
    """The released copies as lines of the list of attachments, with their pages."""
    return "\n".join(f"{_bare(file.name)} {file.redacted_copy.copy_pages}页 1份" for file in released_copies(case))


def mismatches(letter: Letter) -> list[str]:
    """Where a letter that withholds parts, and the copies that go with it, do not say the same; empty for any other."""
    if letter.kind != "reply_partial" or letter.application is None:
        return []
    return list(_mismatches(letter, letter.application))


def _mismatches(letter: Letter, case: Application) -> Iterator[str]:
    said = list(dict.fromkeys(row["ground"] for row in letter.fields.get("withheld", ()) if row["ground"]))
    copies = released_copies(case)
    if not copies:
        yield _("本件没有放行的区分处理副本；部分公开的，应当随答复提供副本。")
        return
    marked = grounds_of(case).codes
    for code in said:
        if code not in marked:
            yield _("文书写明的“%(ground)s”，副本中没有相应的标记。") % {"ground": _ground(code)}
    for code in marked:
        if code not in said:
            yield _("副本中有以“%(ground)s”不予公开的内容，文书没有写明。") % {"ground": _ground(code)}
    yield from _unlisted([_bare(file.name) for file in copies], letter)


def _unlisted(names: Sequence[str], letter: Letter) -> Iterator[str]:
    listed = {one.name for one in attachments_of(letter.fields.get("attachments", ""))}
    for name in names:
        if name not in listed:
            yield _("放行的副本“%(name)s”没有列入附件。") % {"name": name}


def _ground(code: str) -> str:
    found = grounds().get(code)
    return str(gloss(found.label)) if found is not None else code


def _bare(name: str) -> str:
    return " ".join(name.rsplit(".", 1)[0].split())


def _pages(pages: Sequence[int]) -> str:
    """`第1页、第3页至第5页`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return "、".join(f"第{first}页" if first == last else f"第{first}页至第{last}页" for first, last in runs)
