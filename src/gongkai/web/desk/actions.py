"""What an officer changes at the desk itself: saved views, calendar feeds; and the record of an export."""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.web.config.clock import now
from gongkai.web.desk.models import Feed, SavedView
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Membership, Office
from gongkai.web.offices.policy import Officer

MOST_VIEWS = 30
_LONGEST_NAME = 40


@transaction.atomic
def save_view(officer: Officer, office: Office, name: str, query: str) -> SavedView:
    """Keep filters of the case list under a name; the same name again replaces them.

    Raises:
        NotPermitted; OfficeError: no name, or too many.
    """
    officer.must("see_cases")
    name = " ".join(name.replace("\0", "").split())[:_LONGEST_NAME]
    if not name:
        raise OfficeError("Give the view a name.", zh="请为这组筛选条件取一个名称。")
    if len(query) > 1000:
        raise OfficeError("These filters are too long to keep.", zh="筛选条件过长，不能保存。")
    mine = SavedView.objects.filter(office=office, user_id=officer.user_id)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise OfficeError(f"No more than {MOST_VIEWS} views.", zh=f"最多保存{MOST_VIEWS}组，请先删除不用的。")
    view, _made = mine.update_or_create(
        name=name,
        defaults={"query": query},
        create_defaults={"query": query, "office": office, "user_id": officer.user_id},
    )
    return view


@transaction.atomic
def delete_view(officer: Officer, name: str) -> None:
    """Forget one of the officer's own saved views."""
    officer.must("see_cases")
    SavedView.objects.filter(office_id=officer.office_id, user_id=officer.user_id, name=name.replace("\0", "")).delete()


@transaction.atomic
def note_export(officer: Officer, office: Office, kind: str, rows: int) -> None:
    """Record that cases left the desk as a file."""
    officer.must("export")
    record_desk(office, "exported", by=officer.username, format=kind, rows=rows)


# --- calendar feeds -----------------------------------------------------------------------------------------------


@transaction.atomic
def make_feed(officer: Officer, office: Office, membership: Membership) -> str:
    """Make the calendar feed of one of the officer's own posts anew and return its token, which is told only now.

    A feed made before stops.
    """
    officer.must("see_cases")
    _own(officer, office, membership)
    _stop(membership)
    feed = Feed(membership=membership, made_at=now())
    secret = secrets.token_urlsafe(24)
    feed.digest = feed_digest(feed.pk, secret)
    feed.save()
    record_desk(office, "feed_made", by=officer.username)
    return f"{feed.pk.hex}.{secret}"


@transaction.atomic
def revoke_feed(officer: Officer, office: Office, membership: Membership) -> None:
    """Stop the calendar feed of one of the officer's own posts."""
    officer.must("see_cases")
    _own(officer, office, membership)
    if _stop(membership):
        record_desk(office, "feed_revoked", by=officer.username)


def _own(officer: Officer, office: Office, membership: Membership) -> None:
    if membership.user_id != officer.user_id or membership.office_id != office.pk:
        raise OfficeError("This post is not yours.", zh="这不是您的岗位。")


def _stop(membership: Membership) -> int:
    return Feed.objects.filter(membership=membership, revoked_at=None).update(revoked_at=now())


def feed_digest(feed: UUID, secret: str) -> str:
    """What is kept of the token of a feed."""
    return hmac.new(settings.GONGKAI.index_key, f"feed\0{feed.hex}\0{secret}".encode(), sha256).hexdigest()


def feed_of(token: str, on: date) -> Feed | None:
    """The feed a token opens; None where it is unknown, stopped, or its member is no longer at work."""
    name, _dot, secret = token.partition(".")
    try:
        key = UUID(hex=name)
    except ValueError:
        return None
    feed = Feed.objects.select_related("membership__user", "membership__office").filter(pk=key).first()
    known = feed.digest if feed is not None else feed_digest(key, "")
    is_good = hmac.compare_digest(known, feed_digest(key, secret))
    if feed is None or not is_good or feed.revoked_at is not None:
        return None
    return feed if feed.membership.is_on(on) and feed.membership.user.is_active else None
