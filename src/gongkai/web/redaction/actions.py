"""What can be done with an original: begin, mark, make the copy, release it, take the release back. Each leaves an entry.

Files are opened before the transaction begins, for that takes seconds; the version of the marks is held against it after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F

from gongkai.documents.redact.model import Box, Leak, Mark, check_marks
from gongkai.errors import NotPermitted, OfficeError, StaleCase
from gongkai.web.applications.files import keep, open_file, path_of
from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.uploads import Checked
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.jobs.actions import settle
from gongkai.web.jobs.models import Job
from gongkai.web.offices.models import Membership, standing
from gongkai.web.offices.policy import PERMISSIONS, Officer
from gongkai.web.redaction import work
from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark, digest_of

LONGEST_NOTE = 200


def begin(officer: Officer, file: CaseFile, *, job: Job | None = None) -> Redaction:
    """Open an original for marking: count its pages, look for what may be personal data. job: it is done for, if any.

    Raises:
        NotPermitted; OfficeError: not an original; DocumentError, SealBroken: the file does not open.
    """
    _may_begin(officer, file)
    found = work.looked_at(open_file(file))
    with transaction.atomic():
        made, is_new = Redaction.objects.get_or_create(
            original=file,
            office_id=file.office_id,
            defaults={
                "pages": [[page.width, page.height] for page in found.pages],
                "hints": [[hint.page, list(hint.box), hint.kind, hint.text] for hint in found.hints],
                "begun_at": now(),
            },
        )
        if is_new:
            _record(officer, made, "redaction_begun", pages=made.page_count, hints=len(made.hints))
        settle(job, made.pk)
    return made


def is_long_to_begin(officer: Officer, file: CaseFile) -> bool:
    """Whether an original is opened after the response. Raises: as `begin`, at once."""
    _may_begin(officer, file)
    return work.is_long_to_look_at(open_file(file))


def _may_begin(officer: Officer, file: CaseFile) -> None:
    officer.must("redact")
    if file.kind != "original":
        raise OfficeError("Only an original is redacted.", zh="只能对“拟公开信息原件”进行区分处理。")


# --- marks --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_marks(officer: Officer, redaction_id: int, marks: Sequence[Mark], *, version: int) -> list[RedactionMark]:
    """Set marks; one that stands at the very place already is left out.

    Raises:
        NotPermitted, StaleCase; OfficeError: a copy is released; DocumentError: a mark cannot be meant.
    """
    redaction = _claim(officer, redaction_id, version)
    known = marks_of(redaction)
    wanted = [replace(mark, box=_rounded(mark)) for mark in marks]
    places = {(mark.page, mark.box) for mark in known}
    fresh = [mark for mark in dict.fromkeys(wanted) if (mark.page, mark.box) not in places]
    if not fresh:
        raise OfficeError("These places are marked already.", zh="这些位置已经标记。")
    check_marks([*known, *fresh], redaction.page_count)
    made = [
        RedactionMark(
            office_id=redaction.office_id,
            redaction=redaction,
            page=mark.page,
            **mark.box._asdict(),
            ground=mark.ground,
            note=mark.note.strip()[:LONGEST_NOTE],
            by=officer.username,
            at=now(),
        )
        for mark in fresh
    ]
    for mark in made:
        mark.save()
    pages, grounds = sorted({mark.page for mark in fresh}), sorted({mark.ground for mark in fresh})
    _record(officer, redaction, "redaction_marked", count=len(made), on_pages=pages, grounds=grounds)
    return made


@transaction.atomic
def change_mark(officer: Officer, redaction_id: int, mark_id: int, to: Mark, *, version: int) -> RedactionMark:
    """Give a mark another place, ground or note.

    Raises: as `add_marks`; OfficeError: the mark is gone.
    """
    redaction = _claim(officer, redaction_id, version)
    mark = _mark(redaction, mark_id)
    box = _rounded(to)
    check_marks([replace(to, box=box)], redaction.page_count)
    for name, value in {"page": to.page, **box._asdict(), "ground": to.ground}.items():
        setattr(mark, name, value)
    mark.note, mark.by, mark.at = to.note.strip()[:LONGEST_NOTE], officer.username, now()
    mark.save()
    _record(officer, redaction, "redaction_changed", mark=mark.pk, on_pages=[mark.page], grounds=[mark.ground])
    return mark


@transaction.atomic
def remove_mark(officer: Officer, redaction_id: int, mark_id: int, *, version: int) -> None:
    """Take a mark away. Raises: as `change_mark`."""
    redaction = _claim(officer, redaction_id, version)
    mark = _mark(redaction, mark_id)
    _record(officer, redaction, "redaction_unmarked", mark=mark.pk, on_pages=[mark.page], grounds=[mark.ground])
    mark.delete()


def _claim(officer: Officer, redaction_id: int, version: int) -> Redaction:
    """The redaction for one who changes its marks, if nobody did since they looked."""
    officer.must("redact")
    redaction = Redaction.objects.select_related("original__application", "office").get(pk=redaction_id)
    redaction.hands = sorted({*redaction.hands, officer.username})
    _raise_version(redaction, version, hands=redaction.hands)
    _not_released(redaction)
    return redaction


def _raise_version(redaction: Redaction, version: int, **more: object) -> None:
    seen = Redaction.objects.filter(pk=redaction.pk, version=version)
    if not seen.update(version=F("version") + 1, **more):
        raise StaleCase(redaction.original.application.number)


def _not_released(redaction: Redaction) -> None:
    if RedactedCopy.objects.filter(redaction=redaction).exclude(released_at=None).exists():
        raise OfficeError(
            "A copy of it is released; take the release back before you change the marks.",
            zh="副本已经放行；需要修改标记的，请先撤回放行。",
        )


def _mark(redaction: Redaction, mark_id: int) -> RedactionMark:
    found = RedactionMark.objects.filter(redaction=redaction, pk=mark_id).first()
    if found is None:
        raise OfficeError("This mark is gone; look at the page again.", zh="该处标记已被删除，请刷新后再看。")
    return found


def _rounded(mark: Mark) -> Box:
    return Box(*(round(side, 6) for side in mark.box))


def marks_of(redaction: Redaction) -> list[Mark]:
    """The marks as `documents.redact` takes them, in the order of the pages."""
    return [mark.plain() for mark in RedactionMark.objects.filter(redaction=redaction)]


# --- the copy -----------------------------------------------------------------------------------------------------


def make_copy(officer: Officer, redaction_id: int, *, version: int, job: Job | None = None) -> RedactedCopy:
    """Make the copy and prove it; copies made before and never released are destroyed. job: it is done for, if any.

    Raises:
        NotPermitted, StaleCase; OfficeError: a copy is released; DocumentError, SealBroken, BadUpload: of the files.
    """
    officer.must("redact")
    redaction = Redaction.objects.select_related("original__application__office").get(pk=redaction_id)
    original, case = redaction.original, redaction.original.application
    _not_released(redaction)
    if redaction.version != version:
        raise StaleCase(case.number)
    marks, data, count = marks_of(redaction), open_file(original), redaction.page_count
    copy, pages = work.copied(data, marks, title=f"{case.number} 政府信息（区分处理件）", page_count=count)
    found = work.leaks_of(data, copy, marks, page_count=count)
    made = RedactedCopy(
        office=case.office,
        redaction=redaction,
        marks=digest_of(marks),
        mark_count=len(marks),
        page_count=count,
        copy_pages=pages,
        leaks=_plain(found),
        proved_at=None if found else now(),
        made_by=officer.username,
        made_at=now(),
    )
    _keep_copy(officer, made, copy, version, job)
    return made


def _keep_copy(officer: Officer, made: RedactedCopy, copy: bytes, version: int, job: Job | None) -> None:
    """Keep the copy with its row and entry, if the marks are still those it was made of."""
    redaction, original = made.redaction, made.redaction.original
    case, path = original.application, None
    try:
        with transaction.atomic():
            if Redaction.objects.select_for_update().get(pk=redaction.pk).version != version:
                raise StaleCase(case.number)
            _destroy_unreleased(redaction)
            checked = Checked(f"{case.number}-区分处理件-{_ordinal(original)}.pdf", "application/pdf", copy)
            made.file = keep(case.office, case, "redacted", checked, officer.username)
            path = path_of(made.file)
            made.save(force_insert=True)
            details = {"copy": str(made.pk), "sha256": made.file.sha256, "leaks": len(made.leaks)}
            _record(officer, redaction, "redaction_copied", **details)
            settle(job, made.pk)
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def _destroy_unreleased(redaction: Redaction) -> None:
    never = RedactedCopy.objects.filter(redaction=redaction, released_at=None, withdrawn_at=None)
    for old in never.select_related("file"):
        path = path_of(old.file)
        old.delete()
        old.file.delete()
        transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))


def _ordinal(original: CaseFile) -> int:
    """Which of the originals of a case this is, from 1. Its name is not used: it may tell what is withheld."""
    originals = CaseFile.objects.filter(application=original.application_id, kind="original").order_by("added_at", "pk")
    return list(originals.values_list("pk", flat=True)).index(original.pk) + 1


def _plain(found: Sequence[Leak]) -> list[list[object]]:
    return [[leak.page, leak.kind, leak.text] for leak in found]


# --- its release --------------------------------------------------------------------------------------------------


def release(officer: Officer, copy_id: UUID, *, job: Job | None = None) -> RedactedCopy:
    """Prove the stored copy once more and let the applicant load it. Who marked does not release, unless nobody else could.

    Raises:
        NotPermitted: no right, or a hand in the marks; OfficeError: stale, released, or not proved; StaleCase.
        DocumentError, SealBroken: a file does not open.
    """
    officer.must("release_redaction")
    copy = _copy(copy_id)
    redaction, file = copy.redaction, copy.file
    is_alone = _second_pair_of_eyes(officer, redaction)
    if copy.is_released:
        raise OfficeError("This copy is released already.", zh="该副本已经放行。")
    marks = marks_of(redaction)
    if digest_of(marks) != copy.marks:
        raise OfficeError("The marks were changed; make the copy anew.", zh="标记已有改动，副本已失效；请重新生成。")
    found = _proof(copy, marks)
    if found:
        _refuse(officer, copy, found)
    with transaction.atomic():
        _raise_version(redaction, redaction.version)
        copy.leaks, copy.proved_at = [], now()
        copy.released_at, copy.released_by, copy.is_alone = now(), officer.username, is_alone
        copy.save()
        file.is_for_applicant = True
        file.save(update_fields=["is_for_applicant"])
        details = {"copy": str(copy.pk), "sha256": file.sha256, "is_alone": is_alone}
        _record(officer, redaction, "redaction_released", **details)
        settle(job, copy.pk)
    return copy


def _second_pair_of_eyes(officer: Officer, redaction: Redaction) -> bool:
    """Whether the officer releases own marks as the only one who may release in this office."""
    if officer.username not in redaction.hands:
        return False
    holders = Membership.objects.filter(
        standing(local_today()),
        office_id=redaction.office_id,
        role__in=PERMISSIONS["release_redaction"],
        user__is_active=True,
    )
    if set(holders.values_list("user_id", flat=True)) != {officer.user_id}:
        raise NotPermitted(
            "release_redaction", zh="您参与过标记，不能自己放行；请由另一位保密审查员或者工作机构负责人放行。"
        )
    return True


def _proof(copy: RedactedCopy, marks: Sequence[Mark]) -> tuple[Leak, ...]:
    data = open_file(copy.file)
    if sha256(data).hexdigest() != copy.file.sha256:
        return (Leak(0, "broken", "sha256"),)
    return work.leaks_of(open_file(copy.redaction.original), data, marks, page_count=copy.page_count)


def _refuse(officer: Officer, copy: RedactedCopy, found: Sequence[Leak]) -> None:
    with transaction.atomic():
        copy.leaks, copy.proved_at = _plain(found), None
        copy.save(update_fields=["leaks", "proved_at"])
        _record(officer, copy.redaction, "redaction_refused", copy=str(copy.pk), leaks=len(found))
    raise OfficeError(
        f"The stored copy did not pass the proof ({len(found)} findings); it is not released. Make it anew.",
        zh=f"保存的副本没有通过检验（{len(found)}处），没有放行；请重新生成副本。",
    )


@transaction.atomic
def withdraw(officer: Officer, copy_id: UUID, *, reason: str) -> RedactedCopy:
    """Take a release back: the applicant can no longer load the copy. What was loaded before stays out.

    Raises:
        NotPermitted; OfficeError: not released, or no reason.
    """
    officer.must("release_redaction")
    copy = _copy(copy_id)
    if not copy.is_released:
        raise OfficeError("This copy is not released.", zh="该副本没有放行，无需撤回。")
    if not reason.strip():
        raise OfficeError("Say why the release is taken back.", zh="请写明撤回放行的原因。")
    _raise_version(copy.redaction, copy.redaction.version)
    copy.file.is_for_applicant = False
    copy.file.save(update_fields=["is_for_applicant"])
    copy.released_at, copy.released_by, copy.is_alone, copy.withdrawn_at = None, "", False, now()
    copy.save()
    _record(officer, copy.redaction, "redaction_withdrawn", copy=str(copy.pk), reason=reason.strip())
    return copy


def _copy(copy_id: UUID) -> RedactedCopy:
    return RedactedCopy.objects.select_related("file", "redaction__original__application__office").get(pk=copy_id)


def _record(officer: Officer, redaction: Redaction, act: str, **details: object) -> None:
    case = redaction.original.application
    record_desk(case.office, act, case.number, by=officer.username, file=str(redaction.original_id), **details)
