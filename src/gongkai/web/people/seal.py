"""Sealing under a key a person, that key wrapped under a key of the deployment; keyed blind indexes.

The cipher is AES-256-GCM or, where the deployment says so, SM4-GCM (GB/T 32907). What SM4 sealed begins with a mark;
what AES sealed has none, as it always was. So both open whatever the setting is, and `rotation` seals anew.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gongkai.errors import SealBroken
from gongkai.web.config.digests import keyed_digest

SM4_MARK = b"\0gkSM4\0\1"
"""How a sealed value begins that SM4 made; a nonce of AES looks so once in 2^64."""

_TEXT_MARK = "sealed:"
_NONCE, _TAG = 12, 16


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(data: bytes, key: bytes, context: bytes) -> bytes:
    """Encrypt and sign with the cipher of the deployment. context: what the data belongs to, given again to open."""
    nonce = os.urandom(_NONCE)
    if settings.GONGKAI.cipher == "aes":
        return nonce + AESGCM(key).encrypt(nonce, data, context)
    sealer = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(context)
    return SM4_MARK + nonce + sealer.update(data) + sealer.finalize() + sealer.tag


def unseal(sealed: bytes, key: bytes, context: bytes) -> bytes:
    """Decrypt what `seal` made with either cipher.

    Raises:
        SealBroken: another key, another context, or changed data.
    """
    try:
        if cipher_of(sealed) == "aes":
            return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
        return _open_sm4(sealed.removeprefix(SM4_MARK), _sm4_key(key), context)
    except (InvalidTag, ValueError):
        raise SealBroken(
            "Sealed data does not open: another key is set in GONGKAI_DATA_KEYS, or the data was changed.",
            zh="加密数据无法打开：GONGKAI_DATA_KEYS不是当时的密钥，或数据被改动。",
        ) from None


def cipher_of(sealed: bytes) -> str:
    """Which cipher made a sealed value; its first bytes are enough."""
    return "sm4" if sealed.startswith(SM4_MARK) else "aes"


def _open_sm4(body: bytes, key: bytes, context: bytes) -> bytes:
    """The data of nonce, ciphertext and tag; nothing is given out before the tag was found right."""
    nonce, data, tag = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    opener.authenticate_additional_data(context)
    return opener.update(data) + opener.finalize()


def _sm4_key(key: bytes) -> bytes:
    """The 128 bits of SM4 drawn from a key of ours, so that no key serves two ciphers."""
    return HKDF(hashes.SM3(), 16, salt=None, info=b"gongkai sm4").derive(key)


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


def seal_text(text: str, keys: tuple[bytes, ...], context: bytes) -> str:
    """A short secret sealed under the first wrapping key itself, as text that names the key."""
    name, sealed = wrap(text.encode(), keys, context)
    return f"{_TEXT_MARK}{name}:{base64.b64encode(sealed).decode('ascii')}"


def unseal_text(text: str, keys: tuple[bytes, ...], context: bytes) -> str:
    """The secret again; a text that was never sealed is given back as it is. Raises SealBroken as `unwrap`."""
    if not is_sealed_text(text):
        return text
    name, _colon, sealed = text.removeprefix(_TEXT_MARK).partition(":")
    return unwrap(name, base64.b64decode(sealed), keys, context).decode()


def is_sealed_text(text: str) -> bool:
    return text.startswith(_TEXT_MARK)


def is_current_text(text: str, keys: tuple[bytes, ...]) -> bool:
    """Whether a text is sealed under the first wrapping key with the cipher of the deployment."""
    name, _colon, sealed = text.removeprefix(_TEXT_MARK).partition(":")
    is_of_key = is_sealed_text(text) and name == key_name(keys[0])
    return is_of_key and cipher_of(base64.b64decode(sealed)) == settings.GONGKAI.cipher


def blind(field: str, text: str, office: int, key: bytes) -> str:
    """The keyed index of a value: the same for the same value of a field in an office, telling nothing else."""
    plain = plain_form(field, text)
    return keyed_digest(key, f"{office}\0{field}\0{plain}".encode(), settings.GONGKAI.digest)


def plain_form(field: str, text: str) -> str:
    """How a value is compared: full width folded, spaces and hyphens gone, an ID number's x in capitals."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if field == "name":
        return "".join(folded.split()).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "@._").upper()
