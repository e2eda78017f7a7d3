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


class ChangedPenalty(models.Model):
    """A published penalty decision that was changed, revoked, or found unlawful or void: it must be withdrawn.

    entry: the entry of the register that counts the decision, if it is recorded singly. by: who changed it, with which
    document. reason: what the public is told. places: where it had been published. noted_by: who recorded the change.
    """

    WAYS = {
        "changed": _("依法变更"),
        "revoked": _("依法撤销"),
        "unlawful": _("确认违法"),
        "void": _("确认无效"),
    }

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(_("决定书文号"), max_length=120)
    entry = models.PositiveIntegerField(null=True, blank=True)
    changed_on = models.DateField(_("变更、撤销之日"))
    how = models.CharField(_("如何变更"), max_length=10, choices=list(WAYS.items()))
    by = models.CharField(_("变更机关、文书"), max_length=200, blank=True)
    places = models.CharField(_("公开在哪里"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("撤回之日"), null=True, blank=True)
    reason = models.CharField(_("公开说明的理由"), max_length=500, blank=True)
    noted_by = models.CharField(max_length=150)
    noted_at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-changed_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["office", "number", "changed_on"], name="one_change_a_day")]

    @property
    def how_name(self) -> str:
        return str(self.WAYS[self.how])
