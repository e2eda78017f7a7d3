"""What an error says on a screen: one sentence, a refusal of the core with its basis, whichever part of it refuses."""

from __future__ import annotations

import re

from gongkai.errors import GongkaiError, StepNotAllowed
from gongkai.statute.letters import article_text
from gongkai.web.desk.templatetags.words import is_english

REGULATION = "条例"
LAWS = {"Fee Measures": "《信息处理费管理办法》"}
_PART = re.compile(r"(?P<law>.*?) ?arts?\. (?P<articles>.+)")
_REFERENCE = re.compile(r"\d+(?:\(\d+\))?(?:-\d+)?")


def say(error: GongkaiError) -> str:
    """An error in the language of the screen; a refusal of a step of a case, an item or a norm with its basis."""
    return str(error) if is_english() else in_chinese(error)


def in_chinese(error: GongkaiError) -> str:
    """The Chinese sentence whatever the language of the screen."""
    return refusal_zh(error.zh, error.article) if isinstance(error, StepNotAllowed) else error.zh


def refusal_zh(sentence: str, article: str) -> str:
    """A reason to refuse with its basis in brackets."""
    basis = articles_zh(article)
    return f"{sentence}（{basis}）。" if basis else f"{sentence}。"


def articles_zh(text: str) -> str:
    """The basis of a refusal as the core keeps it: "arts. 30, 33" → 条例第三十条、第三十三条.

    Parts stand between semicolons: articles of the Regulation or, named before them, of another law; a law of `LAWS`;
    the number of a document, which is given as it stands.
    """
    return "、".join(_part(part.strip()) for part in text.split(";") if part.strip())


def _part(text: str) -> str:
    found = _PART.fullmatch(text)
    if found is None:
        return LAWS.get(text, text)
    law = f"《{found['law']}》" if found["law"] else REGULATION
    return law + "、".join(_article(reference) for reference in _REFERENCE.findall(found["articles"]))


def _article(reference: str) -> str:
    first, _, last = reference.partition("-")
    return article_text(first) + (f"至{article_text(last)}" if last else "")
