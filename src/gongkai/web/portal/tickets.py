"""Signed tickets: a cookie that opens one page for a while, and the stamp of a form."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

STATUS_SECONDS = 30 * 60
INTAKE_SECONDS = 2 * 60 * 60
STAMP_SECONDS = 24 * 60 * 60
LEAST_SECONDS = 3
"""Nobody reads and fills in a form faster."""


def give(response: HttpResponse, name: str, subject: UUID, value: str, *, path: str, seconds: int) -> None:
    """Set the cookie that opens a page. It is sent to addresses below `path` only and holds no code."""
    response.set_signed_cookie(
        name,
        value,
        salt=f"{name}:{subject}",
        max_age=seconds,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def has(request: HttpRequest, name: str, subject: UUID, value: str, *, seconds: int) -> bool:
    """Whether a request carries the cookie for this subject, unexpired."""
    found = request.get_signed_cookie(name, default=None, salt=f"{name}:{subject}", max_age=seconds)
    return found is not None and found == value


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a form was opened, and the id of what it will become."""

    id: UUID
    at: int

    @property
    def age(self) -> int:
        return int(time.time()) - self.at

    def text(self) -> str:
        return signing.dumps([str(self.id), self.at], salt="form")


def new_stamp(id: UUID | None = None, *, ago: int = 0) -> Stamp:
    """The stamp of a form opened now, or some seconds ago."""
    return Stamp(id or uuid4(), int(time.time()) - ago)


def read_stamp(text: str) -> Stamp | None:
    """The stamp, or None where it is forged or older than a day."""
    try:
        id, at = signing.loads(text, salt="form", max_age=STAMP_SECONDS)
        return Stamp(UUID(id), int(at))
    except (signing.BadSignature, ValueError, TypeError):
        return None
