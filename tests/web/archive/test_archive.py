"""Archiving: what a file lacks, the bundle as PDF/A-3b with everything in it, transfers and their receipts."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from functools import lru_cache
from hashlib import sha256
from uuid import uuid4

import openpyxl
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.errors import BadUpload, NotPermitted, OfficeError, SealBroken, StaleCase, StepNotAllowed
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import add_file, read_file
from gongkai.web.applications.models import Application
from gongkai.web.applications.reading import read_case
from gongkai.web.archive import lists
from gongkai.web.archive.actions import (
    add_item,
    archive_case,
    keep_bundle,
    make_transfer,
    open_bundle,
    plan_archiving,
    receive,
    remove_item,
    send,
    untransferred,
)
from gongkai.web.archive.bundle import render
from gongkai.web.archive.check import check_case
from gongkai.web.archive.contents import gather
from gongkai.web.archive.jobs import MOST_FILES_AT_ONCE
from gongkai.web.archive.models import Bundle, Transfer
from gongkai.web.archive.vault import destroy, load, path_of, rewrap
from gongkai.web.challenges.actions import Papers, register_challenge
from gongkai.web.entries.models import DISCLOSURE, Entry
from gongkai.web.jobs.models import Job
from gongkai.web.jobs.queue import work_off
from gongkai.web.offices.policy import PERMISSIONS
from tests.web.conftest import Staff

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
PAPERS = ("application", "identity", "letter", "service")


@lru_cache
def pdf_bytes(pages=1):
    out = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.fixture
def closed(case, staff):
    """Answered and served; its file is empty."""
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    return take_step(officer, case.pk, steps.Served(on=date(2026, 6, 4), way="post"))


@pytest.fixture
def complete(closed):
    """The same with its papers."""
    for number, kind in enumerate(PAPERS, 1):
        add_file(closed.office, closed, kind, f"材料{kind}.pdf", pdf_bytes(number), "baiyun-officer")
    return closed


@pytest.fixture
def bundle(complete, staff):
    return archive_case(staff.officer("officer"), complete.pk)


def lacks(case):
    return [one.code for one in check_case(case, read_case(case).state)]


def opened(data):
    """Pages and attachments of a PDF."""
    document = pypdfium2.PdfDocument(data)
    found = [document.get_attachment(number) for number in range(document.count_attachments())]
    read = {one.get_name(): bytes(one.get_data()) for one in found}
    pages = len(document)
    document.close()
    return pages, read


# --- the check ----------------------------------------------------------------------------------------------------


def test_a_file_without_papers_lacks_each_of_them(closed):
    assert lacks(closed) == ["no_application", "no_identity", "no_letter", "no_service"]
    assert all("《中华人民共和国政府信息公开条例》" in one.basis for one in check_case(closed, read_case(closed).state))


def test_a_complete_file_lacks_nothing(complete):
    assert lacks(complete) == []


def test_an_unserved_answer_and_an_open_challenge_are_named(case, staff, in_office):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    papers = Papers("reconsideration", date(2026, 6, 8), application=case, authority="云海区人民政府")
    register_challenge(officer, in_office, papers)
    found = lacks(Application.objects.get(pk=case.pk))
    assert "not_served" in found
    assert "open_challenge" in found


def test_an_open_case_is_not_archived(case, staff, in_office):
    with pytest.raises(StepNotAllowed):
        archive_case(staff.officer("officer"), case.pk, reason="急")
    assert not Bundle.objects.exists()


def test_what_lacks_needs_a_reason_which_the_bundle_keeps(closed, staff):
    with pytest.raises(OfficeError, match="not complete"):
        archive_case(staff.officer("officer"), closed.pk)
    assert Application.objects.get(pk=closed.pk).archived_on is None
    made = archive_case(staff.officer("officer"), closed.pk, reason="材料为原件，存纸质档案")
    assert made.lacking == ["no_application", "no_identity", "no_letter", "no_service"]
    assert "材料为原件" in text_of(load(made))
    assert archive_case(staff.officer("officer"), closed.pk).reason == made.reason  # a bundle made anew keeps it


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s", "", text)


# --- the bundle ---------------------------------------------------------------------------------------------------


def test_a_bundle_is_pdf_a_3b(bundle):
    data = load(bundle)
    assert sha256(data).hexdigest() == bundle.sha256
    assert re.search(rb"<pdfaid:part>3</pdfaid:part>", data)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>", data)
    assert b"/AFRelationship" in data


def test_a_bundle_holds_the_file_and_the_data(bundle, complete):
    pages, attached = opened(load(bundle))
    assert pages == bundle.pages >= 1
    assert set(attached) == {"00-案件数据.json", "03-材料letter.pdf", "04-材料service.pdf"}
    assert opened(attached["04-材料service.pdf"])[0] == 4
    plain = json.loads(attached["00-案件数据.json"])
    assert plain["schema"] == "gongkai.case-file/1"
    assert plain["stored"]["archived_on"] == "2026-06-10"
    assert plain["state"]["outcome"] == "granted"
    types = [row["type"] for row in plain["entries"]]
    assert types[0] == "received"
    assert "archived" not in types  # its entry names the bundle by its digest, and is recorded with it
    assert plain["archiving"] == {"on": "2026-06-10", "by": "baiyun-officer"}
    assert {"dates", "trace", "superseded"} <= set(plain["clock"])
    assert len(plain["files"]) == 4
    assert plain["files"][3]["pages"] == 4


def test_no_personal_data_stands_in_a_plain_bundle(bundle):
    _pages, attached = opened(load(bundle))
    everything = text_of(load(bundle)) + attached["00-案件数据.json"].decode()
    for value in ("王示例", "11010119900307003X", "13800005678", "示例路8号"):
        assert value not in everything
    assert "王**" in everything
    assert not Entry.objects.filter(kind=DISCLOSURE).exists()


def test_personal_data_comes_in_only_for_those_who_may_and_is_recorded(complete, staff):
    made = archive_case(staff.officer("archivist"), complete.pk, is_with_personal=True)
    _pages, attached = opened(load(made))
    assert "01-材料application.pdf" in attached
    assert json.loads(attached["00-案件数据.json"])["applicant"]["name"] == "王示例"
    assert Entry.objects.filter(kind=DISCLOSURE, type="bundle_made").count() == 1
    with pytest.raises(OfficeError):
        open_bundle(staff.officer("archivist"), made, reason=" ")
    assert open_bundle(staff.officer("archivist"), made, reason="移送核对").startswith(b"%PDF")
    assert Entry.objects.filter(kind=DISCLOSURE, type="bundle_opened").count() == 1
    with pytest.raises(NotPermitted):
        open_bundle(staff.officer("auditor"), made, reason="查")


def test_a_bundle_is_sealed_on_the_disk(bundle, settings):
    path = path_of(bundle)
    assert path.is_relative_to(settings.GONGKAI.data_dir / "files")
    assert not path.read_bytes().startswith(b"%PDF")
    rewrap(bundle)
    assert load(Bundle.objects.get()).startswith(b"%PDF")
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(SealBroken):
        load(bundle)
    destroy(bundle)
    with pytest.raises(SealBroken):
        load(Bundle.objects.get())


def test_odd_names_and_unfit_files_are_attached_as_they_are(closed, staff):
    names = ("甲=#[]{}$@\"'%*_.txt", "同名.txt", "同名.txt", "﷽𠮷 表.txt")
    for name in names:
        add_file(closed.office, closed, "other", name, "内容".encode(), "x")
    made = archive_case(staff.officer("officer"), closed.pk, reason="说明")
    _pages, attached = opened(load(made))
    assert len(attached) == 1 + len(names)
    assert all(data == "内容".encode() for name, data in attached.items() if name.endswith("txt"))


def test_a_case_is_archived_once_and_bundled_again(bundle, complete, staff):
    with pytest.raises(StaleCase):
        archive_case(staff.officer("officer"), complete.pk, version=complete.version)
    archive_case(staff.officer("officer"), complete.pk)
    assert Entry.objects.filter(type="archived").count() == 1
    assert Bundle.objects.count() == 2
    assert Entry.objects.filter(type="bundled").count() == 2


def test_a_liaison_archives_nothing(complete, staff):
    with pytest.raises(NotPermitted):
        archive_case(staff.officer("liaison"), complete.pk)


# --- transfers ----------------------------------------------------------------------------------------------------


def listed(staff, office, kind="case_files"):
    return make_transfer(
        staff.officer("archivist"),
        office,
        kind=kind,
        to="云海区档案馆",
        period_from=JUNE[0],
        period_to=JUNE[1],
        handler="张经办",
    )


def test_the_case_files_of_a_month_come_onto_one_list(bundle, complete, staff, in_office):
    newer = archive_case(staff.officer("officer"), complete.pk)
    assert untransferred(in_office, *JUNE) == [newer]
    transfer = listed(staff, in_office)
    assert transfer.number == "移送〔2026〕1号"
    assert [(one.bundle, one.document) for one in transfer.items.all()] == [(newer, complete.number)]
    assert untransferred(in_office, *JUNE) == []
    again = listed(staff, in_office)
    assert (again.number, again.items.count()) == ("移送〔2026〕2号", 0)


def test_a_list_is_written_sent_and_received(bundle, staff, in_office):
    archivist = staff.officer("archivist")
    transfer = listed(staff, in_office)
    extra = {"document": "白云街办〔2026〕3号", "dated_on": date(2026, 6, 2), "copies": 2, "note": ""}
    item = add_item(archivist, transfer, title="工作通知", **extra)
    add_item(archivist, transfer, title="工作方案", **extra)
    remove_item(archivist, transfer, item.pk)
    assert [(one.place, one.title) for one in transfer.items.all()] == [(1, "依申请公开案卷"), (2, "工作方案")]
    with pytest.raises(OfficeError, match="not gone out"):
        receive(archivist, transfer, date(2026, 6, 10), "回执.pdf", pdf_bytes())
    assert send(archivist, transfer, date(2026, 6, 10)).status == "sent"
    for act in (
        lambda: send(archivist, transfer, date(2026, 6, 10)),
        lambda: add_item(archivist, transfer, title="迟", **extra),
        lambda: receive(archivist, transfer, date(2026, 6, 11), "回执.pdf", pdf_bytes()),
        lambda: receive(archivist, transfer, date(2026, 6, 10), "回执.pdf", b"MZ nothing \x00\x01"),
    ):
        with pytest.raises((OfficeError, BadUpload)):
            act()
    receipt = receive(archivist, transfer, date(2026, 6, 10), "回执.pdf", pdf_bytes())
    assert load(receipt) == pdf_bytes()
    transfer = Transfer.objects.get(pk=transfer.pk)
    assert (transfer.status, transfer.received_on) == ("received", date(2026, 6, 10))


def test_a_list_is_a_paper_and_a_workbook(bundle, staff, in_office):
    transfer = listed(staff, in_office)
    items = list(transfer.items.all())
    text = text_of(lists.as_pdf(transfer, items))
    assert "依申请公开案卷移送清单" in text
    assert "云海区档案馆" in text
    sheet = openpyxl.load_workbook(io.BytesIO(lists.as_xlsx(transfer, items))).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    assert rows[1][:3] == [1, "依申请公开案卷", "2026-0001"]
    assert rows[1][6] == bundle.sha256
    published = listed(staff, in_office, kind="published")
    assert published.items.count() == 0
    extra = {"document": "", "dated_on": None, "copies": 1, "note": ""}
    item = add_item(staff.officer("archivist"), published, title="办事指南", **extra)
    assert "主动公开政府信息移送明细表" in text_of(lists.as_pdf(published, [item]))


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "what", "act"),
    [
        ("list", "", "see_cases"),
        ("case", "case", "archived"),
        ("transfers", "", "see_cases"),
        ("new_transfer", "", "archived"),
        ("transfer", "transfer", "see_cases"),
    ],
)
def test_a_page_opens_to_those_who_may_and_to_nobody_else(
    staff, bundle, complete, office, in_office, other_office, name, what, act
):
    keys = {"case": complete.pk, "transfer": listed(staff, in_office).pk}
    args = [keys[what]] if what else []
    path = reverse(f"desk:archive:{name}", args=[office.code, *args])
    assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert Staff(other_office).client("head").get(path).status_code == 404
    if what:
        elsewhere = reverse(f"desk:archive:{name}", args=[other_office.code, *args])
        assert Staff(other_office).client("head").get(elsewhere).status_code == 404
    for role in ("archivist", "auditor", "administrator"):
        assert (staff.client(role).get(path).status_code == 200) == (role in PERMISSIONS[act]), role


def test_a_case_is_archived_on_its_page(staff, closed, office, other_office):
    client = staff.client("officer")
    path = reverse("desk:archive:case", args=[office.code, closed.pk])
    assert path in client.get(reverse("desk:cases:case", args=[office.code, closed.pk])).content.decode()
    assert "没有送达凭证" in client.get(path).content.decode()
    given = {"on": "2026-06-10", "version": closed.version}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "案卷材料不齐" in refused.content.decode()
    assert client.post(path, given | {"reason": "存纸质档案"}).status_code == 302
    row = Bundle.objects.get()
    loaded = client.post(reverse("desk:archive:bundle", args=[office.code, row.pk]))
    assert loaded.content.startswith(b"%PDF")
    stranger = Staff(other_office).client("head")
    assert stranger.post(reverse("desk:archive:bundle", args=[other_office.code, row.pk])).status_code == 404


def test_an_open_case_is_refused_on_its_page(staff, case, office):
    path = reverse("desk:archive:case", args=[office.code, case.pk])
    answer = staff.client("officer").post(path, {"on": "2026-06-10", "version": case.version, "reason": "急"})
    assert answer.status_code == 422
    assert "现在不能归档" in answer.content.decode()


def test_a_bundle_with_personal_data_asks_for_the_reason_each_time(staff, complete, office):
    client = staff.client("archivist")
    path = reverse("desk:archive:case", args=[office.code, complete.pk])
    given = {"on": "2026-06-10", "version": complete.version, "is_with_personal": "on"}
    assert client.post(path, given).status_code == 302
    row = Bundle.objects.get()
    path = reverse("desk:archive:bundle", args=[office.code, row.pk])
    assert client.post(path).status_code == 302
    assert client.post(path, {"reason": "移送核对"}).content.startswith(b"%PDF")
    assert staff.client("auditor").post(path, {"reason": "查"}).status_code == 403


def test_an_auditor_cannot_put_personal_data_into_a_bundle(staff, complete, office):
    page = staff.client("officer").get(reverse("desk:archive:case", args=[office.code, complete.pk]))
    assert "is_with_personal" in page.content.decode()
    assert staff.client("auditor").get(reverse("desk:archive:case", args=[office.code, complete.pk])).status_code == 403


def test_a_list_is_led_to_its_receipt_on_the_pages(staff, bundle, office):
    client = staff.client("archivist")
    given = {"kind": "case_files", "to": "云海区档案馆", "handler": "张经办"}
    given |= {"period_from": "2026-06-01", "period_to": "2026-05-01"}
    path = reverse("desk:archive:new_transfer", args=[office.code])
    assert client.post(path, given).status_code == 422
    answer = client.post(path, given | {"period_to": "2026-06-30"})
    page = answer["Location"]
    assert "2026-0001" in client.get(page).content.decode()
    item = {"do": "item", "item-title": "方案", "item-copies": "1"}
    assert client.post(page, item | {"item-title": ""}).status_code == 422
    assert client.post(page, item).status_code == 302
    assert client.post(page, {"do": "remove", "item": "abc"}).status_code == 302
    transfer = Transfer.objects.get()
    for kind in ("pdf", "xlsx"):
        assert (
            client.get(reverse("desk:archive:transfer_file", args=[office.code, transfer.pk, kind])).status_code == 200
        )
    assert client.post(page, {"do": "send", "send-on": "2026-06-10"}).status_code == 302
    file = io.BytesIO(pdf_bytes())
    file.name = "回执.pdf"
    assert client.post(page, {"do": "receipt", "receipt-on": "2026-06-10", "receipt-file": file}).status_code == 302
    transfer = Transfer.objects.get()
    assert transfer.status == "received"
    loaded = client.get(reverse("desk:archive:receipt", args=[office.code, transfer.receipts.get().pk]))
    assert loaded.content == pdf_bytes()
    assert "移送〔2026〕1号" in client.get(reverse("desk:archive:list", args=[office.code])).content.decode()
    assert staff.client("auditor").post(page, {"do": "send"}).status_code == 403


def test_the_registers_ask_as_much_for_many_as_for_few(staff, bundle, in_office):
    client = staff.client("archivist")
    pages = [reverse(f"desk:archive:{name}", args=[in_office.code]) for name in ("list", "transfers")]
    listed(staff, in_office)
    few = [count(client, path) for path in pages]
    row = Bundle.objects.get()
    for _ in range(5):
        row.pk, row._state.adding = uuid4(), True
        row.save()
        listed(staff, in_office)
    assert [count(client, path) for path in pages] == few
    assert max(few) <= 12


def count(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


# --- bundle first, then the act -------------------------------------------------------------------------------------


def test_what_cannot_be_bundled_is_not_archived(complete, staff):
    path_of(complete.files.get(kind="letter")).unlink()
    with pytest.raises(SealBroken):
        archive_case(staff.officer("officer"), complete.pk)
    complete.refresh_from_db()
    assert complete.archived_on is None
    assert not Entry.objects.filter(type__in=("archived", "bundled")).exists()


def test_a_case_that_went_on_while_its_bundle_was_set_is_not_archived(complete, staff):
    officer = staff.officer("officer")
    plan = plan_archiving(officer, complete.pk)
    contents = gather(complete, is_with_personal=False, archiving=plan.step, by=officer.username)
    data = render(contents, date(2026, 6, 10), [], "")
    files = set(path_of(complete.files.first()).parent.iterdir())
    late = add_file(complete.office, complete, "other", "后来.txt", b"x", "x")
    with pytest.raises(StaleCase):
        keep_bundle(officer, plan, contents, data)
    complete.refresh_from_db()
    assert (complete.archived_on, Bundle.objects.count()) == (None, 0)
    assert set(path_of(late).parent.iterdir()) - files == {path_of(late)}


def test_looking_at_a_file_meanwhile_hinders_nothing(complete, staff):
    officer = staff.officer("officer")
    plan = plan_archiving(officer, complete.pk)
    contents = gather(complete, is_with_personal=False, archiving=plan.step, by=officer.username)
    read_file(complete.files.get(kind="identity"), by="baiyun-head", reason="核对")
    data = render(contents, date(2026, 6, 10), [], "")
    assert keep_bundle(officer, plan, contents, data).sequence == contents.sequence
    complete.refresh_from_db()
    assert complete.archived_on == date(2026, 6, 10)


def test_step_and_bundle_are_recorded_one_after_the_other(bundle):
    kinds = list(Entry.objects.order_by("-sequence").values_list("type", flat=True)[:2])
    assert kinds == ["bundled", "archived"]


@pytest.fixture
def large(complete):
    """The same with more papers than are bundled while the browser waits."""
    for number in range(MOST_FILES_AT_ONCE):
        add_file(complete.office, complete, "other", f"{number}.txt", b"x", "x")
    return complete


def test_a_large_file_is_bundled_after_the_response(large, staff, office):
    client = staff.client("officer")
    path = reverse("desk:archive:case", args=[office.code, large.pk])
    given = {"on": "2026-06-09", "version": large.version}
    page = client.post(path, given)["Location"]
    assert "正在组卷" in client.get(page).content.decode()
    assert "正在组卷" in client.get(path).content.decode()
    assert "正在组卷" in client.get(reverse("desk:cases:case", args=[office.code, large.pk])).content.decode()
    assert not Bundle.objects.exists()
    work_off()
    assert client.get(page)["Location"] == path
    large.refresh_from_db()
    assert (large.archived_on, Bundle.objects.get().files) == (date(2026, 6, 9), MOST_FILES_AT_ONCE + 2)
    assert client.post(path, {"version": large.version}).status_code == 302  # a new bundle
    work_off()
    assert (Bundle.objects.count(), Entry.objects.filter(type="archived").count()) == (2, 1)


def test_what_the_law_refuses_is_said_before_anything_is_queued(staff, case, office):
    for number in range(MOST_FILES_AT_ONCE + 1):
        add_file(case.office, case, "other", f"{number}.txt", b"x", "x")
    path = reverse("desk:archive:case", args=[office.code, case.pk])
    answer = staff.client("officer").post(path, {"on": "2026-06-10", "version": case.version, "reason": "急"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
