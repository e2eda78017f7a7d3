"""What an office has not set up yet and will need for its letters and its guide."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import ROLES, Membership, Office, standing

NEEDED = ("word", "credit_code", "region_code", "ogi_office", "address", "phone", "reviewing_authority", "court")
"""Particulars that letters, the receipt or the guide print."""
STAFF = ("officer", "head")
"""Roles without which no application can be handled."""


def lacking(office: Office) -> Iterator[tuple[str, str]]:
    """What is missing, with the name of the page where it is given."""
    for name in NEEDED:
        if not getattr(office, name):
            yield str(Office._meta.get_field(name).verbose_name), "desk:offices:particulars"
    posts = Membership.objects.filter(standing(local_today()), office=office, user__is_active=True)
    there = set(posts.values_list("role", flat=True))
    for role in STAFF:
        if role not in there:
            yield _("一名%(role)s") % {"role": ROLES[role]}, "desk:offices:members"
