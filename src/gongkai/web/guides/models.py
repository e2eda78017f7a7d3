"""What an office keeps as records that change: they are added, changed, released to the public, ended; never deleted."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.offices.models import Office


class Kept(models.Model):
    """A record of one office.

    version: counts the changes. changed_by: who wrote it last. released: what the public may see, by field, as it was
    when a second person released it; a later change is not seen before it is released too. published_on: the day of
    the first release that still stands; None while nothing is public. released_version: the version that is public.
    batch: the file it was imported with. ended_on: from this day on it counts no more; end_reason says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    released = models.JSONField(default=dict, blank=True)
    released_version = models.PositiveIntegerField(default=0)
    released_by = models.CharField(max_length=150, blank=True)
    published_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.published_on is not None

    @property
    def waits_for_release(self) -> bool:
        """Whether something stands here that the public does not see yet."""
        return self.ended_on is None and self.released_version != self.version

    def is_current(self, on: date) -> bool:
        return self.ended_on is None or self.ended_on > on


class SystemDocument(Kept):
    """A system (制度) of the disclosure column. kind: code of `kinds.SYSTEM_KINDS`; edition: as 2025年修订."""

    kind = models.CharField(_("制度类别"), max_length=30)
    name = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    edition = models.CharField(_("版本"), max_length=40, blank=True)
    in_force_from = models.DateField(_("施行日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    unit = models.CharField(_("负责科室"), max_length=80, blank=True)
    summary = models.TextField(_("内容概述"), blank=True)
    link = models.CharField(_("全文链接"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "-in_force_from", "name"]


class SystemFile(models.Model):
    """The text of a system as a file, sealed in the data folder; it is public once its system is released with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    document = models.ForeignKey(SystemDocument, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["added_at"]


class ServiceGuide(Kept):
    """A service item with its guide (办事指南). What it must state: `checks.missing`."""

    code = models.CharField(_("事项编码"), max_length=60, blank=True)
    name = models.CharField(_("事项名称"), max_length=200)
    kind = models.CharField(_("事项类型"), max_length=30, blank=True)
    basis = models.TextField(_("设定依据"), blank=True)
    applicants = models.TextField(_("服务对象"), blank=True)
    conditions = models.TextField(_("申请条件"), blank=True)
    materials = models.TextField(_("办理材料"), blank=True)
    place = models.CharField(_("办理地点"), max_length=200, blank=True)
    hours = models.CharField(_("办理时间"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=80, blank=True)
    flow = models.TextField(_("办理流程"), blank=True)
    fee = models.CharField(_("收费标准"), max_length=300, blank=True)
    limit = models.CharField(_("法定办理时限"), max_length=80, blank=True)
    promised = models.CharField(_("承诺办理时限"), max_length=80, blank=True)
    link = models.CharField(_("网上办理地址"), max_length=300, blank=True)
    unit = models.CharField(_("实施机构"), max_length=120, blank=True)

    class Meta:
        ordering = ["name", "code"]


class DirectoryEntry(Kept):
    """One line of the public directory. consents: the person agreed that the name stands on the portal."""

    section = models.CharField(_("科室"), max_length=80)
    post = models.CharField(_("岗位、职务"), max_length=80)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    consents = models.BooleanField(_("本人同意公开姓名"), default=False)
    duty = models.CharField(_("职责、分工"), max_length=300, blank=True)
    room = models.CharField(_("办公地点"), max_length=120, blank=True)
    phone = models.CharField(_("办公电话"), max_length=60, blank=True)
    window = models.CharField(_("窗口"), max_length=80, blank=True)
    place = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["place", "section", "post"]


class Power(Kept):
    """A listed power (权责事项). in_opening: it is in the opening balance, so its addition is not counted again.

    added_entry, end_entry: the ledger entries of its addition and removal, which feed table two of the 2019 form.
    """

    code = models.CharField(_("事项编码"), max_length=60, blank=True)
    name = models.CharField(_("事项名称"), max_length=200)
    kind = models.CharField(_("权力类型"), max_length=30)
    basis = models.TextField(_("设定依据"), blank=True)
    unit = models.CharField(_("责任科室"), max_length=80, blank=True)
    added_on = models.DateField(_("列入日期"))
    in_opening = models.BooleanField(_("已计入期初数量"), default=False)
    added_entry = models.PositiveIntegerField(null=True, blank=True)
    end_entry = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name", "code"]


class Proposal(Kept):
    """A motion or proposal (建议、提案) from receipt to answer. answered_entry: its `ProposalAnswered` in the ledger.

    answer_public: whether the answer may be published; public_on: the day it was.
    """

    number = models.CharField(_("编号"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    kind = models.CharField(_("类别"), max_length=30)
    proposer = models.CharField(_("提出人类别"), max_length=30)
    received_on = models.DateField(_("交办日期"))
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    handler = models.CharField(_("承办科室"), max_length=80, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    result = models.CharField(_("办理结果"), max_length=30, blank=True)
    answered_entry = models.PositiveIntegerField(null=True, blank=True)
    answer_public = models.BooleanField(_("答复可以公开"), default=False)
    public_on = models.DateField(_("答复公开日期"), null=True, blank=True)
    link = models.CharField(_("答复链接"), max_length=300, blank=True)

    class Meta:
        ordering = ["-received_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"], condition=Q(ended_on=None), name="one_proposal_a_number"
            )
        ]
