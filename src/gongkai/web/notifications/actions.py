"""Making notices, sending what is due of them, reading them, and choosing how to be told."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django_scopes import scope

from gongkai.errors import OfficeError
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import calendar_of, local_today, now
from gongkai.web.desk.templatetags.words import day
from gongkai.web.entries.record import record_desk
from gongkai.web.notifications.models import KINDS, Notification, Preference
from gongkai.web.notifications.rules import is_digest_time, is_quiet, is_within_quiet, matters
from gongkai.web.notifications.sms import sender
from gongkai.web.offices.models import Membership, Office, standing
from gongkai.web.offices.policy import Officer

LOG = logging.getLogger("gongkai.notifications")
STALE = timedelta(days=3)
"""What could not be sent for so long is left to the desk."""
SHOWN = 40
"""Lines of one e-mail; the rest is counted."""
LONGEST_OFFSET = 60
KEPT = timedelta(days=180)
"""Notices that were read are kept so long."""


def notify_all(today: date | None = None) -> int:
    """Make the notices of a day for every office at work; returns how many are new. Doing it again makes none."""
    today = today or local_today()
    made = 0
    for office in Office.objects.filter(standing(today)):
        if calendar_of(office.calendar_region).is_working_day(today):
            with scope(office=office), transaction.atomic():
                made += notify(office, today)
    return made


def notify(office: Office, today: date) -> int:
    """Make the notices of a day for an office."""
    wanted = [
        Notification(
            user_id=user,
            office=office,
            kind=one.kind,
            number=one.number,
            limit=one.limit,
            left=one.left,
            what=one.what,
            link=one.link,
            key=one.key,
            at=now(),
        )
        for one in matters(office, today)
        for user in one.to
    ]
    known = set()
    for start in range(0, len(wanted), 500):
        keys = {one.key for one in wanted[start : start + 500]}
        known |= set(Notification.objects.filter(key__in=keys).values_list("user_id", "key"))
    new = [one for one in wanted if (one.user_id, one.key) not in known]
    Notification.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def deliver_all(at: datetime | None = None) -> int:
    """Send what waits, office by office, outside quiet hours and on working days; returns how many messages went out.

    at: the instant by which quiet hours are told; by default this one.
    """
    sent = 0
    for office in Office.objects.filter(standing(local_today())):
        if not is_quiet(office, at or now()):
            with scope(office=office), translation.override(settings.LANGUAGE_CODE):
                sent += deliver(office, with_mail=is_digest_time(office, at or now()))
    return sent


def deliver(office: Office, *, with_mail: bool = True) -> int:
    """Send each member of an office one e-mail, and one SMS where something is due today or past."""
    since = now() - STALE
    rows = Notification.objects.filter(at__gte=since, read_at=None).filter(Q(emailed_at=None) | Q(texted_at=None))
    by_user: dict[int, list[Notification]] = {}
    for row in rows.order_by("kind", "limit", "number"):
        by_user.setdefault(row.user_id, []).append(row)
    choices = {one.user_id: one for one in Preference.objects.filter(office=office)}
    working = Membership.objects.filter(standing(local_today()), office=office).values("user_id")
    sent = 0
    for user in User.objects.filter(pk__in=by_user, is_active=True).filter(pk__in=working):
        choice = choices.get(user.pk) or Preference(user=user, office=office)
        mine = [row for row in by_user[user.pk] if row.kind not in choice.muted]
        if with_mail and choice.by_email and user.email:
            sent += _mail(user, office, [row for row in mine if row.emailed_at is None])
        if choice.by_sms and user.phone:
            sent += _text(user, office, [row for row in mine if row.texted_at is None and row.is_urgent])
    return sent


def _mail(user: User, office: Office, rows: Sequence[Notification]) -> int:
    """One e-mail with every line; numbers and dates, no personal data."""
    if not rows or not _claim(rows, "emailed_at"):
        return 0
    origin = settings.GONGKAI.origins[0].rstrip("/") if settings.GONGKAI.origins else ""
    values = {"day": day(local_today()), "office": office.name, "n": len(rows)}
    lines = [_("%(name)s：") % {"name": user}, ""]
    lines += [_("%(day)s，%(office)s政府信息公开工作中有 %(n)d 项需要您留意。") % values, ""]
    for kind, label in KINDS.items():
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            lines += [_("%(what)s（%(n)d）") % {"what": label, "n": len(of_kind)}]
            for row in of_kind[:SHOWN]:
                lines += [f"  {row.text}", f"  {origin}{row.link}"] if origin else [f"  {row.text}"]
            if len(of_kind) > SHOWN:
                lines.append(_("  另有 %(n)d 项，请登录工作台查看。") % {"n": len(of_kind) - SHOWN})
            lines.append("")
    lines.append(_("是否发送、发送哪些，可以在工作台“通知—邮件和短信设置”中调整。本邮件自动发送，请勿回复。"))
    subject = _("政府信息公开待办 %(n)d 项（%(office)s）") % {"n": len(rows), "office": office.name}
    try:
        EmailMessage(subject, "\n".join(lines), to=[user.email]).send()
    except OSError:  # smtplib's errors are OSErrors: no connection, refused
        _unclaim(rows, "emailed_at")
        LOG.exception("e-mail not sent", extra={"fields": {"user": user.pk, "office": office.code}})
        return 0
    return 1


def _text(user: User, office: Office, rows: Sequence[Notification]) -> int:
    """One SMS that counts; not even numbers of cases."""
    if not rows or not _claim(rows, "texted_at"):
        return 0
    kinds = Counter("late" if row.kind == "overdue" or row.left < 0 else "today" for row in rows)
    text = _("【%(office)s】政府信息公开事项今天到期 %(today)d 件、已逾期 %(late)d 件，请登录工作台办理。") % {
        "office": office.name,
        "today": kinds["today"],
        "late": kinds["late"],
    }
    try:
        sender().send(user.phone, text)
    except OSError:
        _unclaim(rows, "texted_at")
        LOG.exception("SMS not sent", extra={"fields": {"user": user.pk, "office": office.code}})
        return 0
    return 1


def _claim(rows: Iterable[Notification], column: str) -> bool:
    """Mark rows as sent, if no other worker did: of two workers one sends."""
    wanted = [row.pk for row in rows]
    with transaction.atomic():
        mine = Notification.objects.filter(pk__in=wanted, **{column: None})
        if mine.update(**{column: now()}) == len(wanted):
            return True
        transaction.set_rollback(True)
    return False


def _unclaim(rows: Iterable[Notification], column: str) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(**{column: None})


def forget_all() -> int:
    """Drop notices that were read long ago, and those of which nobody wants to know any more."""
    gone = 0
    for office in Office.objects.all():
        with scope(office=office):
            gone += Notification.objects.filter(read_at__lt=now() - KEPT).delete()[0]
    return gone


# --- one's own ----------------------------------------------------------------------------------------------------


def mark_read(officer: Officer, wanted: int | None = None) -> int:
    """Mark one of the officer's own notices as read, or all of them."""
    rows = Notification.objects.filter(office_id=officer.office_id, user_id=officer.user_id, read_at=None)
    if wanted is not None:
        rows = rows.filter(pk=wanted)
    return rows.update(read_at=now())


