"""Pages of the desk that are rendered once and shown again until something of the office changes.

A clerk opens the to-do list and the same case many times between two changes. The page is kept in the memory of the
process, under all it rests on: the address, who looks and with which roles, the language, the day and the calendar, and
the stamp of the office (`stamps.py`), which the database changes with every row. The door has been passed before, and
the token that guards forms is put in anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from secrets import token_hex
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token

from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, View
from gongkai.web.desk.memory import Memory

PAGES = 400
LARGEST = 200_000
"""Bytes of a page that is still kept: at most 80 MB in all, usually 10."""

MARK = token_hex(16)
"""Stands for the token of the reader's forms in a kept page; drawn at each start, so that no text can hold it."""


@dataclass(frozen=True, slots=True)
class Kept:
    content: bytes
    headers: dict[str, str]


MEMORY: Memory[Kept] = Memory()


def remembered(view: View) -> Callable[..., HttpResponse]:
    """Keep what a view shows. It stands under `desk_view`, reads only the office's own rows, and writes nothing."""

    @wraps(view)
    def shown(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or _has_messages(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        page = MEMORY.get(key)
        if page is None:
            request.token_mark = MARK
            response = view(request, *args, **kwargs)
            page = Kept(response.content, dict(response.headers))
            if response.status_code != 200 or response.cookies:
                response.content = _with_token(request, page.content)
                return response
            if len(page.content) <= LARGEST:
                MEMORY.put(key, page, PAGES)
        return HttpResponse(_with_token(request, page.content), headers=page.headers)

    return shown


def _key(request: DeskRequest) -> object:
    return (
        request.door.stamp,
        request.get_full_path(),
        request.officer,
        request.LANGUAGE_CODE,
        request.COOKIES.get("large", ""),
        local_today(),
        calendar_of(request.door.region).version,
    )


def _has_messages(request: DeskRequest) -> bool:
    """Whether a message waits to be shown, once."""
    return bool(request.COOKIES.get("messages")) or "_messages" in request.session


def _with_token(request: DeskRequest, content: bytes) -> bytes:
    return content.replace(MARK.encode(), get_token(request).encode())
