"""Showing and destroying personal data; each leaves an entry."""

from __future__ import annotations

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.people.models import Details, Person


@transaction.atomic
def reveal(officer: Officer, office: Office, person: Person, subject: str, *, reason: str) -> Details:
    """Show a person's data to an officer who says why; the showing is recorded.

    Raises:
        NotPermitted; OfficeError: no reason given.
    """
    officer.must("reveal")
    if not reason.strip():
        raise OfficeError("Say why the data is needed.", zh="请写明查看的原因。")
    record_disclosure(office, "person_revealed", subject, by=officer.username, reason=reason.strip())
    return person.details


@transaction.atomic
def anonymise(office: Office, person: Person, *, by: str = SYSTEM) -> None:
    """Destroy a person's key. The ledger keeps its entries."""
    record_desk(office, "anonymised", str(person.pk), by=by)
    person.anonymise(now())
