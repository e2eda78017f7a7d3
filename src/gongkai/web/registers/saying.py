"""What an error says on a page of the registers; a refusal of the core with its source."""

from __future__ import annotations

import re

from gongkai.errors import GongkaiError, StepNotAllowed
from gongkai.web.desk.templatetags.words import is_english

_ARTICLES = re.compile(r" arts?\. ([0-9]+(?:, [0-9]+)*)")


def say(error: GongkaiError) -> str:
    """An error in the language of the screen. The sources of `norm_acts` are instruments, as 国办发〔2018〕37号."""
    return str(error) if is_english() else in_chinese(error)


def in_chinese(error: GongkaiError) -> str:
    """The Chinese sentence, with its source in brackets."""
    if isinstance(error, StepNotAllowed):
        source = _ARTICLES.sub(lambda found: f"第{found[1].replace(', ', '、')}条", error.article)
        return f"{error.zh}（{source}）。"
    return error.zh
