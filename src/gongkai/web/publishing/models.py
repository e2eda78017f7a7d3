"""Columns of the office, items with their versions, and where they stand in public. `gate` guards them in the database.

What an item is follows from its ledger entries (`ledger.items`); its row keeps the reading of them, for lists.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.ledger.codes import ATTRIBUTES, EFFECTS, ITEM_CHANNELS
from gongkai.ledger.items import ITEM_STAGES
from gongkai.web.applications.uploads import short_name
from gongkai.web.offices.models import Dated, Office, Section


class Category(Dated):
    """A node of an office's basic catalogue (基本目录), which is a column of its portal too.

    code: part of the column's address, never changed. part: code of `statute.columns.parts()`; kind: of
    `column_kinds()`, for how long it may be silent; longest_days: the office's own, stricter limit, 0 for none.
    duty: code of `statute.catalogue.duty_codes()`, or empty.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("栏目名称"), max_length=60)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    part = models.CharField(_("所属部分"), max_length=20, default="content")
    kind = models.CharField(_("更新要求"), max_length=20, blank=True)
    longest_days = models.PositiveSmallIntegerField(_("本机关要求的更新天数"), default=0)
    duty = models.CharField(_("对应条例事项"), max_length=20, blank=True)
    about = models.CharField(_("说明"), max_length=200, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="one_category_a_code")]

    def __str__(self) -> str:
        return self.name


class ReviewStage(models.Model):
    """One stage of the office's review, in their order. roles: those who may decide it, parted by spaces."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="review_stages")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    roles = models.CharField(max_length=80)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["office", "code"], name="one_stage_a_code"),
            models.UniqueConstraint(fields=["office", "position"], name="one_stage_a_position"),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One paper or piece of information, from its draft on.

    number: the office's own, subject of its entries. title: of the newest version. revision: grows with every change of the row; a page decides on one.
    standard: item of the standard catalogue it answers. interprets: the item it explains (解读).
    Under "stored reading": what the fold of its entries says. version: number of the newest version.
    web_version, web_on, web_ended_on: what stands on the office's own portal, since when; the day it was withdrawn
    from it, for a tombstone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="items")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    interprets = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="interpretations")
    standard = models.ForeignKey("catalogue.StandardItem", models.PROTECT, null=True, blank=True, related_name="items")
    drafter = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    batch = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    # stored reading
    document_number = models.CharField(max_length=120, blank=True)
    index_number = models.CharField(max_length=100, blank=True)
    attribute = models.CharField(max_length=20)
    ground = models.CharField(max_length=40, blank=True)
    duty = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=20)
    next_stage = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    drafted_on = models.DateField()
    formed_on = models.DateField(null=True)
    counted_from = models.DateField(null=True)
    due_on = models.DateField(null=True)
    evaluate_by = models.DateField(null=True)
    release_on = models.DateField(null=True)
    first_published_on = models.DateField(null=True)
    last_published_on = models.DateField(null=True)
    is_late = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    must_come_down = models.BooleanField(default=False)
    web_version = models.PositiveIntegerField(null=True)
    web_on = models.DateField(null=True)
    web_ended_on = models.DateField(null=True)
    effect = models.CharField(max_length=20)
    effect_on = models.DateField(null=True)
    transferred_on = models.DateField(null=True)
    archived_on = models.DateField(null=True)
    last_on = models.DateField()
    last_act = models.CharField(max_length=40)
    calendar = models.CharField(max_length=80, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-drafted_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="one_item_a_number"),
            models.UniqueConstraint(
                fields=["office", "index_number"], name="one_item_an_index", condition=~models.Q(index_number="")
            ),
        ]
        indexes = [
            models.Index(fields=["office", "stage", "due_on"], name="items_at_a_stage"),
            models.Index(fields=["office", "-web_on", "-number"], name="items_newest_on_web"),
            models.Index(fields=["office", "category", "-web_on"], name="items_newest_of_category"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def stage_name(self) -> str:
        return ITEM_STAGES[self.stage]

    @property
    def attribute_name(self) -> str:
        return ATTRIBUTES[self.attribute]

    @property
    def effect_name(self) -> str:
        return EFFECTS[self.effect]


class Version(models.Model):
    """The words of one version. Once handed in it is frozen: the database refuses any change.

    body: sanitised HTML (`content.clean`). sha256: digest over the words and the attachments (`content.digest_of`), which
    the chain holds too. frozen_at: when it was handed in for review.
    """

    KINDS = {"draft": _("初稿"), "change": _("修改"), "correction": _("更正")}
    WORDS = ("title", "body", "summary", "keywords", "genre", "theme", "issuer", "source")

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, default="draft")
    title = models.CharField(_("名称"), max_length=300)
    body = models.TextField(_("正文"), blank=True)
    summary = models.TextField(_("内容概述"), blank=True)
    keywords = models.CharField(_("主题词"), max_length=200, blank=True)
    genre = models.CharField(_("体裁分类"), max_length=40, blank=True)
    theme = models.CharField(_("主题分类"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=120, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    in_force_on = models.DateField(_("实施日期"), null=True, blank=True)
    changes = models.CharField(_("改动说明"), max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number")]

    def words(self) -> dict[str, Any]:
        """What is shown in public, by field."""
        return {name: getattr(self, name) for name in self.WORDS}


class Attachment(models.Model):
    """A file of one version, sealed in the data folder until it is public. text: of its content, for the search."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    alt = models.CharField(_("图片的文字说明"), max_length=200, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12)
    wrapped_key = models.BinaryField()
    text = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["version", "position", "at"]

    @property
    def short_name(self) -> str:
        """The end of its public address."""
        return short_name(self.name)


class Publication(models.Model):
    """One version in one place. The database lets a row in only if that version passed every stage of the review.

    place: which account, board, paper. sequence: of the entry that released it. photo: attachment-like proof of a posting.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="publications")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    place = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    link = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField()
    remove_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    cause = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "channel", "place"], name="one_standing_a_place", condition=models.Q(ended_on=None)
            )
        ]
        indexes = [models.Index(fields=["office", "channel", "on"], name="publications_of_channel")]

    @property
    def channel_name(self) -> str:
        return ITEM_CHANNELS[self.channel]


class Collection(models.Model):
    """Material asked of a section (征集): what, until when. Done by the item it became, or with a note why there is none.

    due_on: set by the office itself. chased_on, chases: the last reminder and how many there were.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    text = models.CharField(_("需要报送的材料"), max_length=300)
    given_on = models.DateField()
    due_on = models.DateField(_("报送期限"))
    by = models.CharField(max_length=150)
    chased_on = models.DateField(null=True)
    chases = models.PositiveSmallIntegerField(default=0)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="collections")
    done_on = models.DateField(null=True)
    done_note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["office", "done_on", "due_on"], name="collections_open")]

    def __str__(self) -> str:
        return self.text
