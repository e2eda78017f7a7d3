"""The office's settings of its letters: order of approval, layout, numbers, remedy clause, its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from gongkai.documents.letters.compose import FREE, PLACES
from gongkai.documents.letters.model import Letter
from gongkai.documents.letters.number import PATTERN, LetterNumber, format_number
from gongkai.documents.letters.specimen import specimen
from gongkai.errors import OfficeError
from gongkai.statute.letters import letter_kinds
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.notices.approval import APPROVERS
from gongkai.web.notices.values import letter_office
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer


@transaction.atomic
def set_up(officer: Officer, office: Office, *, approval: list[str], letter: dict[str, Any]) -> None:
    """Keep the order of approval ([] for the usual one) and what `values.letter_office` reads under "letter".

    The layout is that of the office's particulars.
    """
    officer.must("set_up_office")
    _check_order(approval)
    kept = _settings(office)
    given = dict(letter)
    if "layout" in given:
        kept["letter_layout"] = given.pop("layout")
    kept["letter"] = {**kept.get("letter", {}), **given}
    kept.pop("approval", None)
    if approval:
        kept["approval"] = approval
    _keep(officer, office, kept, what="letter")


def _check_order(approval: Sequence[str]) -> None:
    if any(role not in APPROVERS for role in approval):
        raise OfficeError("Choose an order of approval.", zh="请选择审批顺序。")


@transaction.atomic
def set_kind(
    officer: Officer,
    office: Office,
    kind: str,
    words: Mapping[str, str],
    *,
    approval: Sequence[str] = (),
    type_word: str = "",
) -> None:
    """Keep what the office wants of one kind of letter: its own words, its order of approval, its word of the number.

    A passage, an order or a word that is empty is that of everyone.

    Raises:
        OfficeError: no such kind, a place in braces that is none, a word that makes no number.
    """
    officer.must("set_up_office")
    _check_order(approval)
    said = wording_of(office, kind, words)
    kept = _settings(office)
    kept["letters"] = _with(kept.get("letters", {}), kind, said)
    kept["approval_of"] = _with(kept.get("approval_of", {}), kind, list(approval))
    usual = letter_kinds()[kind][-1].type_word
    word = type_word.strip() if usual and type_word.strip() != usual else ""
    letter = kept.get("letter", {})
    if word:
        _check_word(office, word, letter.get("pattern") or PATTERN)
    kept["letter"] = {**letter, "words": _with(letter.get("words", {}), kind, word)}
    _keep(officer, office, kept, what=kind)


def _with(table: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The table with a value under a name, without the name where the value is empty."""
    rest = {key: one for key, one in table.items() if key != name}
    return rest | ({name: value} if value else {})


def _check_word(office: Office, word: str, pattern: str) -> None:
    try:
        format_number(LetterNumber(office.word or "代字", word, local_today().year, 1), pattern)
        is_word = bool(_WORD.fullmatch(word))
    except ValueError:
        is_word = False
    if not is_word:
        raise OfficeError(
            "This word makes no number of a letter.", zh="文种代字只用汉字，如“公复”；不写括号、数字和空格。"
        )


_WORD = re.compile(r"[\u4e00-\u9fff]{1,10}")


def wording_of(office: Office, kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """The passages that say something, checked.

    Raises:
        OfficeError: no such kind, or a place in braces that is none.
    """
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
    return said


def preview(office: Office, kind: str, words: Mapping[str, str], type_word: str = "") -> Letter:
    """A letter of a kind with the office's words as they are typed, its places named; nothing is kept.

    Raises:
        OfficeError: as `set_kind`; LetterIncomplete: the office lacks something every letter needs.
    """
    said = wording_of(office, kind, words)
    shown = letter_office(office)
    wording = {**shown.wording, kind: said}
    type_words = {**shown.type_words, **({kind: type_word.strip()} if type_word.strip() else {})}
    return specimen(kind, replace(shown, wording=wording, type_words=type_words), local_today())


def _settings(office: Office) -> dict[str, Any]:
    return dict(Office.objects.select_for_update().get(pk=office.pk).settings)


def _keep(officer: Officer, office: Office, kept: dict[str, Any], *, what: str) -> None:
    record_desk(office, "letters_set_up", by=officer.username, what=what)
    Office.objects.filter(pk=office.pk).update(settings=kept)
    office.settings = kept
