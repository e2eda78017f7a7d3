"""Fill an office with cases and print what the measurement needs: a session, a case. Run by `bench.office`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

from gongkai.web.config.start import migrate, start_django

SIZE = 100_000


def main() -> None:
    start_django()
    migrate()
    from django.db import transaction
    from django_scopes import scope

    from gongkai.demo.office import BUSY, load_office
    from gongkai.web.applications.models import Application
    from gongkai.web.offices.models import Office

    load_office("bench-password-1")
    office = Office.objects.get(code=BUSY)
    with scope(office=office), transaction.atomic():
        live = Application.objects.filter(closed_on=None).exclude(received_on=None).latest("arrived_on")
        like = list(Application.objects.all()[:200])
        Application.objects.bulk_create(copies(like), batch_size=2000)
    print(json.dumps({"office": BUSY, "case": str(live.pk), "session": session_of(f"{BUSY}-officer")}))


def copies(like: list[object]) -> Iterator[object]:
    """Cases like those given, over ten years; the list asks their stored reading only."""
    from gongkai.web.applications.models import Application

    fields = [field.attname for field in Application._meta.concrete_fields]
    for count in range(SIZE):
        one = like[count % len(like)]
        values = {name: getattr(one, name) for name in fields}
        back = timedelta(days=count % 3650)
        values |= {"id": uuid4(), "number": f"{2016 + count % 10}-B{count:06d}", "letter": None}
        for name in ("arrived_on", "received_on", "closed_on", "reply_due_on", "last_on"):
            if isinstance(values[name], date):
                values[name] -= back
        yield Application(**values)


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
