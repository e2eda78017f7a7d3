"""Figures from a sheet: read and tried first, then recorded as they were shown. Nothing of the file is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core import signing

from gongkai.documents.limited import run_limited
from gongkai.documents.tables import ERROR, LIMITS, Table, read_tables
from gongkai.errors import BadUpload, GongkaiError
from gongkai.web.applications.uploads import clean_name, scan
from gongkai.web.channels.figures import KEEP, NAMES, Figures, check, keep_many
from gongkai.web.channels.models import ChannelAccount, ChannelMonth
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

HEADS = {"account": "账号", "month": "月份", "posts": "发布条数", "reads": "阅读量", "followers": "关注数"}
_WORDS = {
    "account": ("账号", "渠道", "名称", "账号名称"),
    "month": ("月份", "月", "年月", "时间", "日期"),
    "posts": ("发布条数", "发布数", "发文数", "条数", "发布信息"),
    "reads": ("阅读量", "阅读数", "浏览量", "访问量"),
    "followers": ("关注数", "粉丝数", "关注人数", "用户数"),
}
MOST_ROWS = 600
SECONDS, MEGABYTES = 30.0, 1024
_SALT, _HOURS = "channels.figures", 12
_MONTH = re.compile(r"(\d{4})[年./-]?(\d{1,2})?(?:月|[./-]\d{1,2}日?.*)?年?(?:全年|合计)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A sound row of a sheet. is_new: nothing stands for that month; before: what stands there otherwise."""

    where: int
    account: ChannelAccount
    month: date
    is_year: bool
    figures: Figures
    before: Figures | None

    @property
    def is_same(self) -> bool:
        return self.before == self.figures


@dataclass(frozen=True)
class Plan:
    """What an import would record, and a sentence for each row that it would not."""

    rows: tuple[Row, ...]
    problems: tuple[tuple[int, str], ...]

    @property
    def token(self) -> str:
        """The rows, signed, for the button that records them."""
        plain = [
            [
                one.account.pk,
                one.month.isoformat(),
                one.is_year,
                one.figures.posts,
                one.figures.reads,
                one.figures.followers,
            ]
            for one in self.rows
        ]
        return signing.dumps(plain, salt=_SALT, compress=True)


def plan(officer: Officer, office: Office, name: str, data: bytes) -> Plan:
    """Read a sheet and say what it would record.

    Raises:
        NotPermitted; BadUpload: too large, without its headings, too many rows; DocumentError: it cannot be read.
    """
    officer.must(KEEP)
    name = clean_name(name)
    if len(data) > LIMITS.file_bytes:
        raise BadUpload(f"{name} is too large.", zh=f"“{name}”太大，请拆分后再上传。")
    scan(name, data)
    tables = run_limited(partial(read_tables, data), seconds=SECONDS, megabytes=MEGABYTES)
    return plan_of(office, tables)


def plan_of(office: Office, tables: Sequence[Table]) -> Plan:
    """The same for tables that were read."""
    rows, places, first = _headed(tables)
    if len(rows) > MOST_ROWS:
        raise BadUpload(f"More than {MOST_ROWS} rows.", zh=f"一次最多导入{MOST_ROWS}行，请分批导入。")
    accounts = {_plain(one.name): one for one in ChannelAccount.objects.filter(office=office)}
    standing = {
        (one.account_id, one.month, one.is_year): Figures(one.posts, one.reads, one.followers)
        for one in ChannelMonth.objects.filter(office=office)
    }
    good: dict[tuple[int, date, bool], Row] = {}
    problems = []
    for number, row in enumerate(rows, first):
        cells = {key: row[at] if at < len(row) else None for key, at in places.items()}
        if all(cell in (None, "") for cell in cells.values()):
            continue
        try:
            account, month, is_year, figures = _read(cells, accounts)
            key = (account.pk, month, is_year)
            if key in good:
                raise _wrong(f"与第{good[key].where}行是同一账号、同一月份")
            check(account, month, figures, is_year=is_year)
        except GongkaiError as error:
            problems.append((number, say(error)))
        else:
            good[key] = Row(number, account, month, is_year, figures, standing.get(key))
    return Plan(tuple(good.values()), tuple(problems))


def record(officer: Officer, office: Office, token: str) -> int:
    """Record the rows that were shown; return how many were new or other.

    Raises:
        BadUpload: the page is too old; what `figures.keep_month` raises, then nothing is recorded.
    """
    officer.must(KEEP)
    try:
        plain = signing.loads(token, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        raise BadUpload("Choose the file again.", zh="页面已过期，请重新选择文件。") from None
    accounts = ChannelAccount.objects.filter(office=office).select_related("office").in_bulk([one[0] for one in plain])
    if any(pk not in accounts for pk, *_rest in plain):
        raise BadUpload("Choose the file again.", zh="页面已过期，请重新选择文件。")
    return keep_many(
        officer,
        ((accounts[pk], date.fromisoformat(month), year, Figures(*rest)) for pk, month, year, *rest in plain),
    )


def _headed(tables: Sequence[Table]) -> tuple[Sequence[Sequence[Any]], dict[str, int], int]:
    """The rows below the heading, the place of each column, and the number of the first row."""
    for table in tables:
        for at, row in enumerate(table.rows[:10]):
            found: dict[str, int] = {}
            for place, cell in enumerate(row):
                key = next((key for key, words in _WORDS.items() if _plain(cell) in words), None)
                if key is not None:
                    found.setdefault(key, place)
            if {"account", "month"} <= found.keys() and len(found) > 2:
                return table.rows[at + 1 :], found, at + 2
    heads = "、".join(HEADS.values())
    raise BadUpload("The sheet lacks its headings.", zh=f"没有找到表头；表头应当包括{heads}。")


def _plain(value: object) -> str:
    return re.sub(r"\s|[(（].*?[)）]", "", unicodedata.normalize("NFKC", str(value or "")))


def _read(cells: dict[str, Any], accounts: dict[str, ChannelAccount]) -> tuple[ChannelAccount, date, bool, Figures]:
    account = accounts.get(_plain(cells["account"]))
    if account is None:
        raise _wrong(f"没有名为“{str(cells['account'] or '')[:40]}”的账号，请先登记账号")
    month, is_year = _month(cells["month"])
    numbers = dict(_numbers(cells))
    figures = Figures(**numbers)
    if figures.is_empty:
        raise _wrong("没有填写数据")
    return account, month, is_year, figures


def _month(value: object) -> tuple[date, bool]:
    if isinstance(value, datetime | date):
        return date(value.year, value.month, 1), False
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value or ""))).removesuffix(".0")
    found = _MONTH.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2] or 1), 1), found[2] is None
    except ValueError:
        raise _wrong(f"月份“{text[:20]}”看不懂，请写成2026-05或者2026年（全年）") from None


def _numbers(cells: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    for name in NAMES:
        value = cells.get(name)
        if value in (None, ""):
            yield name, None
            continue
        text = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", str(value))).removesuffix(".0")
        if value == ERROR or not re.fullmatch(r"[0-9]{1,12}", text):
            raise _wrong(f"{HEADS[name]}“{str(value)[:20]}”不是整数")
        yield name, int(text)


def _wrong(text: str) -> BadUpload:
    return BadUpload(text, zh=f"{text}。")
