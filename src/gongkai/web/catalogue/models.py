"""Items of an office's standard catalogue, and the files they were brought in from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.statute.catalogue import parse_limit
from gongkai.statute.duties import Limit
from gongkai.web.catalogue.values import COLUMNS, Values, differing, field_label
from gongkai.web.offices.models import Dated, Office


class StandardItem(Dated):
    """One item (公开事项) with its ten columns. It is ended, never deleted: `to_on` is its last day in the catalogue.

    position: place among the items of its field. field: code of `statute.catalogue.fields`, or the title of a field
    beyond the 26. content, basis: an element a line. limit: in words; limit_kind: as `parse_limit` reads them.
    body, section: 公开主体, 责任科室. channels: codes of `carriers`; channels_more: carriers in other words.
    object, way, tier: codes of `choices`; object_words: which groups. duty: of `duty_codes`, or empty.
    origin: the item of the office above it was taken from; taken: what that one said when this office last took or
    declined it; adapted: whether this office says otherwise. version: rises with every change. batch: the import it came from.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=40)
    level_1 = models.CharField(max_length=120)
    level_2 = models.CharField(max_length=120, blank=True)
    level_3 = models.CharField(max_length=120, blank=True)
    content = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    limit = models.CharField(max_length=200, blank=True)
    limit_kind = models.CharField(max_length=16, editable=False)
    body = models.CharField(max_length=120, blank=True)
    section = models.CharField(max_length=80, blank=True)
    channels = models.JSONField(default=list, blank=True)
    channels_more = models.CharField(max_length=200, blank=True)
    object = models.JSONField(default=list, blank=True)
    object_words = models.CharField(max_length=120, blank=True)
    way = models.JSONField(default=list, blank=True)
    tier = models.JSONField(default=list, blank=True)
    duty = models.CharField(max_length=20, blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="taken_by")
    taken = models.JSONField(default=dict, blank=True)
    adapted = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    batch = models.CharField(max_length=80, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["field", "position", "pk"]
        indexes = [models.Index(fields=["office", "field", "position"], name="catalogue_by_field")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Keep the kind of the limit, and whether the item says otherwise than its origin."""
        self.limit_kind = self.parsed_limit.kind
        self.adapted = self.origin_id is not None and bool(differing(self.values, self.taken))

    @property
    def title(self) -> str:
        """The levels in a row, as 最低生活保障 › 审核信息."""
        return " › ".join(self.levels)

    @property
    def name(self) -> str:
        """The lowest level."""
        return self.levels[-1] if self.levels else ""

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(level for level in (self.level_1, self.level_2, self.level_3) if level)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same item in another catalogue or file."""
        return (self.field, *self.levels)

    @property
    def field_label(self) -> str:
        return field_label(self.field)

    @property
    def parsed_limit(self) -> Limit:
        return parse_limit(self.limit)

    @property
    def is_proactive(self) -> bool:
        return "publish" in self.way or not self.way

    @property
    def values(self) -> Values:
        """What its columns say, as plain values."""
        return {name: getattr(self, name) for name in COLUMNS}

    def put(self, values: Mapping[str, Any]) -> None:
        """Take values over; the caller saves."""
        for name in COLUMNS:
            if name in values:
                setattr(self, name, values[name])


class CatalogueUpload(models.Model):
    """A file of items brought in. Its content stands sealed until it is imported, given up or a week old.

    field: the field the officer named for items whose file names none. done: what the import did, so that it can be
    undone: `added`, `changed` (with the values before) and `ended`, by id with the version they had then.
    """

    STATES = {
        "open": _("尚未导入"),
        "imported": _("已导入"),
        "undone": _("已撤销"),
        "discarded": _("已放弃"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    key_name = models.CharField(max_length=12, blank=True)
    wrapped_key = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default="open")
    by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    done = models.JSONField(default=dict, blank=True)
    left_out = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(office="office")

    class Meta:
        ordering = ["-added_at"]
        indexes = [models.Index(fields=["office", "-added_at"], name="catalogue_uploads_newest")]

    @property
    def state_name(self) -> str:
        return str(self.STATES[self.state])

    @property
    def counts(self) -> dict[str, int]:
        """How many items were added, changed and ended."""
        return {what: len(self.done.get(what, ())) for what in ("added", "changed", "ended")}
