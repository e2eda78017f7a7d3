"""An office's own rules: the stages of its review, its pattern of index numbers. Settings with usual values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gongkai.ledger.index_numbers import SERIAL, Pattern, next_free, pattern_of
from gongkai.ledger.items import REVIEW_STAGES, ReviewPolicy
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Category, Item, ReviewStage

USUAL_ROLES: Mapping[str, str] = {"section": "officer head", "secrecy": "reviewer", "leader": "leader"}
"""Who decides the usual three stages (三审); an office may set others. Mark D."""
USUAL_PATTERN = "{credit_code}/{year}-{serial:5}"
PATTERN = "index_pattern"
"""Name of the setting of an office."""


def stages_of(office: Office) -> list[ReviewStage]:
    """The stages of an office's review in order; the usual three, not yet saved, where it has none."""
    return list(ReviewStage.objects.filter(office=office)) or usual_stages(office)


def usual_stages(office: Office) -> list[ReviewStage]:
    return [
        ReviewStage(office=office, position=at, code=code, name=name, roles=USUAL_ROLES[code])
        for at, (code, name) in enumerate(REVIEW_STAGES.items(), 1)
    ]


def keep_stages(office: Office) -> None:
    """Save the usual stages where an office has none: the database asks for them. With the office's chain locked."""
    if not ReviewStage.objects.filter(office=office).exists():
        ReviewStage.objects.bulk_create(usual_stages(office))


def policy_of(office: Office) -> ReviewPolicy:
    """How the office reviews, as the core asks it."""
    is_four_eyes = office.settings.get("four_eyes", True)
    return ReviewPolicy(tuple(stage.code for stage in stages_of(office)), is_four_eyes=is_four_eyes)


def pattern_text(office: Office) -> str:
    """The office's pattern of index numbers."""
    return str(office.settings.get(PATTERN) or USUAL_PATTERN)


def index_number_for(office: Office, item: Item, on: date) -> str:
    """The next index number of an office. The office's chain is locked by the caller, so that two do not take one.

    Raises:
        EntryError: the pattern does not fit, or its numbers are used up.
    """
    pattern = pattern_of(pattern_text(office))
    values = index_values(office, pattern, on, item.category)
    prefix = pattern_prefix(pattern, pattern.format({**values, SERIAL: 1}))
    taken = Item.objects.filter(office=office, index_number__startswith=prefix).exclude(index_number="")
    return next_free(pattern, taken.values_list("index_number", flat=True), values)


def index_values(office: Office, pattern: Pattern, on: date, category: Category | None = None) -> dict[str, str | int]:
    """The placeholders of a pattern but the serial number, as an item released on a day has them."""
    values: dict[str, str | int] = {
        "credit_code": office.credit_code or f"{office.pk:018d}",
        "year": on.year,
        "month": f"{on.month:02d}",
        "day": f"{on.day:02d}",
        "region": office.region_code,
    }
    values |= {"category": category.code.upper() if category else "", **office.settings.get("index_values", {})}
    return {part.code: values[part.code] for part in pattern.parts if part.code in values and values[part.code] != ""}


def pattern_prefix(pattern: Pattern, number: str) -> str:
    """What every number with the same other parts begins with."""
    found = pattern.parse(number)
    assert found is not None  # it was formed by the pattern
    length = 0
    for part in pattern.parts:
        if part.code == SERIAL:
            break
        length += len(found[part.code]) if part.code else len(part.text)
    return number[:length]
