"""Finding a case by number and query code. Who has only one of them learns nothing."""

from __future__ import annotations

import hmac

from gongkai.web.applications.actions import code_digest
from gongkai.web.applications.models import Application
from gongkai.web.offices.models import Office
from gongkai.web.portal.models import CitizenRequest

Found = Application | CitizenRequest


def find(office: Office, number: str, code: str) -> Found | None:
    """The case or request of this number if the code is its own; compared in constant time, unknown numbers too."""
    case = Application.objects.filter(office=office, number=number).first()
    request = CitizenRequest.objects.filter(office=office, number=number).first()
    row: Found | None = case or request
    kept = row.code_digest if row is not None else ""
    given = code_digest(office.pk, number, code)
    return row if hmac.compare_digest(kept.ljust(len(given), "-"), given) else None


def ticket_of(row: Found) -> str:
    """What the cookie of a case holds: nothing that opens another case, or this one under a new code."""
    return f"{row.pk.hex}{row.code_digest[:16]}"