@transaction.atomic
def choose(officer: Officer, *, by_email: bool, by_sms: bool, muted: Sequence[str]) -> Preference:
    """Set how one is told.

    Raises:
        OfficeError: no such kind.
    """
    if not set(muted) <= set(KINDS):
        raise OfficeError("There is no such kind of notice.", zh="没有这类通知。")
    found, _made = Preference.objects.update_or_create(
        user_id=officer.user_id,
        office_id=officer.office_id,
        defaults={"by_email": by_email, "by_sms": by_sms, "muted": sorted(muted)},
    )
    return found


@transaction.atomic
def set_times(
    officer: Officer,
    office: Office,
    *,
    offsets: Sequence[int],
    quiet_from: time,
    quiet_to: time,
    digest_at: time | None,
) -> list[str]:
    """Set when the members of an office are told; return the names of the settings that changed.

    Raises:
        NotPermitted; OfficeError: no offset, or the e-mail of the day would never go out.
    """
    officer.must("set_up_office")
    if not offsets or not all(0 < day <= LONGEST_OFFSET for day in offsets):
        raise OfficeError("Choose at least one offset.", zh="请至少选择一个提前提醒的时间。")
    if digest_at is not None and is_within_quiet(digest_at, quiet_from, quiet_to):
        raise OfficeError(
            "The hour of the e-mail lies in the quiet hours.", zh="邮件摘要的时间在不发送的时段内，请改为该时段以外。"
        )
    office = Office.objects.select_for_update().get(pk=office.pk)
    new = {
        "offsets": sorted(set(offsets)),
        "quiet_hours": [quiet_from.isoformat("minutes"), quiet_to.isoformat("minutes")],
        "digest_at": digest_at.isoformat("minutes") if digest_at else "",
    }
    changed = {name: [office.settings.get(name), value] for name, value in new.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed:
        office.settings = {**office.settings, **new}
        office.save(update_fields=["settings", "path"])
        record_desk(office, "office_changed", by=officer.username, changed=changed)
    return sorted(changed)


def unread(officer: Officer) -> int:
    """How many notices of the office the officer has not read."""
    with scope(office=officer.office_id):  # the menu also stands on pages of errors, which no scope covers
        return Notification.objects.filter(user_id=officer.user_id, read_at=None).count()
