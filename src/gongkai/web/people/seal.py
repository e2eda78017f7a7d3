"""Sealing: AES-256-GCM under a key a person, that key wrapped under a key of the deployment; keyed blind indexes."""

from __future__ import annotations

import hmac
import os
import unicodedata
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongkai.errors import SealBroken

_NONCE = 12


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(data: bytes, key: bytes, context: bytes) -> bytes:
    """Encrypt and sign. context: what the data belongs to; it must be given again to open."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, context)


def unseal(sealed: bytes, key: bytes, context: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        SealBroken: another key, another context, or changed data.
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
    except (InvalidTag, ValueError):
        raise SealBroken(
            "Sealed data does not open: another key is set in GONGKAI_DATA_KEYS, or the data was changed.",
            zh="加密数据无法打开：GONGKAI_DATA_KEYS不是当时的密钥，或数据被改动。",
        ) from None


def key_name(key: bytes) -> str:
    """A short public name of a wrapping key, kept beside what it wraps."""
    return sha256(b"gongkai key name" + key).hexdigest()[:12]


def wrap(key: bytes, keys: tuple[bytes, ...], context: bytes) -> tuple[str, bytes]:
    """The key sealed under the first wrapping key, with that one's name."""
    return key_name(keys[0]), seal(key, keys[0], b"wrap:" + context)


def unwrap(name: str, wrapped: bytes, keys: tuple[bytes, ...], context: bytes) -> bytes:
    """The key again.

    Raises:
        SealBroken: no wrapping key of that name is set.
    """
    for each in keys:
        if key_name(each) == name:
            return unseal(wrapped, each, b"wrap:" + context)
    raise SealBroken(
        f"The data key {name} is not among GONGKAI_DATA_KEYS; add the old key behind the new one.",
        zh=f"GONGKAI_DATA_KEYS中没有密钥{name}；请把旧密钥放在新密钥之后。",
    )


def blind(field: str, text: str, office: int, key: bytes) -> str:
    """The keyed index of a value: the same for the same value of a field in an office, telling nothing else."""
    plain = plain_form(field, text)
    return hmac.new(key, f"{office}\0{field}\0{plain}".encode(), sha256).hexdigest()


def plain_form(field: str, text: str) -> str:
    """How a value is compared: full width folded, spaces and hyphens gone, an ID number's x in capitals."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if field == "name":
        return "".join(folded.split()).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "@._").upper()
