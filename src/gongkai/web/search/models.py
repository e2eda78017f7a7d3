"""What the public portal's search shows of each thing it finds. The index of its words is beside it, by vendor."""

from __future__ import annotations

from django.db import models

DAY = 1 << 32
"""A place is the day times this, plus a serial number: newest first is descending order of places."""


class Indexed(models.Model):
    """One published thing as it is found. Public data only, so no scope guards it; the office is a filter."""

    place = models.BigIntegerField(primary_key=True)
    serial = models.BigIntegerField(unique=True)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    office_id = models.BigIntegerField()
    title = models.TextField()
    number = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    files = models.TextField(blank=True)
    on = models.DateField()
    year = models.PositiveSmallIntegerField(null=True)
    categories = models.JSONField(default=list)
    status = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["office_id", "-place"], name="search_office_newest")]
        default_permissions = ()
