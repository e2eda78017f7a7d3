"""A person who asks (申请人). The ledger knows only the id."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gongkai.web.offices.models import Office
from gongkai.web.people import seal

ID_KINDS = {
    "resident_id": _("居民身份证"),
    "passport": _("护照"),
    "hk_macau_permit": _("港澳居民来往内地通行证、居住证"),
    "taiwan_permit": _("台湾居民来往大陆通行证、居住证"),
    "credit_code": _("统一社会信用代码"),
    "other": _("其他证件"),
}
INDEXED = ("name", "id_number", "phone", "phone_tail", "email")


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person. For an organization `name` is its name and `contact` the person to call."""

    name: str
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    email: str = ""
    fax: str = ""
    contact: str = ""
    representative: str = ""
    agent: str = ""
    agent_id_number: str = ""
    note: str = ""

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Details:
        known = {field.name for field in fields(cls)}
        return cls(**{key: str(value) for key, value in plain.items() if key in known})

    @property
    def masked(self) -> Details:
        """The same, fit for a screen: 张**, 1101**********0017, 138****5678."""
        return Details(
            name=mask_name(self.name) if not self.contact else self.name,
            id_kind=self.id_kind,
            id_number=mask(self.id_number, 4, 4) if self.id_kind != "credit_code" else self.id_number,
            phone=mask(self.phone, 3, 4),
            address=mask(self.address, 6, 0),
            postcode=self.postcode,
            email=mask_email(self.email),
            fax=mask(self.fax, 3, 2),
            contact=mask_name(self.contact),
            representative=mask_name(self.representative),
            agent=mask_name(self.agent),
            agent_id_number=mask(self.agent_id_number, 4, 4),
        )


def mask(text: str, head: int, tail: int) -> str:
    """The ends of a text, stars between; all stars where nothing would be hidden."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


def mask_name(name: str) -> str:
    return name[:1] + "*" * (len(name) - 1)


def mask_email(email: str) -> str:
    local, at, domain = email.partition("@")
    return mask(local, 1, 0) + at + domain


class Person(models.Model):
    """One applicant of an office. `sealed` opens with the person's own key, which is destroyed to anonymise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="people")
    kind = models.CharField(_("申请人类别"), max_length=30, default="natural_person")
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField(null=True)
    key_name = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(office="office")

    @property
    def is_anonymous(self) -> bool:
        return self.wrapped_key is None

    def key(self) -> bytes:
        """The person's own key. Raises SealBroken where it was destroyed or cannot be opened."""
        if self.wrapped_key is None:
            raise seal.SealBroken("This person was made anonymous.", zh="该申请人信息已匿名化。")
        return seal.unwrap(self.key_name, bytes(self.wrapped_key), settings.GONGKAI.data_keys, self._context)

    @property
    def details(self) -> Details:
        """Everything known, in the clear: show it only through `people.actions.reveal`."""
        if self.is_anonymous:
            return Details(name="（已匿名）")
        return Details.of(json.loads(seal.unseal(bytes(self.sealed), self.key(), self._context)))

    @property
    def masked(self) -> Details:
        return self.details.masked if not self.is_anonymous else Details(name="（已匿名）")

    def set_details(self, details: Details) -> None:
        """Seal new details; the caller saves and calls `index`."""
        if self.wrapped_key is None:
            key = seal.new_key()
            self.key_name, self.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, self._context)
        else:
            key = self.key()
        plain = json.dumps(asdict(details), ensure_ascii=False, sort_keys=True)
        self.sealed = seal.seal(plain.encode(), key, self._context)

    def index(self, details: Details) -> None:
        """Write the blind indexes of the details anew."""
        BlindIndex.objects.filter(person=self).delete()
        BlindIndex.objects.bulk_create(self.indexes_of(details))

    def indexes_of(self, details: Details) -> list[BlindIndex]:
        """The blind indexes of the details, not yet written."""
        return [
            BlindIndex(person=self, office_id=self.office_id, field=field, digest=digest(field, value, self.office_id))
            for field, value in _indexed(details)
        ]

    def rewrap(self) -> None:
        """Wrap the key under the first of the deployment's keys (rotation)."""
        key = self.key()
        self.key_name, self.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, self._context)
        self.save(update_fields=["key_name", "wrapped_key"])

    def anonymise(self, at: datetime) -> None:
        """Destroy the key: nothing opens the data again. The ledger keeps its entries, which hold only the id."""
        BlindIndex.objects.filter(person=self).delete()
        self.wrapped_key, self.key_name, self.sealed, self.anonymised_at = None, "", b"", at
        self.save(update_fields=["wrapped_key", "key_name", "sealed", "anonymised_at"])

    @property
    def _context(self) -> bytes:
        return self.id.bytes


def _indexed(details: Details) -> list[tuple[str, str]]:
    found = [(field, getattr(details, field)) for field in ("name", "id_number", "phone", "email")]
    found += [("name", details.contact), ("name", details.agent), ("id_number", details.agent_id_number)]
    found.append(("phone_tail", details.phone[-4:]))
    return sorted({(field, value) for field, value in found if value})


def digest(field: str, value: str, office: int) -> str:
    return seal.blind(field, value, office, settings.GONGKAI.index_key)


class BlindIndex(models.Model):
    """A keyed digest by which a person is found, without telling what it is of."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="indexes")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    field = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)

    objects = ScopedManager(office="office")

    class Meta:
        indexes = [models.Index(fields=["office", "field", "digest"], name="people_blind")]
