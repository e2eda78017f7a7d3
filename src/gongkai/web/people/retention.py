"""Retention: personal data goes when every case of a person has been archived for as long as the office has set."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scope

from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM
from gongkai.web.people.actions import anonymise
from gongkai.web.people.models import Person

if TYPE_CHECKING:
    from gongkai.web.applications.models import Application


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
    """Destroy the key of a person, and what their cases and requests hold of them (docs/privacy.md)."""
    from gongkai.web.applications.models import Application
    from gongkai.web.notices.models import LetterFile
    from gongkai.web.portal.models import RequestFile

    anonymise(office, person)
    papers = LetterFile.objects.filter(letter__request__person=person).exclude(wrapped_key=None)
    papers.update(wrapped_key=None, key_name="", sealed=b"", name=DESTROYED)
    RequestFile.objects.filter(request__person=person).update(name=DESTROYED)
    for case in Application.objects.filter(office=office, person=person):
        count = clear_case(case)
        if count:
            record_desk(office, "files_destroyed", case.number, by=SYSTEM, count=count)


def clear_case(case: Application) -> int:
    """Destroy the files of a case that hold personal data and clear its free texts; return how many files went.

    What the applicant gave goes in any case. What else names them goes where a bundle holds it, for the bundle is the
    record; a bundle goes where the archives have confirmed its receipt. The ledger and its figures stay.
    """
    from gongkai.web.applications.models import Application, CaseFile, Submission
    from gongkai.web.archive.models import Bundle
    from gongkai.web.notices.models import Letter
    from gongkai.web.portal.models import Survey
    from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark

    held = Bundle.objects.filter(application=case)
    is_bundled = held.exclude(wrapped_key=None).exists() or held.filter(_RECEIVED).exists()
    kinds = (*CaseFile.PERSONAL, *IN_BUNDLE) if is_bundled else CaseFile.PERSONAL
    files = CaseFile.objects.filter(application=case, kind__in=kinds).exclude(wrapped_key=None)
    count = _shred(files, name=DESTROYED) + _shred(held.filter(_RECEIVED).exclude(wrapped_key=None))
    Submission.objects.filter(application=case).update(text="")
    Survey.objects.filter(application=case).update(text="")
    RedactionMark.objects.filter(redaction__original__application=case).update(note="")
    Redaction.objects.filter(original__application=case).update(hints=[])
    RedactedCopy.objects.filter(redaction__original__application=case).update(leaks=[])
    if is_bundled:
        Application.objects.filter(pk=case.pk).update(content="", help_wanted="")
        Letter.objects.filter(application=case).update(said={}, fields={})
    return count


DESTROYED = "（已销毁）"
"""In place of the name of a file, which often names a person."""

IN_BUNDLE = ("letter", "served", "service", "original", "challenge", "other")
"""Kinds of files that may name the applicant or a third party and that every bundle holds; evidence and copies stay."""

_RECEIVED = Q(transfer_item__transfer__status="received")


def _shred(rows: QuerySet, **more: str) -> int:
    """Destroy the keys of files, and the files once that is certain. more: what else becomes of the rows."""
    found = list(rows)
    count = rows.model.objects.filter(pk__in=[row.pk for row in found]).update(wrapped_key=None, key_name="", **more)
    for row in found:
        path = settings.GONGKAI.data_dir / "files" / str(row.office_id) / str(row.pk)
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    return count
