"""A notice to an officer, and what each wants to be told by e-mail and SMS."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_scopes import ScopedManager

from gongkai.web.accounts.models import User
from gongkai.web.desk.templatetags import words
from gongkai.web.jobs.names import NAMES
from gongkai.web.offices.models import Office

KINDS = {
    "overdue": gettext_lazy("答复逾期"),
    "due": gettext_lazy("答复将到期"),
    "unconfirmed": gettext_lazy("收件未确认"),
    "wait_ended": gettext_lazy("等待期限已过"),
    "challenge": gettext_lazy("复议诉讼期限"),
    "task": gettext_lazy("交办事项时限"),
}
"""What one is told of, and may be sent."""
JOBS = ("job_done", "job_failed")
"""Kinds that tell of something asked for (`jobs`): on the desk only."""


class Notification(models.Model):
    """One notice. number: of the case; limit: the date it is about; left: working days to it when it was made; what: of
    the limit, or the kind of a job.

    key: what it is about, once a user; link: the page to open, without the host. No personal data stands here.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    limit = models.DateField(null=True)
    left = models.IntegerField(default=0)
    what = models.CharField(max_length=40, blank=True)
    link = models.CharField(max_length=200)
    key = models.CharField(max_length=160)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)
    texted_at = models.DateTimeField(null=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "office", "key"], name="one_notice_a_matter")]
        indexes = [
            models.Index(fields=["user", "office", "read_at"], name="notices_unread"),
            models.Index(fields=["office", "emailed_at", "at"], name="notices_to_mail"),
        ]

    @property
    def text(self) -> str:
        """What it says, in the language of the reader."""
        if self.kind in JOBS:
            return self._text_of_job()
        day = words.day(self.limit)
        if self.kind == "overdue":
            return _("%(number)s 答复期限（%(day)s）已过") % {"number": self.number, "day": day}
        if self.kind == "unconfirmed":
            values = {"number": self.number, "days": -self.left}
            return (
                ngettext(
                    "%(number)s 来件已 %(days)d 个工作日，尚未与申请人确认收到",
                    "%(number)s 来件已 %(days)d 个工作日，尚未与申请人确认收到",
                    -self.left,
                )
                % values
            )
        if self.kind == "wait_ended":
            values = {"number": self.number, "what": words.due_name(self.what), "day": day}
            return _("%(number)s %(what)s的期限（%(day)s）已过，可以办理下一步") % values
        if self.kind == "challenge":
            what = _("重新处理期限") if self.what == "redo" else _("提交答复期限")
            values = {"number": self.number, "what": what, "left": words.left(self.left), "day": day}
            return _("%(number)s %(what)s%(left)s（%(day)s止）") % values
        values = {"number": self.number, "left": words.left(self.left), "day": day}
        if self.kind == "task":
            return _("%(number)s 交办事项内部时限%(left)s（%(day)s止）") % values
        return _("%(number)s 答复期限%(left)s（%(day)s止）") % values

    def _text_of_job(self) -> str:
        names = NAMES.get(self.what)
        if names is None:
            return self.what
        return str(names.done if self.kind == "job_done" else names.failed)

    @property
    def is_urgent(self) -> bool:
        """Whether it is worth an SMS: due today or past."""
        return self.kind in ("overdue", "due", "challenge") and self.left <= 0


class Preference(models.Model):
    """How a user is told in an office. muted: kinds they are not told of by e-mail or SMS; the desk shows all."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by_email = models.BooleanField(default=True)
    by_sms = models.BooleanField(default=False)
    muted = models.JSONField(default=list, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="one_preference_an_office")]
