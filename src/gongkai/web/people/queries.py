"""Finding persons without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from gongkai.web.people.models import INDEXED, BlindIndex, digest


def find_people(office: int, text: str, fields: Iterable[str] = INDEXED) -> list[UUID]:
    """Ids of the persons of an office for whom one of the fields is exactly this text (for a phone also its last four)."""
    wanted = [digest(field, text, office) for field in fields]
    return list(
        BlindIndex.objects.filter(office_id=office, digest__in=wanted).values_list("person_id", flat=True).distinct()
    )
