"""What the public pages keep: published guides, what is about to be sent, surveys, requests beside applications."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.applications.models import Application
from gongkai.web.offices.models import Office
from gongkai.web.people import seal
from gongkai.web.people.models import Person


class Guide(models.Model):
    """A guide (公开指南) as it was published. body: all it says, as `guide.compile_guide` gave it that day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="guides")
    version = models.PositiveIntegerField()
    published_on = models.DateField()
    body = models.JSONField()
    by = models.CharField(max_length=150)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["office", "version"], name="one_guide_a_version")]


class Intake(models.Model):
    """What a citizen filled in and has not sent yet, or has just sent. Sealed; destroyed a day after it was begun.

    Its id is given to the form when it is opened, so that a form sent twice is one intake and an intake sent twice is
    one case. sealed: the form's content; once sent, the number and the query code for the page of the receipt.
    """

    KINDS = ("application", "correction", "suggestion")

    id = models.UUIDField(primary_key=True, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    key_name = models.CharField(max_length=12)
    begun_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedManager(office="office")

    def key(self) -> bytes:
        return seal.unwrap(self.key_name, bytes(self.wrapped_key), settings.GONGKAI.data_keys, self.id.bytes)

    @property
    def content(self) -> dict[str, Any]:
        """What was filled in; empty where only files were given so far."""
        found: dict[str, Any] = json.loads(seal.unseal(bytes(self.sealed), self.key(), self.id.bytes))
        return found

    def set_content(self, content: dict[str, Any]) -> None:
        """Seal new content, under a key of its own; the caller saves."""
        if not self.key_name:
            key = seal.new_key()
            self.key_name, self.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, self.id.bytes)
        else:
            key = self.key()
        self.sealed = seal.seal(json.dumps(content, ensure_ascii=False).encode(), key, self.id.bytes)


class StagedFile(models.Model):
    """A file of an intake, sealed under the intake's key, until it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    added_at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["added_at", "id"]

    def open(self, key: bytes) -> bytes:
        """The bytes as they were given. key: that of the intake."""
        return seal.unseal(bytes(self.sealed), key, self.id.bytes)


class Survey(models.Model):
    """How satisfied an applicant was with a closed case; once a case."""

    SCORES = {5: _("很满意"), 4: _("满意"), 3: _("一般"), 2: _("不满意"), 1: _("很不满意")}

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, related_name="survey")
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")


class CitizenRequest(models.Model):
    """A request to correct one's own recorded information (art. 41) or a suggestion to publish (art. 44).

    Neither is an application for disclosure: it stands in no ledger of the core and in no row of table three. What
    was asked and answered is sealed under the person's key and goes when the person is made anonymous.
    """

    KINDS = {"correction": _("更正与自身相关的信息"), "suggestion": _("建议主动公开")}
    LETTERS = {"correction": "C", "suggestion": "S"}
    STAGES = {"open": _("办理中"), "answered": _("已答复"), "closed": _("已办结")}
    RESULTS = {
        "correction": {
            "corrected": _("属实，已经更正"),
            "forwarded": _("不属于本机关职能范围，已转送有权更正的机关"),
            "directed": _("不属于本机关职能范围，请向有权更正的机关提出"),
            "accurate": _("经审核，记录准确，不予更正"),
        },
        "suggestion": {
            "will_publish": _("属于主动公开范围，将予公开"),
            "published": _("已经主动公开"),
            "not_suitable": _("经审核，不属于主动公开范围"),
        },
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    sealed = models.BinaryField()
    code_digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=12, default="open")
    result = models.CharField(max_length=20, blank=True)
    sent_on = models.DateField()
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-sent_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_request_a_number")]
        indexes = [models.Index(fields=["office", "stage", "-sent_on"], name="requests_of_stage")]

    @property
    def content(self) -> dict[str, str]:
        """What was asked and answered; empty once the person is anonymous."""
        if self.person.is_anonymous:
            return {}
        found: dict[str, str] = json.loads(seal.unseal(bytes(self.sealed), self.person.key(), self.id.bytes))
        return found

    def set_content(self, content: dict[str, str]) -> None:
        """Seal the content; the caller saves."""
        self.sealed = seal.seal(json.dumps(content, ensure_ascii=False).encode(), self.person.key(), self.id.bytes)


class RequestFile(models.Model):
    """Evidence given with a request, sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    request = models.ForeignKey(CitizenRequest, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["name", "id"]
