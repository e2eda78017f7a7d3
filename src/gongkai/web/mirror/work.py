"""What the worker does for the files: after a change, and each day for what shows the day."""

from __future__ import annotations

from django.conf import settings

from gongkai.web.mirror.write import Publisher, Written


def publisher() -> Publisher | None:
    """The publisher the settings name; None where no folder is set."""
    found = settings.GONGKAI
    if found.static_dir is None:
        return None
    return Publisher(found.static_dir, found.static_base, found.static_live)


def follow() -> Written | None:
    """Write what changed since the last time; a query an office where nothing did."""
    found = publisher()
    return found.run() if found is not None else None


def follow_day() -> Written | None:
    """Write anew what says how things stand today."""
    found = publisher()
    return found.run(is_new_day=True) if found is not None else None
