"""Proof of work (altcha): a browser that runs scripts shows, once a form, that it is not one of a thousand at work.

Nobody is refused for want of it: who brings none goes the way without script, by the page that asks again.
"""

from __future__ import annotations

import hmac
import secrets
import time
from hashlib import sha256
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

FIELD = "altcha"
SECONDS = 3600
"""How long a challenge may be answered."""

ALGORITHM, COST = "PBKDF2/SHA-256", 5000
LEAST, MOST = 200, 600
"""The answer lies between these, so that no telephone is unlucky; measured in docs/decisions/0014."""

_LONGEST = 4000


def _secret(name: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"altcha {name}".encode(), sha256).digest()


def new_challenge() -> dict[str, Any]:
    """A challenge as the worker of altcha reads it, signed, good for an hour."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=LEAST + secrets.randbelow(MOST - LEAST),
        expires_at=int(time.time()) + SECONDS,
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return challenge.to_dict()


def take(request: HttpRequest) -> bool:
    """Whether a form carries an answer to a challenge of ours that is in time and was not given before; it is used up."""
    text = request.POST.get(FIELD, "")
    if not text or len(text) > _LONGEST or not text.isascii():
        return False
    found = verify_solution(text, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not found.verified:
        return False
    signature = str(Payload.from_base64(text).challenge.signature)
    return bool(cache.add(f"proof:{signature}", 1, SECONDS + 60))
