"""Letters of a case, the opinions on them, the seal register and proofs of service. No personal data stands in a row."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.documents.letters.wording import chinese_date
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.statute.letters import letter_kinds
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.offices.models import ROLES, Office
from gongkai.web.people.models import Person

DRAFT, RETURNED, SUBMITTED, BY_HEAD = "draft", "returned", "submitted", "approved_by_head"
APPROVED, SEALED, DISPATCHED, SERVED, VOID = "approved", "sealed", "dispatched", "served", "void"
EDITABLE = (DRAFT, RETURNED)
IN_APPROVAL = (SUBMITTED, BY_HEAD)
ON_THE_WAY = (*EDITABLE, *IN_APPROVAL, APPROVED, SEALED)
SENT = (DISPATCHED, SERVED)


class Letter(models.Model):
    """One letter. Whom it is written to and where they live is taken from `Person` whenever it is set.

    event: the act it goes with, as `ledger.events.to_object` names it; before it is recorded only what was chosen
        (type, outcome, article, party). entry: number of the recorded entry, None while it is planned.
    said, fields: texts and values of its elements, as `facts.py` reads them. addressee: a third party, sealed.
    order: roles that approve it, fixed when it is submitted; place: how many have; next_role: whose turn it is.
    drafter: who opened it; authors: everyone who wrote in it.
    """

    STATUSES = {
        DRAFT: _("草稿"),
        RETURNED: _("退回修改"),
        SUBMITTED: _("审批中"),
        BY_HEAD: _("工作机构负责人已同意"),
        APPROVED: _("已签发"),
        SEALED: _("已用印"),
        DISPATCHED: _("已发出"),
        SERVED: _("已送达"),
        VOID: _("作废"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=60)
    event = models.JSONField(default=dict, blank=True)
    entry = models.PositiveBigIntegerField(null=True)
    said = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    addressee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    dated_on = models.DateField(_("成文日期"))
    word = models.CharField(max_length=20, blank=True)
    type_word = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    status = models.CharField(max_length=20, choices=list(STATUSES.items()), default=DRAFT)
    order = models.JSONField(default=list, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    next_role = models.CharField(max_length=20, blank=True)
    drafter = models.CharField(max_length=150)
    authors = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    pdf_file = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="+")
    sealed_file = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=20, blank=True)
    tracking = models.CharField(max_length=60, blank=True)
    served_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["office", "next_role", "updated_at"], name="letters_waiting"),
            models.Index(fields=["office", "year", "type_word", "serial"], name="letters_numbered"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "type_word", "year", "serial"], name="one_letter_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def title(self) -> str:
        """The title it bears, as the newest version of its kind words it."""
        versions = letter_kinds().get(self.kind)
        return versions[-1].title if versions else self.kind

    @property
    def act(self) -> str:
        """Public name of the event it goes with, "" where there is none."""
        return str(self.event.get("type", ""))

    @property
    def way(self) -> str:
        return SERVICE_WAYS.get(self.sent_by, self.sent_by)

    @property
    def printed_date(self) -> str:
        return chinese_date(self.dated_on)


class Opinion(models.Model):
    """One opinion on a letter. is_own: given by its author, as the only one who holds the role."""

    DECISIONS = {"approved": _("同意"), "returned": _("退回"), "withdrawn": _("撤回")}

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="opinions")
    who = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    decision = models.CharField(max_length=12, choices=list(DECISIONS.items()))
    comment = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["at", "pk"]

    @property
    def role_name(self) -> str:
        return str(ROLES.get(self.role, ""))


class SealUse(models.Model):
    """A line of the seal register (用印登记)."""

    MEDIA = {"paper": _("实物印章"), "electronic": _("电子印章")}

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="seals")
    by = models.CharField(max_length=150)
    on = models.DateField(_("用印日期"))
    copies = models.PositiveSmallIntegerField(_("份数"))
    medium = models.CharField(max_length=12, choices=list(MEDIA.items()), default="paper")
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-on", "-pk"]


class Service(models.Model):
    """How and when a letter was served. proof: dates and signs of the way, as `service.WAYS` lists them; no names."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="services")
    way = models.CharField(max_length=20)
    on = models.DateField(_("送达日期"))
    proof = models.JSONField(default=dict)
    file = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["at", "pk"]
