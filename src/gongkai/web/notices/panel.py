"""The letters of a case on its page: those there are, those that fit now, acts recorded without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.documents.letters.from_ledger import letter_for
from gongkai.ledger.steps import step_name
from gongkai.statute.letters import letter_kinds
from gongkai.web.applications import panels
from gongkai.web.applications.panels import CasePage, Panel
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.queries import MORE_GROUPS, Desk, Group
from gongkai.web.notices import models
from gongkai.web.notices.approval import APPROVERS, waiting_for
from gongkai.web.notices.events import CASE_FORMS, OTHERS, RECORDS, WITH_LETTER, Choice, choices
from gongkai.web.notices.models import Letter

ACTS = {
    "letter_drafted": _("起草文书"),
    "letter_tied": _("文书与已登记步骤关联"),
    "letter_written": _("修改文书"),
    "letter_submitted": _("文书送审"),
    "letter_approved": _("同意文书"),
    "letter_returned": _("退回文书"),
    "letter_withdrawn": _("撤回送审"),
    "letter_voided": _("文书作废"),
    "letter_released": _("解除文书与作废步骤的关联"),
    "letter_scan_replaced": _("更换盖章件"),
    "letter_sealed": _("文书用印"),
    "letter_scanned": _("上传盖章件"),
    "letter_dispatched": _("文书发出"),
    "letter_served": _("文书送达"),
    "letters_set_up": _("修改文书设置"),
}


@dataclass(frozen=True, slots=True)
class Unwritten:
    """An act that was recorded without a letter. is_known: a letter of its kind is there and would be tied to it."""

    sequence: int
    act: str
    on: Any
    title: str
    is_known: bool = False


def groups_of(page: CasePage) -> list[tuple[str, list[Choice]]]:
    """The letters that fit now and that the officer may send, by what they are for."""
    if page.reading is None:
        return []
    found = [
        one for one in choices(page.reading.state, page.today, page.calendar) if page.officer.may(one.event["type"])
    ]
    replies = [one for one in found if one.event["type"] == "answered"]
    corrections = [one for one in found if one.event["type"] == "corrected"]
    notices = [one for one in found if one not in replies and one not in corrections]
    others = [Choice(kind, letter_kinds()[kind][-1].title, "", {}) for kind in OTHERS] if page.case.is_open else []
    papers = [Choice(kind, letter_kinds()[kind][-1].title, "", {}) for kind in CASE_FORMS]
    named = (
        (_("办理中的文书"), notices),
        (_("答复"), replies),
        (_("重新答复"), corrections),
        (_("其他文书"), others),
        (_("入卷表格"), papers),
    )
    return [(str(label), members) for label, members in named if members]


def unwritten(page: CasePage, letters: list[Letter]) -> list[Unwritten]:
    """Recorded acts that have no letter here; those with a form of the file only are told apart by `is_record`."""
    if page.reading is None:
        return []
    standing = [one for one in letters if one.status != models.VOID]
    written = {one.entry for one in standing}
    free = {(one.kind, one.act) for one in standing if one.entry is None}
    found = []
    for entry in page.reading.entries:
        act = step_name(entry.event)
        if entry.sequence in written or act not in WITH_LETTER | RECORDS:
            continue
        kind = letter_for(entry.event)
        if kind:
            is_known = (kind, act) in free
            found.append(Unwritten(entry.sequence, act, entry.event.on, letter_kinds()[kind][-1].title, is_known))
    return found


def facts(page: CasePage) -> dict[str, Any] | None:
    if not url_or_empty("desk:letters:register", page.case.office.code):
        return None
    letters = list(Letter.objects.filter(application=page.case).order_by("-created_at"))
    may_draft = page.officer.may("draft_letter")
    groups = groups_of(page) if may_draft else []
    late = unwritten(page, letters) if may_draft else []
    if not letters and not groups and not late:
        return None
    standing = {entry.sequence for entry in page.reading.entries} if page.reading else set()
    return {
        "letters": [(one, one.entry is not None and one.entry not in standing) for one in letters],
        "groups": groups,
        "unwritten": [one for one in late if one.act in WITH_LETTER],
        "records": [one for one in late if one.act in RECORDS],
    }


def _to_approve(desk: Desk) -> Iterator[Group]:
    """Letters that wait for this officer's approval; left out where there is none."""
    if not any(desk.officer.may(act) for act in APPROVERS.values()):
        return
    rows = waiting_for(desk.officer)
    lines = list(rows[: desk.lines_shown])
    if not lines:
        return
    count = rows.count() if len(lines) == desk.lines_shown else len(lines)
    hint = _("审批通过后文书才编号、用印、发出。")
    yield Group("letters", str(_("等您审批的文书")), str(hint), count, lines, "", "soon", template="notices/todo.html")


def install() -> None:
    if _to_approve not in MORE_GROUPS:
        MORE_GROUPS.append(_to_approve)
    panels.DESK_ACTS.update(ACTS)
    panels.add(Panel("letters", "notices/panel.html", facts, "main", 50))
