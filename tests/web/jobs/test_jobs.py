"""Long work is done after the response: once, by those who may, whatever becomes of the worker; the queue tells nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gongkai.documents.redact.model import Box, Mark
from gongkai.errors import OfficeError
from gongkai.web.applications.files import attach, path_of
from gongkai.web.applications.models import CaseFile
from gongkai.web.config.daily import DAILY, EACH_TURN, run_daily_once
from gongkai.web.entries.models import Entry
from gongkai.web.jobs.actions import KINDS, MOST_TRIES, PAGES, JobLost, ask, do, forget, settle, take_up
from gongkai.web.jobs.models import Job, Round
from gongkai.web.jobs.names import NAMES
from gongkai.web.jobs.queue import work_off
from gongkai.web.offices.models import Membership
from gongkai.web.redaction.actions import add_marks, begin, make_copy
from gongkai.web.redaction.models import RedactedCopy
from tests.documents.redact import samples
from tests.web.conftest import Staff

LONG = samples.typeset("密 #pagebreak() " * 10 + "密", "width: 20mm, height: 20mm, margin: 2mm")
"""Eleven small pages."""


@pytest.fixture
def redaction(case, staff):
    officer = staff.officer("officer")
    made = begin(officer, attach(officer, case.office, case, "original", "王示例的材料.pdf", LONG))
    add_marks(officer, made.pk, [Mark(1, Box(0.1, 0.1, 0.9, 0.5), "EX15")], version=1)
    made.refresh_from_db()
    return made


@pytest.fixture
def asked(redaction, staff):
    return ask(staff.officer("officer"), "redacted_copy", str(redaction.pk), back="/desk/", version=redaction.version)


@pytest.fixture
def probe(monkeypatch, staff, in_office):
    """Asks for a job of a kind that does what the test says."""

    def ask_for(work):
        monkeypatch.setitem(KINDS, "probe", work)
        return ask(staff.officer("officer"), "probe", "1", back="/desk/")

    return ask_for


def address(redaction, name, *more):
    case = redaction.original.application
    args = [case.office.code, case.pk, redaction.original_id, *more]
    return reverse(f"desk:cases:redaction:{name}", args=args)


def killed(job):
    """The job as a worker leaves it that was killed a while ago."""
    DBTaskResult.objects.filter(pk=job.task).update(status="RUNNING")
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state="running", token="dead", tries=1, alive_at=long_ago)


# --- on the pages -------------------------------------------------------------------------------------------------


def test_a_long_copy_is_made_after_the_response(redaction, staff, office):
    client = staff.client("officer")
    page = client.post(address(redaction, "make"), {"version": redaction.version})["Location"]
    waiting = client.get(page)
    assert waiting["Refresh"] == "5"
    assert "正在排队" in waiting.content.decode()
    assert "Refresh" not in client.get(f"{page}?still=1")
    assert "正在生成副本" in client.get(address(redaction, "page")).content.decode()
    assert not RedactedCopy.objects.exists()
    assert work_off()
    assert client.get(page)["Location"] == address(redaction, "copy", RedactedCopy.objects.get().pk)
    assert not work_off()


def test_a_long_copy_is_released_after_the_response(redaction, asked, staff):
    work_off()
    copy = RedactedCopy.objects.get()
    client = staff.client("reviewer")
    page = client.post(address(redaction, "release", copy.pk))["Location"]
    assert "正在检验，通过后即放行" in client.get(address(redaction, "copy", copy.pk)).content.decode()
    work_off()
    assert client.get(page).status_code == 302
    copy.refresh_from_db()
    assert (copy.is_released, copy.released_by) == (True, "baiyun-reviewer")


def test_what_failed_is_said_in_one_sentence_and_tried_again(redaction, asked, staff, office):
    Membership.objects.update(role="auditor")
    work_off()
    client = staff.client("officer")
    page = reverse("desk:jobs:job", args=[office.code, asked.pk])
    failed = client.get(page)
    assert "没有办理此事项的权限" in failed.content.decode()
    assert "<h1>区分处理副本没有生成</h1>" in failed.content.decode()
    assert "Refresh" not in failed
    assert not RedactedCopy.objects.exists()
    Membership.objects.update(role="officer")
    anew = client.post(reverse("desk:jobs:again", args=[office.code, asked.pk]))["Location"]
    assert anew != page
    work_off()
    assert client.get(anew)["Location"] == address(redaction, "copy", RedactedCopy.objects.get().pk)


def test_nobody_else_is_told_of_a_job(asked, staff, office, other_office):
    page = reverse("desk:jobs:job", args=[office.code, asked.pk])
    assert staff.client("head").get(page).status_code == 404
    assert Staff(other_office).client("head").get(page.replace("baiyun", "qingshan")).status_code == 404
    assert staff.client("head").post(page + "again/").status_code == 404


def test_only_what_failed_is_tried_again(asked, staff, office):
    client = staff.client("officer")
    client.post(reverse("desk:jobs:again", args=[office.code, asked.pk]))
    assert Job.objects.count() == 1


# --- once, and only for those who may -----------------------------------------------------------------------------


def test_asked_twice_it_is_one_job(redaction, asked, staff):
    again = ask(staff.officer("head"), "redacted_copy", str(redaction.pk), back="/", version=redaction.version)
    assert again == asked
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)
    work_off()
    assert RedactedCopy.objects.count() == 1


def test_one_who_left_has_nothing_done(asked, today):
    Membership.objects.update(to_on="2026-06-09")
    work_off()
    asked.refresh_from_db()
    assert (asked.state, RedactedCopy.objects.exists()) == ("failed", False)


def test_marks_that_changed_meanwhile_are_not_passed_over(redaction, asked, staff):
    add_marks(staff.officer("officer"), redaction.pk, [Mark(2, Box(0, 0, 1, 1), "EX15")], version=redaction.version)
    work_off()
    asked.refresh_from_db()
    assert "刚刚由他人办理" in asked.error_zh
    assert not RedactedCopy.objects.exists()


def test_the_queue_holds_the_id_of_the_job_and_nothing_else(case, redaction, asked):
    work_off()
    row = DBTaskResult.objects.get()
    assert row.args_kwargs == {"args": [str(asked.pk)], "kwargs": {}}
    assert (row.return_value, row.exception_class_path, row.traceback, row.status) == (None, "", "", "SUCCESSFUL")
    asked.refresh_from_db()
    told = " ".join(str(value) for value in vars(asked).values())
    for word in ("王示例", "材料", DETAILS_ID):
        assert word not in told


DETAILS_ID = "11010119900307003X"


def test_a_fault_of_ours_is_a_sentence_that_tells_nothing(probe):
    def fault(officer, job):
        raise ValueError("王示例 11010119900307003X")

    job = probe(fault)
    work_off()
    job.refresh_from_db()
    assert (job.state, "ValueError" in job.error_zh, "王示例" in job.error_zh) == ("failed", True, False)
    assert DBTaskResult.objects.get().traceback == ""


# --- whatever becomes of the worker -------------------------------------------------------------------------------


def test_the_job_of_a_killed_worker_is_done_by_the_next(asked):
    killed(asked)
    assert not work_off()
    assert take_up() == 1
    work_off()
    asked.refresh_from_db()
    assert (asked.state, RedactedCopy.objects.count(), asked.tries) == ("done", 1, 2)
    assert DBTaskResult.objects.count() == 1


def test_a_worker_that_lives_keeps_its_job(asked):
    Job.objects.filter(pk=asked.pk).update(state="running", token="alive", alive_at=timezone.now())
    assert take_up() == 0


def test_a_worker_that_was_slow_leaves_no_trace(redaction, asked, staff):
    Job.objects.filter(pk=asked.pk).update(state="running", token="another")
    entries, files = Entry.objects.count(), set(path_of(redaction.original).parent.iterdir())
    asked.token = "mine"
    with pytest.raises(JobLost):
        make_copy(staff.officer("officer"), redaction.pk, version=redaction.version, job=asked)
    assert (Entry.objects.count(), CaseFile.objects.filter(kind="redacted").count()) == (entries, 0)
    assert set(path_of(redaction.original).parent.iterdir()) == files


def test_a_job_that_ends_every_worker_is_given_up(asked):
    killed(asked)
    Job.objects.filter(pk=asked.pk).update(tries=MOST_TRIES)
    assert take_up() == 1
    asked.refresh_from_db()
    assert (asked.state, "都被中断" in asked.error_zh) == ("failed", True)


def test_told_to_stop_a_worker_puts_its_job_back(probe):
    def stopped(officer, job):
        raise KeyboardInterrupt

    job = probe(stopped)
    with pytest.raises(KeyboardInterrupt):
        do(job.pk)
    job.refresh_from_db()
    assert (job.state, job.tries, job.token) == ("waiting", 0, "")
    KINDS["probe"] = lambda officer, job: settle(job, "x")
    work_off()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", "x")


def test_a_job_whose_row_of_the_queue_is_gone_is_queued_anew(asked):
    DBTaskResult.objects.all().delete()
    assert take_up() == 0  # it may just be in the hands of a worker
    Job.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    assert take_up() == 1
    work_off()
    assert RedactedCopy.objects.count() == 1


def test_work_done_at_once_has_no_job_to_settle():
    settle(None, "x")


def test_every_kind_of_job_has_its_words_and_its_page():
    assert set(KINDS) == set(PAGES) == set(NAMES)


def test_a_job_nobody_takes_is_said(asked, staff, office):
    client, page = staff.client("officer"), reverse("desk:jobs:job", args=[office.code, asked.pk])
    assert "可能没有运行" not in client.get(page).content.decode()
    Job.objects.update(asked_at=timezone.now() - timedelta(minutes=3))
    assert "可能没有运行" in client.get(page).content.decode()


def test_another_try_needs_a_failure(asked, staff):
    from gongkai.web.jobs.actions import again

    with pytest.raises(OfficeError, match="not failed"):
        again(staff.officer("officer"), asked)


# --- each day -----------------------------------------------------------------------------------------------------


def test_what_is_long_over_is_forgotten(asked):
    work_off()
    forget()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=2))
    forget()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 0)
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    forget()
    assert Job.objects.count() == 0


def test_what_waits_is_never_forgotten(asked):
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=99))
    forget()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_of_several_workers_one_does_the_work_of_a_day(db, today, monkeypatch):
    done = []
    monkeypatch.setattr("gongkai.web.config.daily.DAILY", [("probe", lambda: done.append(1))])
    assert run_daily_once() == []
    assert run_daily_once() is None
    Round.objects.update(done_on="2026-06-09", token="another", alive_at=timezone.now())
    assert run_daily_once() is None
    Round.objects.update(alive_at=timezone.now() - timedelta(minutes=5))  # it was killed
    assert run_daily_once() == []
    assert len(done) == 2


def test_the_tasks_of_a_day_are_there():
    assert {"anchors", "sessions", "retention", "notices", "old jobs"} <= {name for name, _work in DAILY}
    assert EACH_TURN
