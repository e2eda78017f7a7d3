"""An original never reaches the applicant, and a copy only when it is released. A constraint of the table says the first too."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save

from gongkai.errors import OfficeError
from gongkai.web.applications.models import CaseFile
from gongkai.web.redaction.models import RedactedCopy, RedactionMark


def watch() -> None:
    pre_save.connect(check, sender=CaseFile, dispatch_uid="redaction.guard")


def check(sender: type[CaseFile], instance: CaseFile, *, raw: bool = False, **_more: Any) -> None:
    """Refuse to give the applicant a file that must not leave the house; a restored backup is taken as it is.

    Raises:
        OfficeError: an original; the bytes of one with marks under another name; a copy that is not released.
    """
    if raw or not instance.is_for_applicant:
        return
    if instance.kind == "original":
        raise OfficeError(
            "The original is not given out; release a redacted copy.",
            zh="原件不能直接提供给申请人，请提供处理后的副本。",
        )
    released = RedactedCopy.objects.filter(office_id=instance.office_id, file=instance, released_at__isnull=False)
    if instance.kind == "redacted" and not released.exists():
        raise OfficeError(
            "This copy is not released; prove and release it on its page.",
            zh="该副本还没有放行；请在副本页面检验并放行后再提供。",
        )
    marked = RedactionMark.objects.filter(
        office_id=instance.office_id,
        redaction__original__application=instance.application_id,
        redaction__original__sha256=instance.sha256,
    )
    if marked.exists():
        raise OfficeError(
            "This file is the original of one with passages to withhold; give out its released copy.",
            zh="该文件与已标记不予公开内容的原件相同，不能提供；请提供放行的副本。",
        )
