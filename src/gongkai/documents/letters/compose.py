"""Facts in, letter out: the mandatory parts in order, the office's own words around them, refused when a part lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from string import Formatter

from gongkai.documents.letters.elements import Missing, missing, remedy_text
from gongkai.documents.letters.forms import FORMS, LISTS, form, list_head
from gongkai.documents.letters.model import Block, Letter, LetterFacts, Paragraph, Role
from gongkai.documents.letters.notices import NOTICES
from gongkai.documents.letters.number import LetterNumber, format_number
from gongkai.documents.letters.replies import REPLIES
from gongkai.documents.letters.wording import Words, contact, day, sentences
from gongkai.documents.writers.outline import clean
from gongkai.errors import LetterIncomplete
from gongkai.statute.letters import LetterKind, letter_kind

WORDINGS = {**NOTICES, **REPLIES}

FREE: Mapping[str, Mapping[str, str]] = {
    "opening": {},
    "closing": {
        "supplement_notice": "对补正内容有疑问的，可以与本机关联系，本机关将给予指导。",
        "consultation_notice_to_applicant": "感谢理解和支持。",
        "third_party_consultation": "感谢支持和配合。",
        "co_maker_consultation": "请予支持，并函复。",
        "assistance_request": "请予支持，并函复。",
        "forwarding_letter": "特此函告。",
    },
}
"""Passages an office may word itself, after the salutation and at the end, with what is said otherwise."""

PLACES: Mapping[str, Callable[[Words], str]] = {
    "office": lambda words: words.facts.office.facts.name,
    "unit": lambda words: words.facts.office.unit,
    "phone": lambda words: words.facts.office.facts.phone,
    "addressee": lambda words: words.facts.addressee,
    "you": lambda words: words.you,
    "application": lambda words: words.facts.application,
    "received_on": lambda words: day(words.facts.received_on),
    "due_on": lambda words: day(words.facts.due_on),
    "on": lambda words: day(words.facts.on),
}
"""Named places of an office's own wording."""

_SPEAKS_OF_ATTACHMENT = re.compile(r"见附件|附后|后附|随本(?:答复|告知|意见|函)")


def compose(code: str, facts: LetterFacts) -> Letter:
    """Return the letter, ready to be set.

    Args:
        code: of `statute.letters.letter_kinds()`.
    Raises:
        LetterIncomplete: something it must hold is missing or contradicts itself; it names all of it.
        StatuteError: no such kind, or none on the date of the letter (NoRuleInForce).
    """
    kind = letter_kind(code, facts.on or date.max)
    words = Words(kind, facts)
    lacking = [*missing(kind, facts), *_wrong_wording(words), *_wrong_rows(kind, facts), *_wrong_number(words)]
    blocks: tuple[Block, ...] = ()
    if not lacking:
        blocks = tuple(_form(words) if code in FORMS else _letter(words))
        lacking += _unlisted(blocks, facts)
    if lacking:
        raise LetterIncomplete(code, kind.title, tuple(lacking))
    return _framed(words, blocks)


def _framed(words: Words, blocks: tuple[Block, ...]) -> Letter:
    kind, facts = words.kind, words.facts
    office = facts.office
    is_form = kind.shape == "form"
    is_for_court = kind.to == "court"  # no official letter: no organ mark, and whom it is given to at the end
    addressed = clean(facts.addressee) + clean(facts.honorific) if not (is_form or is_for_court) else ""
    return Letter(
        kind=kind.code,
        layout="plain" if is_form or is_for_court else office.layout,
        organ=clean(office.facts.name),
        title=kind.title,
        number=_number(words),
        addressee=f"{addressed}：" if addressed else "",
        blocks=blocks,
        attachments=() if is_form else facts.attachments,
        signature="" if is_form else clean(office.facts.name),
        dated_on=facts.on or facts.received_on or kind.in_force_from,
        date="" if is_form else day(facts.on),
        cc=tuple(map(clean, facts.cc)),
        copies=facts.copies,
        is_form=is_form,
    )


def _number(words: Words) -> str:
    facts = words.facts
    word = facts.office.type_words.get(words.kind.code, words.kind.type_word)
    if words.kind.shape == "form" or not words.kind.type_word or facts.serial is None:
        return ""
    number = LetterNumber(clean(facts.office.code), word, words.on.year, facts.serial)
    return clean(format_number(number, facts.office.number_pattern))


def _letter(words: Words) -> Iterator[Block]:
    yield from _own(words, "opening")
    yield from WORDINGS[words.kind.code](words)
    clause = remedy_text(words.kind, words.facts)
    if clause:
        yield Paragraph("remedy", clause)
    yield from _own(words, "closing")
    yield contact(words)
    if words.kind.to == "court":
        yield Paragraph("to", "此致")
        yield Paragraph("to", clean(words.facts.addressee))


def _form(words: Words) -> Iterator[Block]:
    if words.kind.code in LISTS:
        yield from (Paragraph("fact", line) for line in list_head(words.kind.code, words.facts))
    yield form(words.kind.code, words.facts)


def _own(words: Words, name: str) -> Iterator[Paragraph]:
    """A free passage: the office's words if it has some (an empty text leaves the passage out), else ours."""
    usual = FREE[name].get(words.kind.code, "")
    template = words.facts.office.wording.get(words.kind.code, {}).get(name, usual)
    text = template.format(**{place: value(words) for place, value in PLACES.items()})
    role: Role = "opening" if name == "opening" else "closing"
    yield from (Paragraph(role, line) for line in sentences(text))


# --- what is there but wrong ------------------------------------------------------------------------------------------


def _wrong_wording(words: Words) -> Iterator[Missing]:
    """An office's own words may stand for free passages only, and name known places only."""
    for name, template in words.facts.office.wording.get(words.kind.code, {}).items():
        if name not in FREE:
            yield "wording", f"可以自拟的段落名称（“{name}”不是）", f"a free passage ({name!r} is none)"
            continue
        try:
            fields = list(Formatter().parse(template))
        except ValueError:
            fields = [("", "?", "", None)]
        wrong = [field for _, field, spec, how in fields if field is not None and (field not in PLACES or spec or how)]
        if wrong:
            shown = "、".join(f"{{{field}}}" for field in wrong)
            yield (
                "wording",
                f"自拟段落中可用的占位（{shown}无法识别）",
                f"known places in the office's wording, not {shown}",
            )


def _wrong_rows(kind: LetterKind, facts: LetterFacts) -> Iterator[Missing]:
    width = len(LISTS.get(kind.code, ()))
    if width and any(len(row) != width for row in facts.rows):
        yield "rows", f"每行{width}栏的表内各行", f"rows of {width} cells each"


def _wrong_number(words: Words) -> Iterator[Missing]:
    if words.kind.shape == "form" or not words.kind.type_word or not words.facts.office.code or words.facts.on is None:
        return
    if words.facts.serial is None or words.facts.serial < 1:
        return  # told as missing already
    try:
        _number(words)
    except ValueError:
        yield "number", "可用的发文字号格式", "a pattern and a word of the number series that make a number"


def _unlisted(blocks: tuple[Block, ...], facts: LetterFacts) -> Iterator[Missing]:
    """A letter that speaks of an attachment lists it."""
    said = "".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role != "fact")
    if not facts.attachments and _SPEAKS_OF_ATTACHMENT.search(said):
        yield "attachments", "附件清单（正文提到附件）", "the list of attachments its text speaks of"
