"""The bundle of a case (案卷), the transfer list of a period (移送清单), and the receipt for it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.applications.models import Application
from gongkai.web.offices.models import Office


class Sealed(models.Model):
    """A file kept sealed under a key of its own, beside the files of cases; `vault` writes and reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80, default="application/pdf")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Bundle(Sealed):
    """The file of a case as one PDF/A-3b. sequence: the last entry of the case it holds.

    lacking: what the check found missing when it was made, as codes of `check.LACKS`; reason: why it was made so.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="bundles")
    pages = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    is_with_personal = models.BooleanField(default=False)
    lacking = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["office", "-made_at"], name="bundles_newest")]


class Transfer(models.Model):
    """What goes to the archives or a library for a period, by number, until its receipt comes back."""

    KINDS = {
        "case_files": _("依申请公开案卷（移送档案机构）"),
        "published": _("主动公开的政府信息（移送档案馆、图书馆）"),
    }
    STATUSES = {"draft": _("编制中"), "sent": _("已移送，待回执"), "received": _("已收到回执")}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(_("清单编号"), max_length=40)
    kind = models.CharField(_("移送内容"), max_length=20, choices=list(KINDS.items()))
    to = models.CharField(_("接收单位"), max_length=120)
    period_from = models.DateField(_("自"))
    period_to = models.DateField(_("至"))
    handler = models.CharField(_("经办人"), max_length=60)
    status = models.CharField(max_length=12, choices=list(STATUSES.items()), default="draft")
    made_on = models.DateField()
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    by = models.CharField(max_length=150)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-made_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_transfer_a_number")]

    def __str__(self) -> str:
        return self.number


class TransferItem(models.Model):
    """A line of a transfer list. bundle: empty for what is no case file."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="items")
    bundle = models.OneToOneField(Bundle, models.PROTECT, null=True, blank=True, related_name="transfer_item")
    place = models.PositiveIntegerField()
    title = models.CharField(_("名称"), max_length=200)
    document = models.CharField(_("文号"), max_length=80, blank=True)
    dated_on = models.DateField(_("日期"), null=True, blank=True)
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    note = models.CharField(_("备注"), max_length=100, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["transfer", "place"]


class Receipt(Sealed):
    """The receipt for a transfer, as it was scanned."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="receipts")

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["made_at"]
