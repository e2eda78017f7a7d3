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
    """The stages of an office's review in order; the usual three are set where it has none yet."""
    found = list(ReviewStage.objects.filter(office=office))
    return found or set_usual_stages(office)


def set_usual_stages(office: Office) -> list[ReviewStage]:
    return ReviewStage.objects.bulk_create(
        ReviewStage(office=office, position=at, code=code, name=name, roles=USUAL_ROLES[code])
        for at, (code, name) in enumerate(REVIEW_STAGES.items(), 1)
    )


def policy_of(office: Office) -> ReviewPolicy:
    """How the office reviews, as the core asks it."""
    is_four_eyes = office.settings.get("four_eyes", True)
    return ReviewPolicy(tuple(stage.code for stage in stages_of(office)), is_four_eyes=is_four_eyes)


def index_number_for(office: Office, item: Item, on: date) -> str:
    """The next index number of an office. The office's chain is locked by the caller, so that two do not take one.

    Raises:
        EntryError: the pattern does not fit, or its numbers are used up.
    """
    pattern = pattern_of(office.settings.get(PATTERN) or USUAL_PATTERN)
    values: dict[str, str | int] = {
        "credit_code": office.credit_code or f"{office.pk:018d}",
        "year": on.year,
        "month": f"{on.month:02d}",
        "day": f"{on.day:02d}",
        "region": office.region_code,
    }
    category: Category | None = item.category
    values |= {"category": category.code.upper() if category else "", **office.settings.get("index_values", {})}
    wanted = {part.code: values[part.code] for part in pattern.parts if part.code in values and values[part.code] != ""}
    prefix = _before_serial(pattern, pattern.format({**wanted, SERIAL: 1}))
    taken = Item.objects.filter(office=office, index_number__startswith=prefix).exclude(index_number="")
    return next_free(pattern, taken.values_list("index_number", flat=True), wanted)


def _before_serial(pattern: Pattern, number: str) -> str:
    """What every number with the same other parts begins with."""
    found = pattern.parse(number)
    assert found is not None  # it was formed by the pattern
    length = 0
    for part in pattern.parts:
        if part.code == SERIAL:
            break
        length += len(found[part.code]) if part.code else len(part.text)
    return number[:length]
