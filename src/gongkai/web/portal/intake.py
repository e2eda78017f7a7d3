"""Before sending: what was filled in is kept sealed on the server for a day, with its files, and opened by a cookie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_scopes import scopes_disabled

from gongkai.errors import BadUpload
from gongkai.web.applications.uploads import LARGEST, MEGABYTE, Checked, check_upload, clean_name, too_large
from gongkai.web.config.clock import now
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Office
from gongkai.web.people import seal
from gongkai.web.portal import tickets
from gongkai.web.portal.models import Intake, StagedFile

COOKIE = "intake"
MOST_FILES = 8
LARGEST_ALL = 30 * MEGABYTE
KEPT = timedelta(hours=24)


@transaction.atomic
def begin(office: Office, kind: str, id: UUID) -> Intake:
    """The intake of a form, opened now or before. Those a day old go."""
    purge()
    fresh = Intake(id=id)
    fresh.set_content({})
    sealed = {"sealed": fresh.sealed, "wrapped_key": fresh.wrapped_key, "key_name": fresh.key_name}
    try:
        with transaction.atomic():
            given = {"begun_at": now(), **sealed}
            return Intake.objects.get_or_create(id=id, office=office, kind=kind, defaults=given)[0]
    except IntegrityError:  # a stamp carried over from another form
        return begin(office, kind, uuid4())


def purge() -> int:
    """Destroy the intakes of the office in scope that are older than a day, with their files; returns how many rows went."""
    return int(Intake.objects.filter(begun_at__lt=now() - KEPT).delete()[0])


def purge_all() -> int:
    """`purge` for every office: the worker's daily task."""
    with scopes_disabled():
        return purge()


def fill(intake: Intake, content: dict[str, Any]) -> None:
    """Keep what was filled in."""
    intake.set_content(content)
    intake.save(update_fields=["sealed", "wrapped_key", "key_name"])


def read_uploads(files: Iterable[UploadedFile]) -> tuple[list[Checked], list[str]]:
    """Check files as they came; returns the good ones, and one sentence for each of the others."""
    good, bad = [], []
    for file in files:
        name = clean_name(file.name or "")
        try:
            if (file.size or 0) > LARGEST:
                raise too_large(name)
            good.append(check_upload(name, file.read()))
        except BadUpload as error:
            bad.append(say(error))
    return good, bad


@transaction.atomic
def stage(intake: Intake, kind: str, files: Sequence[Checked]) -> list[str]:
    """Keep files with an intake, one content once; returns a sentence for each that is one too many."""
    if not files:
        return []
    Intake.objects.select_for_update().get(pk=intake.pk)
    key, held = intake.key(), {file.sha256: file for file in intake.files.all()}
    size = intake.files.aggregate(size=Sum("size"))["size"] or 0
    wrong = []
    for checked in files:
        digest = sha256(checked.data).hexdigest()
        if digest in held:
            continue
        if len(held) >= MOST_FILES or size + len(checked.data) > LARGEST_ALL:
            wrong.append(
                f"“{checked.name}”没有保存：一次最多{MOST_FILES}个文件，合计不超过{LARGEST_ALL // MEGABYTE}MB。"
            )
            continue
        file = StagedFile(id=uuid4(), office_id=intake.office_id, intake=intake, kind=kind, name=checked.name)
        file.media_type, file.size, file.sha256, file.added_at = checked.media_type, len(checked.data), digest, now()
        file.sealed = seal.seal(checked.data, key, file.id.bytes)
        file.save(force_insert=True)
        held[digest] = file
        size += file.size
    return wrong


def opened(request: HttpRequest, office: Office, kind: str, id: UUID) -> Intake | None:
    """The intake a browser may see: the cookie must be there, and the intake not yet gone."""
    if not tickets.has(request, COOKIE, id, kind, seconds=tickets.INTAKE_SECONDS):
        return None
    return Intake.objects.filter(pk=id, office=office, kind=kind, begun_at__gte=now() - KEPT).first()


def let_in(response: HttpResponse, intake: Intake) -> HttpResponse:
    """Give the browser the cookie that opens an intake's pages; for its own addresses only."""
    path = reverse("portal:intake", args=[intake.office.code, intake.pk])
    tickets.give(response, COOKIE, intake.pk, intake.kind, path=path, seconds=tickets.INTAKE_SECONDS)
    return response


def shut_out(response: HttpResponse, intake: Intake) -> HttpResponse:
    """Take the cookie back: for shared screens."""
    response.delete_cookie(COOKIE, path=reverse("portal:intake", args=[intake.office.code, intake.pk]))
    return response
