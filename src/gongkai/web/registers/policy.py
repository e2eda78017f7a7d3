"""Which steps an office demands before a normative document is issued: its own setting."""

from __future__ import annotations

from gongkai.ledger.norm_acts import NormPolicy
from gongkai.web.offices.models import Office

SETTING = "norms"
"""Where an office's `NormPolicy` stands in `Office.settings`."""


def policy_of(office: Office) -> NormPolicy:
    """Which steps the office demands before an issue; both unless it was set otherwise."""
    kept = office.settings.get(SETTING, {})
    return NormPolicy(
        needs_legality=bool(kept.get("needs_legality", True)),
        needs_deliberation=bool(kept.get("needs_deliberation", True)),
    )
