"""What the page of a case shows of its archive."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from gongkai.web.applications import panels
from gongkai.web.applications.panels import CasePage, Panel
from gongkai.web.archive.models import Bundle
from gongkai.web.jobs.actions import unfinished


def _archive(page: CasePage) -> dict[str, Any] | None:
    """Bundles of a closed case, and the way to make one."""
    if page.case.closed_on is None:
        return None
    rows = Bundle.objects.filter(application=page.case).select_related("transfer_item__transfer")
    job = unfinished("bundle", [str(page.case.pk)]).get(str(page.case.pk)) if page.case.archived_on is None else None
    return {"bundles": list(rows), "may": page.officer.may("archived"), "job": job}


def install() -> None:
    """Put the panel on the page of a case and name our notes of the desk."""
    panels.add(Panel("archive", "applications/case/archive.html", _archive, "side", 60))
    panels.DESK_ACTS.setdefault("bundled", gettext_lazy("制作案卷"))
