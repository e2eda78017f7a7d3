"""Published information goes to archives and libraries by month: once for each keeper, with checksums and entries."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gongkai.errors import OfficeError
from gongkai.ledger.item_steps import ItemTransferred
from gongkai.web.archive.actions import make_transfer, remove_item, send
from gongkai.web.archive.models import Transfer
from gongkai.web.channels.models import HandedOver
from gongkai.web.channels.package import build
from gongkai.web.channels.transfers import make, waiting
from gongkai.web.offices.models import Office
from gongkai.web.publishing.actions import Words, save_words, submit
from gongkai.web.publishing.attachments import attach
from gongkai.web.publishing.reading import read_item
from gongkai.web.publishing.release import release, take_down
from tests.documents.redact import samples
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers

JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path / "data")


def listed(staff: Staff, keeper: str = "archives", to: str = "云海区档案馆") -> Transfer:
    return make(staff.officer("archivist"), staff.office, keeper=keeper, to=to, month=JUNE, handler="张经办")


def test_a_list_holds_what_stands_and_goes_once_to_each_keeper(office: Office, staff: Staff, papers: Papers) -> None:
    officer, archivist = staff.officer("officer"), staff.officer("archivist")
    item, gone = papers.public(), papers.public()
    papers.ready()
    take_down(officer, gone.pk, channel="website", cause="wrong", reason="内容有误")
    transfer = listed(staff)
    assert [line.title for line in transfer.items.all()] == ["关于开展示例活动的通知"]
    with pytest.raises(OfficeError, match="Nothing waits"):
        listed(staff)
    assert listed(staff, "library", "云海区图书馆").items.count() == 1
    send(archivist, transfer, TODAY)
    event = read_item(item).events[-1]
    assert event == ItemTransferred(on=TODAY, keeper="archives", transfer_list=transfer.number)
    save_words(officer, item.pk, Words("关于开展示例活动的通知", "<p>改正。</p>"), kind="correction", changed="改错字")
    papers.passed(submit(officer, item.pk))
    release(officer, item.pk)
    assert [row.version.number for row in waiting(office, JUNE, TODAY, "archives")] == [2]


def test_what_was_withdrawn_meanwhile_does_not_go(office: Office, staff: Staff, papers: Papers) -> None:
    archivist = staff.officer("archivist")
    item = papers.public()
    papers.public()
    period = {"period_from": JUNE, "period_to": TODAY}
    transfer = make_transfer(archivist, office, kind="published", to="区图书馆", handler="张经办", **period)
    assert HandedOver.objects.filter(keeper="library").count() == 2
    take_down(staff.officer("officer"), item.pk, channel="website", cause="secret", reason="不应公开")
    with pytest.raises(OfficeError, match="withdrawn"):
        send(archivist, transfer, TODAY)
    remove_item(archivist, transfer, HandedOver.objects.get(item=item).line_id)
    send(archivist, transfer, TODAY)
    assert Transfer.objects.get().status == "sent"
    assert HandedOver.objects.count() == 1


def test_the_package_holds_texts_files_and_their_checksums(office: Office, staff: Staff, papers: Papers) -> None:
    officer, item = staff.officer("officer"), papers.formed()
    attach(officer, item.pk, "附表.pdf", samples.small_paper())
    papers.passed(submit(officer, item.pk))
    release(officer, item.pk)
    transfer = listed(staff)
    client = staff.client("archivist")
    answer = client.get(f"/desk/{office.code}/channels/transfers/{transfer.pk}/package/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name.removeprefix(f"{transfer.number}/"): archive.read(name) for name in archive.namelist()}
    stated = dict(line.split("  ", 1)[::-1] for line in files.pop("sha256.txt").decode().splitlines())
    assert stated == {name: sha256(data).hexdigest() for name, data in files.items()}
    folder = f"0001-{item.number}"
    assert files[f"{folder}/附件1-附表.pdf"] == samples.small_paper()
    about = json.loads(files[f"{folder}/元数据.json"])
    assert (about["number"], about["publications"][0]["on"]) == (item.number, "2026-06-10")
    assert "示例正文" in files[f"{folder}/正文.txt"].decode()
    for kind in ("docx", "pdf", "xlsx"):
        assert client.get(f"/desk/{office.code}/archive/transfers/{transfer.pk}/{kind}/").status_code == 200, kind
    other = make_transfer(
        staff.officer("archivist"),
        office,
        kind="case_files",
        to="档案馆",
        period_from=JUNE,
        period_to=TODAY,
        handler="张",
    )
    with pytest.raises(OfficeError, match="published"):
        build(other)


def test_the_page_of_transfers(office: Office, staff: Staff, papers: Papers) -> None:
    papers.public()
    client, address = staff.client("archivist"), f"/desk/{office.code}/channels/transfers/"
    assert "2026年6月" in client.get(address).content.decode()
    data = {"month": "2026-06", "keeper": "archives", "to": "云海区档案馆", "handler": "张经办"}
    made = client.post(address, data)
    assert (made.status_code, "/archive/transfers/" in made["Location"]) == (302, True)
    assert "没有需要移送" in client.post(address, data).content.decode()
    assert "请写成2026-05的样子" in client.post(address, data | {"month": "六月"}).content.decode()
    assert staff.client("auditor").post(address, data).status_code == 403
