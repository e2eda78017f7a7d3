"""What the environment says. Read once, at the start; a wrong value stops the start with one sentence."""

from __future__ import annotations

import base64
import binascii
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import BadSetting

ROLES = ("all", "portal", "desk")
CIPHERS = ("aes", "sm4")
DIGESTS = ("sha256", "sm3")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one deployment.

    data_dir: database (SQLite) and files.
    database_url: empty for SQLite in `data_dir`.
    data_keys: keys that wrap the keys of persons, the first in use, the others still able to open.
    is_https: whether the site is served over TLS (behind a proxy that says so).
    proxies: how many proxies stand in front; only as many addresses of X-Forwarded-For are believed.
    today_file: a file with the date to take for today; for demonstrations and tests only.
    scan_command: reads an uploaded file on standard input; exit status 0 clean, 1 infected; empty for no scanner.
    sms_command: sends one SMS, which it reads as JSON on standard input; exit status 0 sent. sms_sender: class that
        sends instead, as package.module.Class. With neither, messages are written to files.
    static_dir: where the worker keeps the portal as files, None for nowhere; static_base, static_live: addresses of the
        files and of this server.
    cipher, digest: what new data is sealed with, and what new entries and blind indexes are digested with; what was
    made with the other one still opens and verifies.
    """

    secret_key: str
    audit_key: bytes
    index_key: bytes
    data_keys: tuple[bytes, ...]
    data_dir: Path
    database_url: str = ""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    origins: tuple[str, ...] = ()
    is_https: bool = True
    role: str = "all"
    proxies: int = 0
    is_demo: bool = False
    today_file: Path | None = None
    email_url: str = ""
    email_from: str = ""
    oidc: Mapping[str, str] | None = None
    log_level: str = "INFO"
    scan_command: tuple[str, ...] = ()
    sms_sender: str = ""
    sms_command: tuple[str, ...] = ()
    cipher: str = "aes"
    digest: str = "sha256"
    static_dir: Path | None = None
    static_base: str = ""
    static_live: str = ""


def read_environment(given: Mapping[str, str] = os.environ) -> Environment:
    """Return what the environment states.

    Raises:
        BadSetting: a secret is missing or malformed, a value is none of those allowed.
    """
    is_demo = _flag(given, "GONGKAI_DEMO", default=False)
    today_file = given.get("GONGKAI_TODAY_FILE")
    if today_file and not is_demo:
        raise BadSetting("GONGKAI_TODAY_FILE", "works only with GONGKAI_DEMO=1.", "仅可与GONGKAI_DEMO=1一起使用。")
    return Environment(
        secret_key=_required(given, "GONGKAI_SECRET_KEY"),
        audit_key=_key(given, "GONGKAI_AUDIT_KEY"),
        index_key=_key(given, "GONGKAI_INDEX_KEY"),
        data_keys=tuple(
            _key_of("GONGKAI_DATA_KEYS", text) for text in _required(given, "GONGKAI_DATA_KEYS").split(",")
        ),
        data_dir=Path(given.get("GONGKAI_DATA_DIR", "var")).resolve(),
        database_url=given.get("DATABASE_URL", ""),
        hosts=_list(given, "GONGKAI_HOSTS") or ("127.0.0.1", "localhost", "[::1]"),
        origins=_list(given, "GONGKAI_ORIGINS"),
        is_https=_flag(given, "GONGKAI_HTTPS", default=True),
        role=_one_of(given, "GONGKAI_ROLE", ROLES),
        proxies=_count(given, "GONGKAI_PROXIES"),
        is_demo=is_demo,
        today_file=Path(today_file) if today_file else None,
        email_url=given.get("GONGKAI_EMAIL_URL", ""),
        email_from=given.get("GONGKAI_EMAIL_FROM", ""),
        oidc=_oidc(given),
        log_level=given.get("GONGKAI_LOG_LEVEL", "INFO"),
        scan_command=_command(given, "GONGKAI_SCAN_COMMAND"),
        sms_sender=_path_of_class(given, "GONGKAI_SMS_SENDER"),
        sms_command=_command(given, "GONGKAI_SMS_COMMAND"),
        cipher=_one_of(given, "GONGKAI_CIPHER", CIPHERS),
        digest=_one_of(given, "GONGKAI_DIGEST", DIGESTS),
        **_static(given),
    )


def _static(given: Mapping[str, str]) -> dict[str, Any]:
    """Where the portal is written as files; its address must be said with it."""
    folder, base = given.get("GONGKAI_STATIC_DIR", ""), given.get("GONGKAI_STATIC_BASE", "")
    live = given.get("GONGKAI_STATIC_LIVE", "")
    for name, address in (("GONGKAI_STATIC_BASE", base), ("GONGKAI_STATIC_LIVE", live)):
        if address and not re.fullmatch(r"https?://[^/\s]+/?", address):
            raise BadSetting(
                name,
                "must be the address of a site, like https://gov.example.cn",
                "应为网站地址，如https://gov.example.cn",
            )
    if folder and not base:
        raise BadSetting(
            "GONGKAI_STATIC_BASE", "is needed with GONGKAI_STATIC_DIR.", "应与GONGKAI_STATIC_DIR一起设置。"
        )
    return {"static_dir": Path(folder).resolve() if folder else None, "static_base": base, "static_live": live}


SECRETS = ("GONGKAI_SECRET_KEY", "GONGKAI_AUDIT_KEY", "GONGKAI_INDEX_KEY", "GONGKAI_DATA_KEYS")


def new_secrets() -> dict[str, str]:
    """Fresh values for every secret a deployment needs, as `gongkai secrets` prints them."""
    return {name: base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode("ascii") for name in SECRETS}


def _required(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise BadSetting(
            name, "is not set; `gongkai secrets` prints fresh ones.", "没有设置；可用 gongkai secrets 生成一组新的。"
        )
    return value


def _key(given: Mapping[str, str], name: str) -> bytes:
    return _key_of(name, _required(given, name))


def _key_of(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSetting(
            name,
            f"must be {KEY_BYTES} bytes in base64; `gongkai secrets` prints fresh ones.",
            f"应为base64编码的{KEY_BYTES}字节；可用 gongkai secrets 生成。",
        )
    return key


def _one_of(given: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """One of the values allowed; the first where nothing is said."""
    value = given.get(name, "").strip() or allowed[0]
    if value not in allowed:
        raise BadSetting(
            name, f"{value!r} is none of {', '.join(allowed)}.", f"“{value}”应为{'、'.join(allowed)}之一。"
        )
    return value


def _list(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())


def _command(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(given.get(name, "")))
    except ValueError:
        raise BadSetting(name, "has a quotation mark that is not closed.", "引号没有成对。") from None


def _path_of_class(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if value and not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", value):
        raise BadSetting(name, f"{value!r} is no path package.module.Class.", f"“{value}”应写成 包.模块.类。")
    return value


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "1" if default else "0").strip().lower()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(name, f"{text!r} is neither 1 nor 0.", f"“{text}”应为1或0。")
    return text in ("1", "true", "yes")


def _count(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0").strip()
    if not (text.isascii() and text.isdigit() and int(text) < 10):
        raise BadSetting(name, f"{text!r} is no number from 0 to 9.", f"“{text}”应为0到9的整数。")
    return int(text)


def _oidc(given: Mapping[str, str]) -> Mapping[str, str] | None:
    """The one OpenID Connect provider: server address, client and secret; None where none is named."""
    names = ("GONGKAI_OIDC_URL", "GONGKAI_OIDC_CLIENT", "GONGKAI_OIDC_SECRET")
    found = {name: given.get(name, "").strip() for name in names}
    if not any(found.values()):
        return None
    for name, value in found.items():
        if not value:
            raise BadSetting(
                name, "is not set, but another setting of single sign-on is.", "没有设置，而单点登录的其他项已设置。"
            )
    return {"url": found[names[0]], "client": found[names[1]], "secret": found[names[2]]}
