"""Long exports, imports and first looks at an original go through the queue; who asked is told, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.web.applications import jobs as exports
from gongkai.web.applications.actions import register
from gongkai.web.applications.files import attach
from gongkai.web.entries.models import Entry
from gongkai.web.jobs.actions import KINDS, ask, forget, progress
from gongkai.web.jobs.models import Job, Kept
from gongkai.web.jobs.queue import work_off
from gongkai.web.notifications.models import Notification
from gongkai.web.redaction import work
from gongkai.web.redaction.models import Redaction
from gongkai.web.sheets import jobs as imports
from gongkai.web.sheets.models import Sheet
from tests.web.conftest import DETAILS, TODAY
from tests.web.jobs.test_jobs import LONG
from tests.web.sheets.samples import put


@pytest.fixture
def files(settings, tmp_path):
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path)


def notices(client: Client, code: str) -> str:
    return client.get(reverse("desk:notifications:list", args=[code])).content.decode()


def test_a_long_export_is_made_after_the_response_for_who_asked_alone(case, filing, staff, in_office, monkeypatch):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(exports, "EACH", 1)
    client, code = staff.client("officer"), in_office.code
    address = reverse("desk:cases:export", args=[code, "csv"]) + "?q=电梯"
    assert client.post(address)["Content-Type"].startswith("text/csv")  # one case: at once
    register(staff.officer("officer"), in_office, filing, channel="in_person", arrived_on=TODAY)
    page = client.post(address)["Location"]
    assert client.post(address)["Location"] == page  # a second click
    assert "正在导出案件" in client.get(page).content.decode()
    job = Job.objects.get()
    assert "电梯" not in str(job.details) + job.back + job.subject
    assert Kept.objects.count() == 1
    assert work_off()
    job.refresh_from_db()
    assert (job.parts_done, job.parts) == (2, 2)
    made = client.get(page)["Location"]
    assert f"cases-baiyun-{TODAY.isoformat()}.csv" in client.get(made).content.decode()
    file = reverse("desk:jobs:file", args=[code, job.pk])
    said = client.get(file).content.decode("utf-8-sig")
    assert said.count("加装电梯") == 2
    assert DETAILS.name not in said
    assert Entry.objects.filter(type="exported", by="baiyun-officer").count() == 2
    assert "案件已导出，可以下载" in notices(client, code)
    assert staff.client("head").get(file).status_code == 404
    assert "案件已导出" not in notices(staff.client("head"), code)
    Kept.objects.update(at=timezone.now() - timedelta(days=4))
    forget()
    assert client.get(file).status_code == 404
    assert "已按规定清除" in client.get(made).content.decode()


def test_a_long_ledger_is_imported_after_the_response(staff, in_office, files, monkeypatch):
    monkeypatch.setattr(imports, "MOST_AT_ONCE", 1)
    row, client = put(in_office), staff.client("head")
    check = reverse("desk:sheets:check", args=[in_office.code, row.pk])
    seen = client.get(check).context["good"]
    page = client.post(check, {"seen": seen, "without_errors": "1"})["Location"]
    assert "正在导入台账" in client.get(page).content.decode()
    assert "正在后台导入，查看进度" in client.get(check).content.decode()
    assert Sheet.objects.get().state == "open"
    assert work_off()
    imported = Sheet.objects.get()
    assert (imported.state, imported.cases, imported.imported_by) == ("imported", seen, "baiyun-head")
    assert client.get(page)["Location"] == check
    assert "台账已导入" in notices(client, in_office.code)


def test_a_long_original_is_looked_at_after_the_response(case, staff, files, monkeypatch):
    monkeypatch.setattr(work, "MOST_LOOKED_AT_ONCE", 10)
    original = attach(staff.officer("officer"), case.office, case, "original", "材料.pdf", LONG)
    args, client = [case.office.code, case.pk, original.pk], staff.client("officer")
    begin, mark = (reverse(f"desk:cases:redaction:{name}", args=args) for name in ("begin", "page"))
    page = client.post(begin)["Location"]
    assert "正在打开原件" in client.get(page).content.decode()
    assert "正在后台打开原件，查看进度" in client.get(mark).content.decode()
    assert not Redaction.objects.exists()
    assert work_off()
    assert Redaction.objects.get().page_count == 11
    assert client.get(page)["Location"] == mark


def test_who_asked_is_told_how_far_a_job_is_and_that_it_failed(staff, in_office, monkeypatch):
    client, pages = staff.client("officer"), []

    def fail(officer, job):
        progress(job, 3, 10)
        pages.append(client.get(reverse("desk:jobs:job", args=[in_office.code, job.pk])).content.decode())
        raise ValueError

    monkeypatch.setitem(KINDS, "case_export", fail)
    ask(staff.officer("officer"), "case_export", "-", back="/desk/")
    work_off()
    assert '<progress max="10" value="3"' in pages[0]
    assert "已完成 3/10 件" in pages[0]
    told = Notification.objects.get()
    assert (told.kind, told.text) == ("job_failed", "案件没有导出")
    assert told.emailed_at is not None  # on the desk only
