"""Retention: personal data goes when every case of a person has been archived for as long as the office has set."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scope

from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM
from gongkai.web.people.actions import anonymise
from gongkai.web.people.models import Person


def anonymise_due() -> int:
    """Make every person anonymous whose time has come, in every office that has set one; return how many."""
    done = 0
    for office in Office.objects.order_by("path"):
        years = office.settings.get("retention_years")
        if isinstance(years, int) and years > 0:
            with scope(office=office):
                for person in due(office, years_before(local_today(), years)):
                    _destroy(office, person)
                    done += 1
    return done


def years_before(on: date, years: int) -> date:
    """The same day some years ago; the last of February for its 29th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def due(office: Office, until: date) -> QuerySet[Person]:
    """Persons all of whose cases were archived, and whose requests were closed, on that day or before.

    A person who has no case and no request at all is left alone: what they belong to is not known here.
    """
    from gongkai.web.applications.models import Application, CoApplicant
    from gongkai.web.notices.models import Letter
    from gongkai.web.portal.models import CitizenRequest

    kept = Q(archived_on=None) | Q(archived_on__gt=until)
    cases = Application.objects.filter(office=office)
    links = (
        (cases.exclude(person=None), cases.filter(kept).exclude(person=None), "person"),
        _of_case(CoApplicant.objects.filter(office=office), until, "person"),
        _of_case(Letter.objects.filter(office=office).exclude(addressee=None), until, "addressee"),
        (
            CitizenRequest.objects.filter(office=office),
            CitizenRequest.objects.filter(Q(closed_on=None) | Q(closed_on__gt=until), office=office),
            "person",
        ),
    )
    found, known = Person.objects.filter(office=office, anonymised_at=None), Q()
    for every, young, field in links:
        known |= Q(pk__in=every.values(field))
        found = found.exclude(pk__in=young.values(field))
    return found.filter(known)


def _of_case(rows: QuerySet, until: date, field: str) -> tuple[QuerySet, QuerySet, str]:
    young = Q(application__archived_on=None) | Q(application__archived_on__gt=until)
    return rows, rows.filter(young), field


@transaction.atomic
def _destroy(office: Office, person: Person) -> None:
    """Destroy the key of a person and of the files and bundles of their cases that hold personal data."""
    from gongkai.web.applications.models import Application, CaseFile
    from gongkai.web.archive.models import Bundle

    anonymise(office, person)
    for case in Application.objects.filter(office=office, person=person):
        files = CaseFile.objects.filter(application=case, kind__in=CaseFile.PERSONAL).exclude(wrapped_key=None)
        bundles = Bundle.objects.filter(application=case, is_with_personal=True).exclude(wrapped_key=None)
        count = sum(rows.update(wrapped_key=None, key_name="") for rows in (files, bundles))
        if count:
            record_desk(office, "files_destroyed", case.number, by=SYSTEM, count=count)
