"""Files brought into a register. The entries themselves stand in the ledger; there is no second table of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.offices.models import Office


class Upload(models.Model):
    """One file brought into a register. Its content stands sealed until it is imported, given up or a week old.

    register: slug of `kinds.REGISTERS`. sha256: of the file. batch: of its entries. entries, left_out: how many entries
    were recorded and how many rows were left out.
    """

    STATES = {
        "open": _("尚未导入"),
        "imported": _("已导入"),
        "undone": _("已撤销"),
        "discarded": _("已放弃"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    register = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default="open")
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    batch = models.CharField(max_length=80, blank=True)
    entries = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-added_at"]
        indexes = [models.Index(fields=["office", "register", "-added_at"], name="register_uploads_newest")]

    @property
    def state_name(self) -> str:
        return str(self.STATES[self.state])
