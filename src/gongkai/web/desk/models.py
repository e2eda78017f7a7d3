"""What an officer keeps at the desk: saved views of the case list, and subscriptions of the calendar feed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.accounts.models import User
from gongkai.web.offices.models import Membership, Office


class SavedView(models.Model):
    """Filters of the case list an officer gave a name. query: the part of the address after the question mark."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["office", "user", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """A calendar feed of the deadlines of one member. The token is told once and kept only as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Change(models.Model):
    """Written by triggers whenever a row of an office changes (`stamps.py`). office_id: None for what all offices share."""

    office_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["office_id", "id"], name="changes_of_office")]
