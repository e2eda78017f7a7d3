"""One log line a request, and the language of the screen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Respond = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger("gongkai.request")
LANGUAGE_COOKIE = "lang"


class RequestLog:
    """Logs the route, status and time of a request. The path is the route's pattern, so that no number or code leaks."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun, name = monotonic(), uuid4().hex[:12]
        response = self.respond(request)
        match = request.resolver_match
        fields = {
            "request": name,
            "method": request.method,
            "route": match.route if match else "-",
            "status": response.status_code,
            "ms": round((monotonic() - begun) * 1000, 1),
        }
        LOG.info("request", extra={"fields": fields})
        response["X-Request-Id"] = name
        return response


class Language:
    """Simplified Chinese unless the reader chose English; a browser's own preference does not decide.

    An office's page is Chinese by law and habit; a clerk's English browser must not change what she prints.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
            response.headers.setdefault("Content-Language", "zh-Hans" if language == "zh-hans" else language)
            return response
