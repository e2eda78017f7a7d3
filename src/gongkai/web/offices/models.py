"""Offices (工作机构), their sections, people in posts, the leading group. Everything dated: it was so from, until."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager
from stdnum.cn import uscc

from gongkai.ledger.entries import OfficeFacts
from gongkai.statute.organs import organs
from gongkai.web.accounts.models import User

ROLES = {
    "officer": _("经办人"),
    "liaison": _("科室联络员"),
    "reviewer": _("保密审查员"),
    "head": _("工作机构负责人"),
    "leader": _("分管领导"),
    "supervisor": _("上级主管部门"),
    "archivist": _("档案员"),
    "auditor": _("审计员"),
    "administrator": _("管理员"),
}
"""Roles of members of an office, in the order they are listed."""


def check_credit_code(value: str) -> None:
    """A unified social credit code (统一社会信用代码) has 18 characters and a check digit; GB 32100-2015."""
    if value and not uscc.is_valid(value):
        raise ValidationError(_("统一社会信用代码有误：应为18位，且校验位正确。"))


class Dated(models.Model):
    """Something that holds from one day to another."""

    from_on = models.DateField(_("自"), default=date(2019, 5, 15))
    to_on = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_on(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


def standing(on: date) -> models.Q:
    """The rows of a `Dated` model that hold on a day."""
    return models.Q(from_on__lte=on) & (models.Q(to_on=None) | models.Q(to_on__gte=on))


class Office(Dated):
    """One organ that answers applications. `path` is its place in the tree: the ids from the root down, "/1/7/"."""

    code = models.SlugField(_("代码"), unique=True, max_length=40)
    name = models.CharField(_("机关名称"), max_length=120)
    kind = models.CharField(_("机关类别"), max_length=40, default="sub_district")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, db_index=True, editable=False)
    word = models.CharField(_("单位代字"), max_length=20, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, validators=[check_credit_code])
    region_code = models.CharField(
        _("行政区划代码"), max_length=12, blank=True, validators=[RegexValidator(r"^(\d{6}|\d{9}|\d{12})$")]
    )
    calendar_region = models.CharField(_("地方放假安排"), max_length=20, blank=True)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    hours = models.CharField(_("办公时间"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=60, blank=True)
    fax = models.CharField(_("传真号码"), max_length=60, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=10, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    website = models.CharField(_("网站地址"), max_length=200, blank=True)
    ogi_office = models.CharField(_("政府信息公开工作机构"), max_length=120, blank=True)
    reviewing_authority = models.CharField(_("复议机关"), max_length=120, blank=True)
    court = models.CharField(_("管辖法院"), max_length=120, blank=True)
    online_reconsideration = models.CharField(_("网上申请复议的途径"), max_length=200, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` of this office and of those below it."""
        old = self.path
        if self.pk is None:
            super().save(*args, **kwargs)
            kwargs = {"update_fields": ["path"]}
        self.path = (self.parent.path if self.parent else "/") + f"{self.pk}/"
        if old and old != self.path:
            for below in Office.objects.filter(path__startswith=old).exclude(pk=self.pk):
                Office.objects.filter(pk=below.pk).update(path=self.path + below.path.removeprefix(old))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.parent and self.pk and self.parent.path.startswith(self.path or "\0"):
            raise ValidationError({"parent": _("上级机关不能是本机关或其下级。")})
        if self.kind not in organs():
            raise ValidationError({"kind": _("机关类别无效。")})

    def subtree(self) -> list[int]:
        """Ids of this office and every office below it."""
        return list(Office.objects.filter(path__startswith=self.path).values_list("pk", flat=True))

    def facts(self) -> OfficeFacts:
        """Who keeps the ledger, as the core knows it."""
        return OfficeFacts(
            name=self.name,
            kind=self.kind,
            region=self.calendar_region,
            address=self.address,
            phone=self.phone,
            postcode=self.postcode,
            email=self.email,
            website=self.website,
            reviewing_authority=self.reviewing_authority,
            court=self.court,
        )


class OfficeName(Dated):
    """A former name and how it ended: renamed, merged, dissolved."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="former_names")
    name = models.CharField(_("名称"), max_length=120)
    reason = models.CharField(_("变更原因"), max_length=200, blank=True)
    document = models.CharField(_("依据文号"), max_length=120, blank=True)


class Section(Dated):
    """A section (科室), community or window of an office."""

    KINDS = {"section": _("内设机构"), "community": _("社区、村"), "venue": _("服务场所")}

    office = models.ForeignKey(Office, models.PROTECT, related_name="sections")
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=20, choices=list(KINDS.items()), default="section")
    is_ogi_office = models.BooleanField(_("政府信息公开工作机构"), default=False)
    phone = models.CharField(_("电话"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(_("排序"), default=0)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name


class LeadingGroupMember(Dated):
    """Who sits in the leading group (领导小组), by which document."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="leading_group")
    role = models.CharField(_("组内职务"), max_length=40)
    name = models.CharField(_("姓名"), max_length=60)
    title = models.CharField(_("职务"), max_length=120, blank=True)
    document = models.CharField(_("成立或调整文号"), max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(_("排序"), default=0)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["place", "from_on"]


class Membership(Dated):
    """A role of an account in an office. deputy_for: the member stands in for this one, for the same days."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=list(ROLES.items()))
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="members")
    post = models.CharField(_("职务"), max_length=60, blank=True)
    deputy_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="deputies")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "role", "from_on"], name="one_role_a_day"),
        ]


def offices_of(user: User, on: date) -> Iterable[Office]:
    """The offices an account works for on a day, in the order of the tree."""
    return Office.objects.filter(
        pk__in=Membership.objects.filter(standing(on), user=user).values("office_id")
    ).order_by("path")
