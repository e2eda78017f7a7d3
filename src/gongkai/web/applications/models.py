"""A case: what was asked, by whom, and the stored reading of its entries. The entries are the truth (`entries`)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.accounts.models import User
from gongkai.web.offices.models import Office, Section
from gongkai.web.people.models import Person

FORMS = {
    "paper": _("纸质"),
    "electronic": _("电子文档"),
    "disc": _("光盘等介质"),
    "inspection": _("查阅、抄录"),
}
"""Form in which the information is wanted; arts. 29(3), 40."""

DELIVERIES = {
    "post": _("邮寄"),
    "email": _("电子邮件"),
    "online": _("网上下载"),
    "pickup": _("当面领取"),
    "fax": _("传真"),
}
"""How the applicant wants to receive it; art. 29(3)."""

MEANS = {
    "phone": _("电话"),
    "in_person": _("当面"),
    "email": _("电子邮件"),
    "sms": _("短信"),
    "letter": _("书信"),
    "fax": _("传真"),
    "online": _("网上平台"),
}
"""How receipt was confirmed with the applicant."""

REACHED = {"applicant": _("申请人本人"), "agent": _("代理人"), "contact": _("单位联系人")}
"""Who was reached."""


_FILTERED = [
    "stage",
    "outcome",
    "applicant",
    "channel",
    "handler",
    "section",
    "received_on",
    "reply_due_on",
    "closed_on",
]


class Application(models.Model):
    """One application of an office.

    The fields under "stored reading" are written by `actions` only, from the fold of the entries; `gongkai rebuild`
    writes them anew. wait_name, wait_until: the date at which what the case waits for ends, as `ledger.clock.DATES`.
    version rises with every act, so that of two who act at once one is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="applications")
    number = models.CharField(_("编号"), max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="applications")
    applicant = models.CharField(_("申请人类别"), max_length=30)
    channel = models.CharField(_("渠道"), max_length=20)
    content = models.TextField(_("所需信息的名称、文号或者特征"), blank=True)
    form_wanted = models.CharField(_("获取信息的形式"), max_length=20, blank=True)
    delivery = models.CharField(_("获取信息的途径"), max_length=20, blank=True)
    help_wanted = models.CharField(_("需要的协助"), max_length=200, blank=True)
    letter = models.UUIDField(null=True, blank=True, db_index=True)  # cases split from one letter share it
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="cases")
    code_digest = models.CharField(max_length=64, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # stored reading
    arrived_on = models.DateField()
    received_on = models.DateField(null=True)
    counted_from = models.DateField(null=True)
    stage = models.CharField(max_length=30)
    waiting_for = models.CharField(max_length=20, blank=True)
    reply_due_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    wait_name = models.CharField(max_length=40, blank=True)
    wait_until = models.DateField(null=True)
    is_extended = models.BooleanField(default=False)
    is_supplemented = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True)
    is_answered = models.BooleanField(default=False)
    served_on = models.DateField(null=True)
    archived_on = models.DateField(null=True)
    last_on = models.DateField()
    last_act = models.CharField(max_length=40)
    calendar = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-arrived_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_case_a_number")]
        indexes = [
            # PostgreSQL answers the filters of the list from this index alone; SQLite leaves out what is included.
            models.Index(fields=["office", "-arrived_on", "-number"], include=_FILTERED, name="cases_newest"),
            models.Index(
                fields=["office", "reply_due_on", "number"],
                include=["stage", "handler", "section"],
                condition=models.Q(closed_on=None),
                name="cases_open",
            ),
            models.Index(
                fields=["office", "wait_until", "number"], condition=models.Q(closed_on=None), name="cases_waiting"
            ),
            models.Index(fields=["office", "-closed_on", "-number"], name="cases_closed"),  # migration 0006: nulls last
            models.Index(fields=["office", "stage", "-arrived_on", "-number"], name="cases_of_stage"),
            models.Index(fields=["office", "outcome", "closed_on"], name="cases_of_outcome"),
            models.Index(fields=["office", "person", "received_on"], name="cases_of_person"),
            models.Index(fields=["office", "received_on"], name="cases_received"),
            models.Index(fields=["office", "reply_due_on", "number"], name="cases_by_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class CaseFile(models.Model):
    """A file of a case, kept sealed under a key of its own. kind says what it is in the file."""

    KINDS = {
        "application": _("申请材料"),
        "identity": _("身份证明"),
        "authorisation": _("授权委托书"),
        "supplement": _("补正材料"),
        "evidence": _("证据、检索材料"),
        "original": _("拟公开信息原件"),
        "redacted": _("区分处理后的副本"),
        "letter": _("文书"),
        "served": _("送达的盖章件"),
        "service": _("送达凭证"),
        "challenge": _("复议诉讼材料"),
        "other": _("其他"),
    }
    PERSONAL = ("application", "identity", "authorisation", "supplement")
    REVEALING = (*PERSONAL, "letter", "served", "service")
    """PERSONAL came from the applicant: gone when they are made anonymous. REVEALING names them: opening one is recorded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_for_applicant = models.BooleanField(default=False)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="original", is_for_applicant=True), name="no_original_for_applicant"
            ),
        ]


class Submission(models.Model):
    """Something the applicant sent online to an open case; it takes effect when an officer confirms it."""

    KINDS = {
        "supplement": _("补正"),
        "reasons": _("说明理由"),
        "payment": _("缴费凭证"),
        "withdrawal": _("撤回申请"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=150, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["sent_at"]


class CoApplicant(models.Model):
    """A further person who asks together with the applicant of a case (共同申请人)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="co_applicants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="co_applications")

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["pk"]


class AssessmentStep(models.Model):
    """One answered question of the seven-step assessment. Codes as in `assessment.STEPS`; note: the officer's reasons.

    grounds: codes of `statute.outcomes.grounds()`; earlier: number of the case already answered, where that is the answer.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assessment")
    step = models.CharField(max_length=20)
    answer = models.CharField(max_length=30)
    grounds = models.JSONField(default=list, blank=True)
    earlier = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "step"], name="one_answer_a_step")]


class SearchRecord(models.Model):
    """One search for the information asked: where, in which system, with what words, by whom, with what result."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="searches")
    on = models.DateField(_("检索日期"))
    place = models.CharField(_("检索的科室、档案室"), max_length=200)
    system = models.CharField(_("检索的系统、目录"), max_length=200, blank=True)
    words = models.CharField(_("检索词"), max_length=300)
    searched_by = models.CharField(_("检索人"), max_length=100)
    result = models.TextField(_("检索结果"))

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["on", "pk"]


class Task(models.Model):
    """Something a section is asked to do for a case by an internal limit (交办). assignee: the person of the section."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, models.PROTECT, related_name="tasks")
    assignee = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tasks")
    text = models.TextField(_("交办事项"))
    given_on = models.DateField()
    due_on = models.DateField(_("内部时限"))
    chases = models.PositiveSmallIntegerField(default=0)
    chased_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_note = models.TextField(_("办理情况"), blank=True)
    by = models.CharField(max_length=150)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["office", "done_on", "due_on"], name="tasks_open")]


class Counter(models.Model):
    """The last serial given in a series of an office and year. Locked while one is given, so that none is left out."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = ScopedManager(office="office")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "series", "year"], name="one_counter_a_series")]


def next_serial(office: Office, series: str, year: int) -> int:
    """The next serial of a series: without gaps, because a transaction that fails gives it back."""
    Counter.objects.get_or_create(office=office, series=series, year=year)
    counter = Counter.objects.select_for_update().get(office=office, series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
