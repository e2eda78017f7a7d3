"""Entries and the head of each office's chain. Triggers refuse UPDATE, DELETE and TRUNCATE (migration 0002)."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from gongkai.ledger import entries as ledger
from gongkai.ledger.events import from_object
from gongkai.web.offices.models import Office

LEDGER, DESK, DISCLOSURE = "ledger", "desk", "disclosure"


class Entry(models.Model):
    """One recorded act of an office.

    kind: "ledger" (an event of the core), "desk" (what was done at the desk), "disclosure" (personal data was shown).
    type: public name of the event or of the desk action. subject: number of the case or document.
    body: the event as `ledger.events.to_object` gives it, or the details of the action; never personal data.
    digest: HMAC over this entry and the digest before it.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="entries")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    body = models.JSONField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    where = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["office", "sequence"]
        constraints = [models.UniqueConstraint(fields=["office", "sequence"], name="one_entry_a_number")]
        indexes = [models.Index(fields=["office", "subject", "sequence"], name="entries_of_subject")]

    def to_ledger(self) -> ledger.Entry:
        """The entry as the core reads it; only for kind "ledger"."""
        return ledger.Entry(
            self.sequence, from_object(self.body), self.subject, self.recorded_at, self.by, self.where, self.batch
        )


class ChainHead(models.Model):
    """The newest entry of an office. Its row is locked by whoever records."""

    office = models.OneToOneField(Office, models.PROTECT, related_name="chain")
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)


class Anchor(models.Model):
    """A head as it was written to the anchor file, which stands outside the database."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="anchors")
    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")
