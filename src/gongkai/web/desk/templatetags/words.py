"""Template filters: codes of the core in the language of the screen, dates as an office writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from gongkai.documents.redact.model import HINT_GLOSSES, HINT_KINDS, LEAK_GLOSSES, LEAK_KINDS
from gongkai.ledger.clock import DATES, WAITS
from gongkai.ledger.labels import ACT_GLOSSES, ACTS, STAGE_GLOSSES, english_of
from gongkai.ledger.state import STAGES
from gongkai.statute.forms import form_for
from gongkai.statute.outcomes import outcomes
from gongkai.statute.periods import english_reason
from gongkai.statute.receipt import channels
from gongkai.web.offices.models import ROLES

register = template.Library()
_CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff](?:.*[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e])?", re.DOTALL)
"""From the first Chinese character of a text to its last, with the signs between."""
_OF_REDACTION = {LEAK_KINDS[code]: LEAK_GLOSSES[code] for code in LEAK_KINDS} | {
    HINT_KINDS[code]: HINT_GLOSSES[code] for code in HINT_KINDS
}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def stage(code: str) -> str:
    """A stage of a case."""
    return capfirst(STAGE_GLOSSES.get(code, code)) if is_english() else STAGES.get(code, code)


@register.filter
def outcome(code: str) -> str:
    """An outcome: the statutory label, with its gloss in English."""
    found = outcomes().get(code)
    if found is None:
        return code
    return found.gloss if is_english() else found.label


@register.filter
def channel(code: str) -> str:
    found = channels().get(code)
    if found is None:
        return code
    return capfirst(found.gloss) if is_english() else found.label


@register.filter
def applicant(code: str) -> str:
    """A kind of applicant, as the column of table three prints it."""
    column = next((one for one in form_for(2021).tables["t3"].columns if one.code == code), None)
    if column is None:
        return code
    return capfirst(column.gloss) if is_english() else column.label


@register.filter
def act(code: str) -> str:
    """A step of a case."""
    return capfirst(ACT_GLOSSES.get(code, code)) if is_english() else ACTS.get(code, code)


@register.filter
def role(code: str) -> str:
    return str(ROLES.get(code, code))


@register.filter
def roles(codes: Iterable[str]) -> str:
    """Roles in the order of their table: 经办人、档案员."""
    held = frozenset(codes)
    return (", " if is_english() else "、").join(str(label) for code, label in ROLES.items() if code in held)


@register.filter
def listed(texts: Iterable[object]) -> str:
    """Words in a row: 甲、乙; in English with commas."""
    return (", " if is_english() else "、").join(str(text) for text in texts)


def named(name: object, value: object) -> str:
    """A name and what it is: 类别：行政处罚; in English with a colon and a space."""
    return f"{name}: {value}" if is_english() else f"{name}：{value}"


def clauses(texts: Iterable[object]) -> str:
    """Parts of a sentence in a row: 甲；乙; in English with semicolons."""
    return ("; " if is_english() else "；").join(str(text) for text in texts)


@register.filter
def label(text: str) -> str:
    """A label of the core as plain words, for an attribute: 类别; in English its gloss, or nothing where it has none."""
    return _english_of(text) if is_english() else text


@register.filter
def due_name(code: str) -> str:
    pair = DATES.get(code)
    return code if pair is None else capfirst(pair[1]) if is_english() else pair[0]


@register.filter
def wait(code: str) -> str:
    pair = WAITS.get(code)
    return code if pair is None else capfirst(pair[1]) if is_english() else pair[0]


@register.filter
def day(on: date | None) -> str:
    """A date as an office writes it: 2026年10月23日; in English 2026-10-23."""
    if on is None:
        return ""
    return on.isoformat() if is_english() else f"{on.year}年{on.month}月{on.day}日"


@register.filter
def short_day(on: date | None) -> str:
    """A date of this year or near it: 10月23日."""
    if on is None:
        return ""
    return on.strftime("%m-%d") if is_english() else f"{on.month}月{on.day}日"


@register.filter
def near_day(on: date | None, today: date) -> str:
    """A date of this year without its year, of another with it."""
    return short_day(on) if on is None or on.year == today.year else day(on)


@register.filter
def month(on: date) -> str:
    """A month: 2026年10月."""
    return on.strftime("%Y-%m") if is_english() else f"{on.year}年{on.month}月"


@register.filter
def left(days: int) -> str:
    """Working days left: 还剩 3 个工作日; 今天到期; 已逾期 2 个工作日."""
    if days > 0:
        return ngettext("还剩 %(days)d 个工作日", "还剩 %(days)d 个工作日", days) % {"days": days}
    if days == 0:
        return gettext("今天到期")
    return ngettext("已逾期 %(days)d 个工作日", "已逾期 %(days)d 个工作日", -days) % {"days": -days}


# --- Chinese labels and data on English pages ---------------------------------------------------------------------


@register.filter
def zh(text: object) -> str:
    """Chinese that an English page shows as it is (a name, a source, what someone wrote), marked as Chinese there."""
    words = str(text)
    found = _CHINESE.search(words) if is_english() else None
    if found is None:
        return words
    before, chinese, after = words[: found.start()], found.group(), words[found.end() :]
    return format_html('{}<span lang="zh-Hans">{}</span>{}', before, chinese, after)


@register.filter
def gloss(label: str) -> str:
    """A label of the core, as 结果维持; in English its gloss, or the label marked as Chinese where it has none."""
    return (_english_of(label) or zh(label)) if is_english() else label


def _english_of(label: str) -> str:
    return english_of(label) or _OF_REDACTION.get(label, "")


def glossed(table: Mapping[str, str]) -> Callable[[], list[tuple[str, str]]]:
    """Choices of a form from a table of codes and Chinese labels, in the language of the request."""
    return lambda: [(code, (_english_of(label) or label) if is_english() else label) for code, label in table.items()]


def beside(text: object, note: object) -> str:
    """A word with a note in brackets: 国家秘密（第十四条）; state secret (art. 14)."""
    return f"{text} ({note})" if is_english() else f"{text}（{note}）"


@register.filter
def day_reason(reason: str) -> str:
    """Why a day counts or not: 工作日; 端午节放假."""
    return english_reason(reason) if is_english() else reason
