"""Figures of accounts feed the ledger and so the report; a change voids what stood; a sheet is tried first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.errors import EntryError, OfficeError
from gongkai.ledger.events import ChannelMeasured
from gongkai.report.compile import compile_report
from gongkai.web.applications.exports import to_xlsx
from gongkai.web.channels.figures import Figures, keep_account, keep_month, year_of
from gongkai.web.channels.models import ChannelAccount, ChannelMonth
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.models import Office
from gongkai.web.registers.actions import void
from gongkai.web.registers.kinds import REGISTERS
from tests.web.conftest import Staff

HEADS = ["账号", "月份", "发布条数", "阅读量", "关注数"]


def measured(office: Office) -> list[tuple[date, int | None, int | None, int | None]]:
    entries = ledger_of(office).standing
    return [(e.on, e.posts, e.reads, e.followers) for one in entries if isinstance(e := one.event, ChannelMeasured)]


def test_the_figures_the_seeds_state_reach_the_report(office: Office, staff: Staff, account: ChannelAccount) -> None:
    officer = staff.officer("officer")
    for month in range(1, 13):
        numbers = Figures(44, 15_170, 1867) if month == 12 else Figures(38, 15_000, 1500 + month)
        keep_month(officer, account, date(2025, month, 1), numbers)
    line = year_of(office, 2025)[0]
    assert (line.posts, line.reads, line.followers) == (462, 180_170, 1867)
    other = keep_account(
        officer, office, None, {"kind": "website", "name": "街道网站", "from_on": date(2020, 1, 1), "to_on": None}
    )
    keep_month(officer, other, date(2025, 1, 1), Figures(posts=104), is_year=True)
    report = compile_report(ledger_of(office), 2025)
    said = "".join(one.text for one in report.sections["overview"])
    assert "云海白云全年发布信息462条，阅读量180170人次，关注人数1867人。" in said
    assert "街道网站全年发布信息104条" in said


def test_a_change_voids_what_stood_and_only_here(office: Office, staff: Staff, account: ChannelAccount) -> None:
    officer, may = staff.officer("liaison"), date(2026, 5, 1)
    row = keep_month(officer, account, may, Figures(3, 10, None))
    assert row is not None
    with pytest.raises(EntryError, match="belongs"):
        void(officer, office, REGISTERS["channels"], row.entry, "多余")
    keep_month(officer, account, may, Figures(4, 10, 7))
    keep_month(officer, account, may, Figures(4, 10, 7))
    assert measured(office) == [(date(2026, 5, 31), 4, 10, 7)]
    for month, is_year, why in (
        (date(2026, 6, 1), False, "not over"),
        (date(2023, 12, 1), False, "not in use"),
        (date(2026, 1, 1), True, "not over"),
    ):
        with pytest.raises(OfficeError, match=why):
            keep_month(officer, account, month, Figures(1), is_year=is_year)
    keep_month(officer, account, date(2025, 1, 1), Figures(104), is_year=True)
    with pytest.raises(OfficeError, match="as a whole"):
        keep_month(officer, account, date(2025, 3, 1), Figures(1))
    values = {"kind": "wechat", "name": "改名", "from_on": account.from_on, "to_on": None}
    with pytest.raises(OfficeError, match="Figures stand"):
        keep_account(officer, office, account, values)
    keep_month(officer, account, may, Figures())
    assert [on for on, *_figures in measured(office)] == [date(2025, 12, 31)]


def test_a_sheet_is_tried_first_and_then_recorded_as_shown(
    office: Office, staff: Staff, account: ChannelAccount
) -> None:
    client, address = staff.client("liaison"), f"/desk/{office.code}/channels/figures/import/"
    rows: list[Any] = [
        ["2026年渠道数据"],
        HEADS,
        ["云海白云", "2026-04", 38, "15,000", 1860],
        ["云海白云", "2026年5月", 40, 15170, 1867],
        ["云海白云", "2025年", 462, 180170, None],
        ["云海白云", "2026-04", 1, 1, 1],
        ["没有的号", "2026-04", 1, 1, 1],
        ["云海白云", "四月", 1, 1, 1],
        ["云海白云", "2026-03", "约30", 1, 1],
        ["云海白云", "2026-06", 1, 1, 1],
    ]
    file = SimpleUploadedFile("数据.xlsx", to_xlsx({"表": rows}, "表"))
    page = client.post(address, {"file": file})
    shown = page.content.decode()
    for words in (
        "第 6 行：与第3行是同一账号、同一月份。",
        "第 7 行：没有名为“没有的号”的账号",
        "第 8 行：月份“四月”看不懂",
        "第 9 行：发布条数“约30”不是整数。",
        "第 10 行：2026年6月还没有结束",
    ):
        assert words in shown
    assert not ChannelMonth.objects.exists()
    token = page.context["plan"].token
    assert client.post(address, {"rows": token}).status_code == 302
    assert measured(office) == [
        (date(2025, 12, 31), 462, 180170, None), (date(2026, 4, 30), 38, 15000, 1860), (date(2026, 5, 31), 40, 15170, 1867),
    ]  # fmt: skip
    assert client.post(address, {"rows": token + "x"}).status_code == 302
    assert ChannelMonth.objects.count() == 3
    foreign = SimpleUploadedFile("别的.csv", "甲,乙\n1,2\n".encode())
    assert "没有找到表头" in client.post(address, {"file": foreign}).content.decode()


def test_the_pages_of_figures(office: Office, staff: Staff, account: ChannelAccount) -> None:
    client, start = staff.client("officer"), f"/desk/{office.code}/channels/"
    data = {"account": account.pk, "year": 2026, "month": 5, "posts": 40, "reads": 15170, "followers": 1867}
    assert client.post(f"{start}figures/new/", data).status_code == 302
    assert client.post(f"{start}figures/new/", data | {"month": 7}).status_code == 422
    shown = client.get(f"{start}figures/?year=2026").content.decode()
    assert "15,170" in shown
    assert 'value="40"' in client.get(f"{start}figures/new/?account={account.pk}&year=2026&month=5").content.decode()
    file = client.post(f"{start}figures/?year=2026", {"format": "csv"}).content.decode("utf-8-sig")
    assert file.splitlines()[1] == "云海白云,2026-05,40,15170,1867"
    assert client.get(f"{start}figures/template/").status_code == 200
    data = {"kind": "weibo", "name": "云海白云", "from_on": "2026-01-01"}
    assert client.post(f"{start}accounts/new/", data).status_code == 422
    assert client.post(f"{start}accounts/new/", data | {"name": "白云发布"}).status_code == 302
