"""Taking in, showing and destroying personal data; showing and destroying leave an entry."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.people.models import BlindIndex, Details, Person


@transaction.atomic
def take_in(office: Office, given: Iterable[tuple[str, Details]]) -> list[Person]:
    """Seal many persons at once, each under a key of its own; kind and details of each, in the order given."""
    people, indexes = [], []
    for kind, details in given:
        person = Person(office=office, kind=kind)
        person.set_details(details)
        people.append(person)
        indexes += person.indexes_of(details)
    Person.objects.bulk_create(people, batch_size=500)
    BlindIndex.objects.bulk_create(indexes, batch_size=1000)
    return people


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
