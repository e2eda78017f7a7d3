"""How large the catalogue is: the facts `catalogue_fields` and `catalogue_items` of the report."""

from __future__ import annotations

from datetime import date

from gongkai.web.catalogue.models import StandardItem
from gongkai.web.offices.models import Office, standing


def figures(office: Office, on: date) -> tuple[int, int]:
    """Fields and items that stand in the catalogue of an office on a day."""
    rows = StandardItem.objects.filter(standing(on), office=office).order_by()
    return rows.values("field").distinct().count(), rows.count()
