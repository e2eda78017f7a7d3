"""Files brought in, and what a clerk decided about files with the same headings."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.offices.models import Office


class Sheet(models.Model):
    """One file brought in. Its content stands sealed in the data folder until it is imported, discarded or a week old.

    kind: by content, as `documents.tables.kind_of`; "book" for the core's workbook. size: of the file as it came; sha256: of what it holds.
    decided: as `mapping.Decided`; no wording of a cell stands in it. batch: of its entries.
    cases, entries, left_out: how many applications and entries were recorded, how many rows were left out.
    """

    STATES = {
        "open": _("尚未导入"),
        "imported": _("已导入"),
        "undone": _("已撤销"),
        "discarded": _("已放弃"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    decided = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, default="open")
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    batch = models.CharField(max_length=80, blank=True)
    cases = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    imported_by = models.CharField(max_length=150, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-added_at"]
        indexes = [models.Index(fields=["office", "-added_at"], name="sheets_newest")]

    @property
    def state_name(self) -> str:
        return str(self.STATES[self.state])

    @property
    def is_book(self) -> bool:
        return self.kind == "book"


class Habit(models.Model):
    """What was decided about a file whose headings were these, to be proposed for the next one."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    decided = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "fingerprint"], name="one_habit_a_heading")]
