"""The office's settings of its letters: order of approval, layout, numbers, its own words."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gongkai.documents.letters.compose import FREE, PLACES
from gongkai.errors import OfficeError
from gongkai.statute.letters import letter_kinds
from gongkai.web.entries.record import record_desk
from gongkai.web.notices.approval import APPROVERS
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer


@transaction.atomic
def set_up(officer: Officer, office: Office, *, approval: list[str], letter: dict[str, Any]) -> None:
    """Keep the order of approval ([] for the usual one) and what `facts.letter_office` reads under "letter"."""
    officer.must("set_up_office")
    if any(role not in APPROVERS for role in approval):
        raise OfficeError("Choose an order of approval.", zh="请选择审批顺序。")
    kept = _settings(office)
    kept["letter"] = {**kept.get("letter", {}), **letter}
    kept.pop("approval", None)
    if approval:
        kept["approval"] = approval
    _keep(officer, office, kept, what="letter")


@transaction.atomic
def set_wording(officer: Officer, office: Office, kind: str, words: dict[str, str]) -> None:
    """Keep the office's own words in one kind of letter; a passage that is empty is that of everyone.

    Raises:
        OfficeError: no such kind, or a place in braces that is none.
    """
    officer.must("set_up_office")
    if kind not in letter_kinds():
        raise OfficeError("Choose a letter.", zh="请选择文书。")
    said = {name: text.strip() for name, text in words.items() if name in FREE and text.strip()}
    known = dict.fromkeys(PLACES, "")
    for text in said.values():
        try:
            text.format(**known)
        except (KeyError, ValueError, IndexError, AttributeError):
            shown = "、".join(f"{{{name}}}" for name in PLACES)
            raise OfficeError(f"Only these places stand in braces: {shown}", zh=f"大括号中只能写：{shown}。") from None
    kept = _settings(office)
    letters = {**kept.get("letters", {})}
    letters.pop(kind, None)
    if said:
        letters[kind] = said
    kept["letters"] = letters
    _keep(officer, office, kept, what=kind)


def _settings(office: Office) -> dict[str, Any]:
    return dict(Office.objects.select_for_update().get(pk=office.pk).settings)


def _keep(officer: Officer, office: Office, kept: dict[str, Any], *, what: str) -> None:
    record_desk(office, "letters_set_up", by=officer.username, what=what)
    Office.objects.filter(pk=office.pk).update(settings=kept)
    office.settings = kept
