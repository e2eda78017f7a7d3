"""Sessions in the database, as Django keeps them, read by one plain statement: every page begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A session is read anew for each request, so that one that was ended or is over is none in every process at once."""

    _taken: tuple[str | None] | None = None

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and "\0" not in str(key)  # which PostgreSQL refuses

    def take(self, data: str | None) -> None:
        """Be told what the row of this session holds, by who has just read it; None where there is no such row."""
        self._taken = (data,)
        self.accessed = True

    def load(self) -> dict[str, Any]:
        data = self._taken[0] if self._taken else self._read()
        self._taken = None
        if data is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(data)
        return found

    def _read(self) -> str | None:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
            row = cursor.fetchone()
        return row[0] if row else None
