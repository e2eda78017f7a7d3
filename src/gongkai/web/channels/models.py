"""Boards of communities, proofs of postings, accounts and their monthly figures, drafts put out, items handed over."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.archive.models import Sealed, TransferItem
from gongkai.web.offices.models import Dated, Office, Section
from gongkai.web.publishing.models import Item, Publication, Version


def month_end(day: date) -> date:
    """The last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


class Board(Dated):
    """A place where papers are put up. kind: a code of `ITEM_CHANNELS`; name: the place of its publications, kept."""

    KINDS = {"board": _("公开栏"), "screen": _("电子屏"), "reading_point": _("公开查阅点")}

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, related_name="boards")
    kind = models.CharField(_("类别"), max_length=20, choices=list(KINDS.items()), default="board")
    name = models.CharField(_("名称"), max_length=60)
    place = models.CharField(_("设置地点"), max_length=120, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["section__place", "section__name", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="one_board_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(self.KINDS[self.kind])


class Proof(Sealed):
    """A photo or scan of a posting, sealed."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="proofs")

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["made_at"]


class ChannelAccount(Dated):
    """An account in new media or another site. name: as the report calls it; never changed once figures stand."""

    KINDS = {
        "wechat": _("微信公众号"),
        "weibo": _("政务微博"),
        "app": _("客户端、短视频等"),
        "website": _("网站"),
        "other": _("其他渠道"),
    }
    CHANNELS = {"wechat": "wechat", "website": "website"}

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=12, choices=list(KINDS.items()), default="wechat")
    name = models.CharField(_("名称"), max_length=60)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="one_account_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(self.KINDS[self.kind])

    @property
    def channel(self) -> str:
        """The channel of `ITEM_CHANNELS` its publications are on."""
        return self.CHANNELS.get(self.kind, "new_media")


class ChannelMonth(models.Model):
    """Figures of an account for a month, or for a whole year of which no months are known.

    month: its first day; of a year 1 January. followers: at its end. entry: number of the ledger entry that says so.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="months")
    month = models.DateField(_("月份"))
    is_year = models.BooleanField(default=False)
    posts = models.PositiveIntegerField(_("发布条数"), null=True)
    reads = models.PositiveBigIntegerField(_("阅读量"), null=True)
    followers = models.PositiveBigIntegerField(_("关注数"), null=True)
    entry = models.PositiveBigIntegerField()
    by = models.CharField(max_length=150)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["month", "account"]
        constraints = [
            models.UniqueConstraint(fields=["account", "month", "is_year"], name="one_figure_a_month"),
        ]

    @property
    def last_day(self) -> date:
        return date(self.month.year, 12, 31) if self.is_year else month_end(self.month)


class PutDraft(models.Model):
    """A draft that was put out for a platform. target: name of the `DraftTarget`; reference: what it answered."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="drafts_put")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    target = models.CharField(max_length=40)
    reference = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-at"]


class HandedOver(models.Model):
    """An item on a transfer list, in the version that stood then. keeper: code of `KEEPERS`."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    line = models.OneToOneField(TransferItem, models.CASCADE, related_name="handed_over")
    item = models.ForeignKey(Item, models.PROTECT, related_name="handed_over")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    keeper = models.CharField(max_length=20)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["line__place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "keeper"], name="one_version_a_keeper"),
        ]
