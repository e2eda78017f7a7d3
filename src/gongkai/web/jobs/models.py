"""A job: something long that an officer asked for, and how far it is. And who does the work of a day."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import get_language
from django_scopes import ScopedManager

from gongkai.web.offices.models import Office

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
UNFINISHED = (WAITING, RUNNING)


class Job(models.Model):
    """One job. kind: a key of `actions.KINDS`; subject: what it is done to, of which only one such job is unfinished.

    details: what the officer chose, as plain JSON; the queue itself holds nothing but the id of this row. by: user name of
    the officer, who is judged again when the job is done. back: address of the page it was asked on, without the host.
    parts_done, parts: how far it is, where that can be told. task: its row in the queue. token: of the worker that has it, alive_at: when that worker was last heard of.
    result: id of the row it made. error_zh, error_en: why it failed, one sentence. None of these hold personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    details = models.JSONField(default=dict, blank=True)
    by = models.CharField(max_length=150)
    back = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=WAITING)
    task = models.UUIDField(null=True)
    token = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=60, blank=True)
    parts_done = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    error_zh = models.CharField(max_length=500, blank=True)
    error_en = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "alive_at"], name="jobs_unfinished")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "subject"],
                condition=models.Q(state__in=UNFINISHED),
                name="one_unfinished_job",
            )
        ]

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def error(self) -> str:
        """Why it failed, in the language of the reader."""
        return self.error_en if (get_language() or "").startswith("en") else self.error_zh


class Kept(models.Model):
    """Something sealed for one officer for some days: what a job was asked, or the file it made. It is in no backup.

    by: user name of the only one it is for. name, media_type: of a file; "" for what was asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField()
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    key_name = models.CharField(max_length=12)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["at", "id"]


class Round(models.Model):
    """A round of work that one worker of several does: the tasks of a day. done_on: the day it was last done."""

    name = models.CharField(max_length=20, unique=True)
    done_on = models.DateField(null=True)
    token = models.CharField(max_length=40, blank=True)
    alive_at = models.DateTimeField(null=True)
