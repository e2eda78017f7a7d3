"""Letters, the opinions on them, the seal register and proofs of service. No personal data stands in a row.

A letter belongs to a case, to a request to correct (art. 41), or to a reconsideration or suit; one of those that is about
a case belongs to both.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.documents.letters.wording import chinese_date
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.statute.letters import letter_kinds
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.challenges.models import Challenge
from gongkai.web.offices.models import ROLES, Office
from gongkai.web.people import seal
from gongkai.web.people.models import Person
from gongkai.web.portal.models import CitizenRequest

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
    said, fields: texts and values of its elements, as `facts.py` reads them; what is said in a letter about a request
        is sealed (`words`). addressee: a third party, or the other side of a challenge without a case; sealed.
    pdf_file, sealed_file: the letter as issued and its sealed scan, of a case; pdf_paper, sealed_paper: of no case.
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
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="letters")
    request = models.ForeignKey(CitizenRequest, models.PROTECT, null=True, related_name="letters")
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="letters")
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
    pdf_paper = models.ForeignKey("LetterFile", models.PROTECT, null=True, related_name="+")
    sealed_paper = models.ForeignKey("LetterFile", models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(request__isnull=False) | Q(challenge__isnull=False),
                name="a_letter_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def title(self) -> str:
        """The title it bears, as the newest version of its kind words it."""
        versions = letter_kinds().get(self.kind)
        return versions[-1].title if versions else self.kind

    @property
    def matter(self) -> Application | CitizenRequest | Challenge:
        """What it belongs to, a case before all."""
        found = self.application or self.request or self.challenge
        assert found is not None  # the constraint
        return found

    @property
    def matter_id(self) -> uuid.UUID:
        return self.matter.pk

    @property
    def subject(self) -> str:
        """Number of what it belongs to."""
        return self.matter.number

    @property
    def person(self) -> Person | None:
        """The applicant, or who asked for a correction; None where the case names nobody."""
        if self.application is not None:
            return self.application.person
        return self.request.person if self.request is not None else None

    @property
    def words(self) -> Mapping[str, str]:
        """What is said in it: `said`, or the sealed texts; empty once the person is anonymous."""
        if self.request is None:
            found: Mapping[str, str] = self.said
            return found
        kept = SealedText.objects.filter(letter=self).first()
        return kept.texts if kept is not None and not self.request.person.is_anonymous else {}

    @property
    def issued(self) -> CaseFile | LetterFile | None:
        """The PDF as it was issued."""
        return self.pdf_file or self.pdf_paper

    @property
    def original(self) -> CaseFile | LetterFile | None:
        """The sealed scan, which is the original that is served."""
        return self.sealed_file or self.sealed_paper

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


class SealedText(models.Model):
    """What is said in a letter about a request, sealed under the key of the person it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    objects = ScopedManager(office="office")

    @property
    def texts(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(seal.unseal(bytes(self.sealed), self._key(), self.id.bytes))
        return found

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Seal the texts; the caller saves."""
        self.sealed = seal.seal(json.dumps(dict(texts), ensure_ascii=False).encode(), self._key(), self.id.bytes)

    def _key(self) -> bytes:
        assert self.letter.request is not None
        return self.letter.request.person.key()


class LetterFile(models.Model):
    """A file of a letter that belongs to no case, sealed under a key of its own. kind: as of `CaseFile`.

    is_for_applicant: who asked for the correction may load it from the status page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=list(CaseFile.KINDS.items()))
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    sealed = models.BinaryField()
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    is_for_applicant = models.BooleanField(default=False)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["added_at"]


class ReplacedScan(models.Model):
    """A wrong sealed scan that another took the place of before the letter went out. It is kept and never served."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="replaced_scans")
    file = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(LetterFile, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["at", "pk"]

    @property
    def name(self) -> str:
        found = self.file or self.paper
        return found.name if found is not None else ""


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
    paper = models.ForeignKey(LetterFile, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["at", "pk"]
