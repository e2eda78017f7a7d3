"""Secrets of the second factor: which parts of an authenticator they are, and sealing them anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from gongkai.errors import SealBroken
from gongkai.web.people import seal

SECRETS = ("secret", "seed", "migrated_codes")
"""Where allauth keeps what its `encrypt` gave it: the key of TOTP, the seed of recovery codes, codes brought along."""


def mapped(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The data of an authenticator with every secret in it changed."""
    found = dict(data)
    for name in SECRETS:
        if isinstance(value := data.get(name), list):
            found[name] = [change(one) for one in value]
        elif isinstance(value, str):
            found[name] = change(value)
    return found


def secrets_of(data: dict[str, Any]) -> list[str]:
    """Every secret of an authenticator as it is kept."""
    found: list[str] = []
    mapped(data, lambda text: found.append(text) or text)
    return found


def reseal_all() -> tuple[int, int, int]:
    """Seal every secret under the first data key with the cipher of the deployment.

    Returns how many authenticators were sealed anew, how many were so already, how many no key opens.
    """
    resealed, current, shut, adapter = 0, 0, 0, get_adapter()
    for key in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is None:
                continue
            if all(seal.is_current_text(text, settings.GONGKAI.data_keys) for text in secrets_of(row.data)):
                current += 1
                continue
            try:
                row.data = mapped(row.data, lambda text: adapter.encrypt(adapter.decrypt(text)))
            except SealBroken:
                shut += 1
                continue
            row.save(update_fields=["data"])
            resealed += 1
    return resealed, current, shut
