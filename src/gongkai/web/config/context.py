"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from gongkai import __version__
from gongkai.web.config.clock import local_today


def site(request: HttpRequest) -> dict[str, object]:
    """Today, the version, the language and whether this is a demonstration."""
    return {
        "today": local_today(),
        "version": __version__,
        "is_demo": settings.GONGKAI.is_demo,
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "office": getattr(request, "office", None),
        "officer": getattr(request, "officer", None),
    }
