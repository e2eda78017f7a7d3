"""How often one address may try. Counted in the cache, under keyed digests of the address; nothing of it is stored."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in each window of `seconds`."""

    name: str
    count: int
    seconds: int


HOUR = 3600
FILING = Limit("filing", 40, HOUR)
"""Forms of an address: a service hall files many in an hour, a script many more."""
LOOKUP_ADDRESS = Limit("lookup_address", 20, HOUR // 6)
"""Failed status queries of an address."""
LOOKUP_NUMBER = Limit("lookup_number", 20, HOUR)
"""Failed status queries for a number, whoever asks."""
LOOKUP_EASY = 3
"""Failed status queries of an address or for a number after which the next one is asked for a proof, or sent twice."""
SUGGEST = Limit("suggest", 240, HOUR // 6)
CHALLENGE = Limit("challenge", 240, HOUR // 6)
SEARCH = Limit("search", 600, HOUR // 6)
INTERFACE = Limit("interface", 1800, HOUR // 6)
"""Queries of the open data interface: three a second; whoever wants everything takes the files of a year."""


def address_of(request: HttpRequest) -> str:
    """The address a request came from; behind proxies as ALLAUTH_TRUSTED_PROXY_COUNT says. Of IPv6, the network (/64)."""
    found = ip_address(str(get_adapter().get_client_ip(request)).partition("%")[0])
    if found.version == 4:
        return str(found)
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped) if mapped is not None else str(ip_network((found, 64), strict=False))


def _key(limit: Limit, who: str) -> str:
    digest = hmac.new(settings.GONGKAI.index_key, f"{limit.name}\0{who}".encode(), sha256).hexdigest()[:32]
    return f"{limit.name}:{digest}:{int(time.time()) // limit.seconds}"


def counted(limit: Limit, who: str) -> int:
    """How many tries were counted in this window."""
    return int(cache.get(_key(limit, who), 0))


def is_over(limit: Limit, who: str) -> bool:
    """Whether the limit is used up."""
    return counted(limit, who) >= limit.count


def count(limit: Limit, who: str) -> None:
    """Count one try."""
    key = _key(limit, who)
    if not cache.add(key, 1, limit.seconds):
        try:
            cache.incr(key)
        except ValueError:  # the window ended in between
            cache.set(key, 1, limit.seconds)


def hit(limit: Limit, who: str) -> bool:
    """Count one try; False when it is one too many."""
    if is_over(limit, who):
        return False
    count(limit, who)
    return True
