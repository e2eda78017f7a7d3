"""Keyed digests, by HMAC-SHA-256 or HMAC-SM3 (GB/T 32905). The text tells which, so that both are read after a change."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

SM3_MARK = "sm3:"


def keyed_digest(key: bytes, data: bytes, algorithm: str) -> str:
    """64 hexadecimal digits by SHA-256; the mark and 43 signs of base64 by SM3, which fit into the same column."""
    if algorithm == "sha256":
        return hmac.new(key, data, sha256).hexdigest()
    mac = HMAC(key, hashes.SM3())
    mac.update(data)
    return SM3_MARK + base64.urlsafe_b64encode(mac.finalize()).decode("ascii").rstrip("=")


def algorithm_of(digest: str) -> str:
    """By which algorithm a digest was made."""
    return "sm3" if digest.startswith(SM3_MARK) else "sha256"
