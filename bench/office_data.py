"""Fill an office with cases and print what the measurement needs: a session, a case. Run by `bench.office`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from gongkai.web.config.start import analyse, migrate, start_django

SIZE = 100_000


def main() -> None:
    start_django()
    migrate()
    from django.db import connection, transaction
    from django_scopes import scope

    from gongkai.demo.office import BUSY, load_office
    from gongkai.web.applications.models import Application
    from gongkai.web.desk.stamps import prune
    from gongkai.web.offices.models import Office
    from gongkai.web.people.models import Person

    load_office("bench-password-1")
    office = Office.objects.get(code=BUSY)
    with scope(office=office), transaction.atomic():
        live = Application.objects.filter(closed_on=None).exclude(received_on=None).latest("arrived_on")
        like = list(Application.objects.all()[:200])
        people = list(Person.objects.all()[:200])
        applicants = list(copies(people, SIZE // 3))
        for one in applicants:
            one.id = uuid4()
        Person.objects.bulk_create(applicants, batch_size=2000)
        cases = copies(like, SIZE)
        Application.objects.bulk_create((aged(case, n, applicants) for n, case in enumerate(cases)), batch_size=2000)
    analyse()  # as the worker does every day, and sweeps stamps
    prune()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes
    print(json.dumps({"office": BUSY, "case": str(live.pk), "session": session_of(f"{BUSY}-officer")}))


def copies(like: list[Any], size: int) -> Iterator[Any]:
    """New rows with the values of those given."""
    fields = [field.attname for field in like[0]._meta.concrete_fields]
    for count in range(size):
        one = like[count % len(like)]
        yield type(one)(**{name: getattr(one, name) for name in fields})


def aged(case: Any, count: int, applicants: list[Any]) -> Any:
    """A case of one of the last ten years and of another applicant; the list asks its stored reading only."""
    case.id, case.number, case.letter = uuid4(), f"{2016 + count % 10}-B{count:06d}", None
    case.person_id = applicants[count % len(applicants)].pk
    for name in ("arrived_on", "received_on", "closed_on", "reply_due_on", "last_on"):
        if isinstance(getattr(case, name), date):
            setattr(case, name, getattr(case, name) - timedelta(days=count % 3650))
    return case


def session_of(username: str) -> str:
    """A session of an account that is logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from gongkai.web.accounts.models import User

    user = User.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    sys.exit(main())
