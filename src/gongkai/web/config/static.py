"""Addresses of style sheets and scripts that change when the file does, so that browsers may keep them for a year."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class DatedStatic(StaticFilesStorage):
    """`/static/site.css?v=1a2b3c4d`: the files stay where they are in the package, the server mounts that folder."""

    def url(self, name: str) -> str:
        version = _version(name)
        return super().url(name) + (f"?v={version}" if version else "")


@lru_cache(maxsize=256)
def _version(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        return ""
    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()[:8]
