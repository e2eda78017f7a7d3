"""Accounts and their figures by month. Each figure is an entry of the ledger; a change voids the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.ledger.events import ChannelMeasured
from gongkai.web.channels.models import ChannelAccount, ChannelMonth, month_end
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.models import Publication
from gongkai.web.registers import actions
from gongkai.web.registers.kinds import REGISTERS

KEEP = actions.KEEP
NAMES = ("posts", "reads", "followers")
MOST = 10**12
_REGISTER = REGISTERS["channels"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a month or a year; None for what is not."""

    posts: int | None = None
    reads: int | None = None
    followers: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.posts is None and self.reads is None and self.followers is None


# --- accounts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_account(
    officer: Officer, office: Office, row: ChannelAccount | None, values: Mapping[str, Any]
) -> ChannelAccount:
    """Add an account or change one. Its name stays once figures or publications stand under it.

    Raises:
        NotPermitted; OfficeError: a name that is taken or stays, an end before the beginning.
    """
    officer.must(KEEP)
    name = " ".join(values["name"].split())
    same = ChannelAccount.objects.filter(office=office, name=name)
    if not name or same.exclude(pk=row.pk if row else None).exists():
        raise OfficeError("The name is taken.", zh=f"已有名为“{name}”的账号，请换一个名称。")
    if values["to_on"] is not None and values["to_on"] < values["from_on"]:
        raise OfficeError("It ends before it begins.", zh="停用日期不能早于启用日期。")
    if row is None:
        row = ChannelAccount(office=office)
    elif name != row.name or values["kind"] != row.kind:
        used = Publication.objects.filter(office=office, channel=row.channel, place=row.name)
        if row.months.exists() or used.exists():
            raise OfficeError(
                "Figures stand under its name; end it and add another.",
                zh="账号已有数据或者发布记录，名称和类别不能改；更名的请停用后另行登记。",
            )
    row.name, row.kind, row.from_on, row.to_on = name, values["kind"], values["from_on"], values["to_on"]
    row.save()
    record_desk(office, "account_kept", name, by=officer.username, kind=row.kind)
    return row


# --- figures ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_month(
    officer: Officer, account: ChannelAccount, month: date, figures: Figures, *, is_year: bool = False
) -> ChannelMonth | None:
    """Record the figures of a month or a year, or other ones in place of them; empty ones take them back.

    Raises:
        NotPermitted; OfficeError: the time is not over, before the account began, or both a year and its months.
        EntryError: what the core says against the entry.
    """
    officer.must(KEEP)
    month = date(month.year, 1 if is_year else month.month, 1)
    check(account, month, figures, is_year=is_year)
    row = ChannelMonth.objects.select_for_update().filter(account=account, month=month, is_year=is_year).first()
    if row is not None:
        if Figures(row.posts, row.reads, row.followers) == figures:
            return row
        actions.void(officer, account.office, _REGISTER, row.entry, "渠道数据已更正", of_record=True)
        if figures.is_empty:
            row.delete()
            return None
    elif figures.is_empty:
        return None
    row = row or ChannelMonth(office=account.office, account=account, month=month, is_year=is_year)
    event = ChannelMeasured(
        on=row.last_day, channel=account.name, posts=figures.posts, reads=figures.reads, followers=figures.followers
    )
    row.entry = actions.add(officer, account.office, _REGISTER, event, is_sure=True)
    row.posts, row.reads, row.followers = figures.posts, figures.reads, figures.followers
    row.by = officer.username
    row.save()
    return row


def check(account: ChannelAccount, month: date, figures: Figures, *, is_year: bool) -> None:
    """Raise for what these figures cannot be."""
    last = date(month.year, 12, 31) if is_year else month_end(month)
    when = f"{month.year}年" if is_year else f"{month.year}年{month.month}月"
    if last > local_today():
        raise OfficeError("The time is not over.", zh=f"{when}还没有结束，请在结束后填报。")
    if last < account.from_on or (account.to_on is not None and month > account.to_on):
        raise OfficeError("The account was not in use.", zh=f"{when}账号“{account.name}”没有启用。")
    if any(value is not None and not 0 <= value <= MOST for value in (figures.posts, figures.reads, figures.followers)):
        raise OfficeError("A figure is out of range.", zh="数据应当是不小于零的整数。")
    others = ChannelMonth.objects.filter(account=account, month__year=month.year, is_year=not is_year)
    if not figures.is_empty and others.exists():
        raise OfficeError(
            "A year is told by months or as a whole.",
            zh=f"账号“{account.name}”{month.year}年已按{'月' if is_year else '全年'}填报，两种只能选一种，以免重复计算。",
        )


@transaction.atomic
def keep_many(officer: Officer, rows: Iterable[tuple[ChannelAccount, date, bool, Figures]]) -> int:
    """Record what an import brings, all or nothing; return how many were new or other."""
    done = 0
    for account, month, is_year, figures in rows:
        before = ChannelMonth.objects.filter(account=account, month=month, is_year=is_year).values_list("entry").first()
        row = keep_month(officer, account, month, figures, is_year=is_year)
        done += row is not None and (row.entry,) != before
    return done


def holder(office: Office, sequence: int) -> str:
    """The record an entry of the ledger belongs to, in words; "" for none."""
    row = ChannelMonth.objects.filter(office=office, entry=sequence).select_related("account").first()
    return f"渠道数据：{row.account.name}" if row is not None else ""


# --- what pages show --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An account and a year. cells: the twelve months, None where nothing stands; whole: stated for the year."""

    account: ChannelAccount
    cells: tuple[ChannelMonth | None, ...]
    whole: ChannelMonth | None

    def _sum(self, name: str) -> int | None:
        known = [value for one in (*self.cells, self.whole) if one and (value := getattr(one, name)) is not None]
        return sum(known) if known else None

    @property
    def posts(self) -> int | None:
        return self._sum("posts")

    @property
    def reads(self) -> int | None:
        return self._sum("reads")

    @property
    def followers(self) -> int | None:
        """At the end of the last month that states them."""
        known = [one.followers for one in (*self.cells, self.whole) if one and one.followers is not None]
        return known[-1] if known else None

    @property
    def is_used(self) -> bool:
        return self.whole is not None or any(self.cells)


def year_of(office: Office, year: int) -> list[Line]:
    """Every account that stood in a year or has figures of it; two queries."""
    months: dict[int, dict[tuple[int, bool], ChannelMonth]] = {}
    for one in ChannelMonth.objects.filter(office=office, month__year=year):
        months.setdefault(one.account_id, {})[one.month.month, one.is_year] = one
    lines = []
    for account in ChannelAccount.objects.filter(office=office):
        mine = months.get(account.pk, {})
        cells = tuple(mine.get((number, False)) for number in range(1, 13))
        stood = account.from_on.year <= year and (account.to_on is None or account.to_on.year >= year)
        if mine or stood:
            lines.append(Line(account, cells, mine.get((1, True))))
    return lines


def last_whole_month(today: date) -> date:
    """The first day of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
