"""The mail server, as `GONGKAI_EMAIL_URL` names it: smtp://user:password@host:port?tls=1."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gongkai.errors import BadSetting

TIMEOUT_SECONDS = 20
_PORTS = {"plain": 25, "tls": 587, "ssl": 465}


def email_settings(url: str) -> dict[str, Any]:
    """Django's settings of the mail server of an address; empty where none is named.

    `tls=1` begins plain and turns to TLS (port 587), `ssl=1` or the scheme `smtps` is TLS from the start (port 465).

    Raises:
        BadSetting: another scheme, no host, a port or switch that is none.
    """
    if not url.strip():
        return {}
    try:
        found = urlsplit(url.strip())
        port, host = found.port, found.hostname
    except ValueError:
        port, host, found = None, None, urlsplit("")
    switches = {name: values[-1] for name, values in parse_qs(found.query, keep_blank_values=True).items()}
    is_good = found.scheme in ("smtp", "smtps") and host and found.path in ("", "/")
    if not is_good or any(name not in ("tls", "ssl") or value not in ("0", "1") for name, value in switches.items()):
        raise BadSetting(
            "GONGKAI_EMAIL_URL",
            "must read smtp://user:password@host:port?tls=1 (the password with %-signs for special characters).",
            "应写成 smtp://用户:密码@主机:端口?tls=1（密码中的特殊字符用%编码）。",
        )
    is_ssl = found.scheme == "smtps" or switches.get("ssl") == "1"
    is_tls = not is_ssl and switches.get("tls") == "1"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or _PORTS["ssl" if is_ssl else "tls" if is_tls else "plain"],
        "EMAIL_HOST_USER": unquote(found.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(found.password or ""),
        "EMAIL_USE_TLS": is_tls,
        "EMAIL_USE_SSL": is_ssl,
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
