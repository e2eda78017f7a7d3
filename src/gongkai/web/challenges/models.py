"""A reconsideration or a suit against the office. The entries are the truth; the case keeps what they do not say."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.ledger.challenges import KINDS, RESULTS
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.offices.models import Office


class Challenge(models.Model):
    """One case before a reconsideration authority or a court.

    number: ours, the subject of its entries; their_number: of the authority or court. claim: what is asked of it.
    facts, arguments, plea: the draft of the office's answer. None of these texts names a person.
    answer_word, answer_year, answer_serial: the number of an answer that was made as a file only.
    The fields under "stored reading" are written by `actions` only, from the fold of the entries.
    column: of table four, by the latest effective decision, or pending; "" where the case does not count.
    redone_on: when the office acted anew after the decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="challenges")
    number = models.CharField(_("编号"), max_length=40)
    authority = models.CharField(_("复议机关、法院"), max_length=120, blank=True)
    their_number = models.CharField(_("案号"), max_length=80, blank=True)
    claim = models.TextField(_("请求事项"), blank=True)
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="challenges")
    facts = models.TextField(_("事实经过"), blank=True)
    arguments = models.TextField(_("答复意见"), blank=True)
    plea = models.TextField(_("请求"), blank=True)
    answer_word = models.CharField(max_length=20, blank=True)
    answer_year = models.PositiveSmallIntegerField(null=True)
    answer_serial = models.PositiveIntegerField(null=True)

    # stored reading
    kind = models.CharField(_("类别"), max_length=40)
    procedure = models.CharField(_("程序"), max_length=20)
    role = models.CharField(_("地位"), max_length=20)
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="challenges")
    received_on = models.DateField()
    due_on = models.DateField()
    responded_on = models.DateField(null=True)
    is_appealed = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    result = models.CharField(max_length=20, blank=True)
    redo_due_on = models.DateField(null=True)
    redone_on = models.DateField(null=True)
    column = models.CharField(max_length=60, blank=True)
    last_on = models.DateField()
    last_act = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-received_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_challenge_a_number")]
        indexes = [models.Index(fields=["office", "-received_on", "-number"], name="challenges_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def stage(self) -> str:
        """A code of `STAGES`."""
        if self.decided_on is None:
            if self.is_appealed:
                return "appealed"
            return "deciding" if self.responded_on else "answering"
        return "redoing" if self.redo_due_on and self.redone_on is None else "done"

    @property
    def stage_name(self) -> str:
        return str(STAGES[self.stage])

    @property
    def kind_name(self) -> str:
        return KINDS.get(self.kind, self.kind)

    @property
    def result_name(self) -> str:
        return RESULTS.get(self.result, self.result)


STAGES = {
    "answering": _("待答复"),
    "deciding": _("已答复，待决定"),
    "appealed": _("裁判尚未生效"),
    "redoing": _("待重新处理"),
    "done": _("已结案"),
}


class Evidence(models.Model):
    """A line of the list of evidence, in order. file, entry: what of the case file it is; empty for other papers."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="evidence")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("证据名称"), max_length=200)
    proves = models.CharField(_("证明的事实"), max_length=500, blank=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    pages = models.CharField(_("页次"), max_length=20, blank=True)
    file = models.ForeignKey(CaseFile, models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.PositiveBigIntegerField(null=True, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["challenge", "place"]
