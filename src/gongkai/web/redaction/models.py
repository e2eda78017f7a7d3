"""Marks on an original, and the copies made from them. The original itself is a `CaseFile` and is never changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from hashlib import sha256

from django.db import models
from django_scopes import ScopedManager

from gongkai.documents.redact.model import Box, Mark
from gongkai.web.applications.models import CaseFile
from gongkai.web.offices.models import Office


class Redaction(models.Model):
    """The work on one original.

    pages: width and height of each page in points. hints: what may be personal data, masked, as `work.Looked` gives it.
    hands: user names of all who ever set, changed or removed a mark; none of them releases a copy.
    version rises with every change of the marks, so that of two who act at once one is told.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    original = models.OneToOneField(CaseFile, models.PROTECT, related_name="redaction")
    pages = models.JSONField()
    hints = models.JSONField(default=list)
    hands = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()

    objects = ScopedManager(office="office")

    @property
    def page_count(self) -> int:
        return len(self.pages)


class RedactionMark(models.Model):
    """A passage to withhold. The box is in fractions of the page as displayed; ground: code of `statute.outcomes.grounds`.

    note: for the office's own file; it never reaches a copy, an entry or the applicant.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="marks")
    page = models.PositiveIntegerField()
    left = models.FloatField()
    top = models.FloatField()
    right = models.FloatField()
    bottom = models.FloatField()
    ground = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["page", "top", "left", "pk"]

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.right, self.bottom)

    def plain(self) -> Mark:
        """The mark as `documents.redact` takes it, without the note."""
        return Mark(self.page, self.box, self.ground)


class RedactedCopy(models.Model):
    """A copy made from the marks of one moment.

    marks: digest of those marks. page_count: of the original; copy_pages: with those that explain the grounds. leaks: what the last proof found, masked; proved_at: when a proof found nothing.
    is_alone: released by the only holder of the permission, who had marked too.
    withdrawn_at: when a release was last taken back; such a copy is kept, for someone may have loaded it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="copies")
    file = models.OneToOneField(CaseFile, models.PROTECT, related_name="redacted_copy")
    marks = models.CharField(max_length=64)
    mark_count = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    copy_pages = models.PositiveIntegerField()
    leaks = models.JSONField(default=list)
    proved_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)
    is_alone = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-made_at"]

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


def digest_of(marks: Sequence[Mark]) -> str:
    """What tells one set of marks from another; notes and the order in which they were set do not count."""
    plain = sorted([mark.page, *(round(side, 6) for side in mark.box), mark.ground] for mark in marks)
    return sha256(json.dumps(plain).encode()).hexdigest()
