"""The life of a normative document at the desk, the terms and duties it runs towards, and changed penalties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import EntryError, NotPermitted, OfficeError, StepNotAllowed
from gongkai.ledger import norm_steps as n
from gongkai.ledger.events import DocumentIssued, DocumentRepealed
from gongkai.ledger.registers import Registers
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.chain import verify
from gongkai.web.entries.record import ledger_of
from gongkai.web.registers import norm_life
from gongkai.web.registers.actions import add
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import ChangedPenalty
from gongkai.web.registers.norm_actions import DOCUMENTS, set_policy, take, void_last
from gongkai.web.registers.norm_forms import ASKED, STEPS
from gongkai.web.registers.penalties import note_change, note_withdrawal, withdrawals
from gongkai.web.registers.policy import policy_of
from gongkai.web.registers.queries import ledger_of_register
from tests.web.conftest import TODAY
from tests.web.registers.test_registers import penalty

DRAFT = "草2026-1"
TITLE = "停车管理办法（示例）"

LIFE = (
    n.NormDrafted(on=date(2026, 3, 2), title=TITLE, is_major=True, unit="综合科"),
    n.CommentsOpened(on=date(2026, 3, 3), until=date(2026, 4, 2)),
    n.CommentsClosed(on=date(2026, 4, 3), comments=8, adopted=3),
    n.LegalityReviewed(on=date(2026, 4, 10), by="区司法局"),
    n.NormDeliberated(on=date(2026, 4, 20), meeting="主任办公会"),
    n.NormSigned(on=date(2026, 4, 21), by="主任"),
    n.NormNumbered(on=date(2026, 4, 22), number="白云街办发〔2026〕9号"),
    DocumentIssued(on=date(2026, 4, 22), title=TITLE, valid_until=date(2026, 8, 11)),
    n.NormPublished(on=date(2026, 6, 8)),
)
"""A document from its draft to its publication two days ago, as the core wants it."""


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


def lived(officer, office, *, until: int = len(LIFE)) -> int:
    """Record the first steps of the life; return the number of the last entry."""
    return [take(officer, office, DRAFT, step) for step in LIFE[:until]][-1]


def norm_of(office, today=TODAY):
    ledger = ledger_of_register(office, DOCUMENTS)
    norm = norm_life.norms_of(ledger)[DRAFT]
    stages = norm_life.life_of(ledger, norm, policy_of(office), today)
    return norm, {one.code: one for one in stages}


def take_numbered_twice(officer, office) -> None:
    """Two documents on their way, and the number of the first given to the second."""
    for draft in ("草3", "草4"):
        for step in (n.NormDrafted(on=date(2026, 3, 2), title=TITLE), *LIFE[3:7]):
            take(officer, office, draft, step)


def address(office, name, *args):
    return reverse(f"desk:registers:{name}", args=[office.code, *args])


@pytest.mark.parametrize("done", range(1, len(LIFE)))
def test_the_page_offers_the_next_step_of_the_core_and_says_why_not_another(officer, in_office, done):
    """After each step of the life: what is next, that the core takes it, and what stands against signing too early."""
    lived(officer, in_office, until=done)
    _norm, stages = norm_of(in_office)
    step = norm_life.snake(type(LIFE[done]).__name__)
    assert step in [name for stage in stages.values() for name, _label in stage.acts]
    if done < 5:
        assert stages["signature"].acts == []
        assert stages["signature"].why.endswith("）。")  # the core's sentence with its source
    assert take(officer, in_office, DRAFT, LIFE[done])
    assert verify(in_office).is_good


def test_a_whole_life_counts_in_table_two_and_runs_towards_its_dates(officer, in_office):
    lived(officer, in_office)
    norm, stages = norm_of(in_office)
    running = norm_life.running(norm, TODAY, calendar_of(""))
    assert [(one.name, one.on) for one in running] == [
        ("interpret_by", date(2026, 6, 11)),  # 3 working days after the 8th, a Monday
        ("valid_until", date(2026, 8, 11)),
    ]
    assert running[1].text == "有效期还有 62 天，2026年8月11日届满"
    assert [stage.code for stage in stages.values() if stage.is_next] == ["interpretation"]
    registers = Registers(ledger_of(in_office).register_entries)
    assert registers.issued("normative_documents", 2026).value == 1
    take(officer, in_office, DRAFT, n.NormInterpreted(on=date(2026, 6, 9), form="图解"))
    take(officer, in_office, DRAFT, DocumentRepealed(on=TODAY))
    norm, stages = norm_of(in_office)
    assert norm_life.running(norm, TODAY, calendar_of("")) == []
    assert not any(stage.is_next for stage in stages.values())


def test_what_the_core_refuses_is_refused(officer, staff, in_office):
    lived(officer, in_office, until=1)
    with pytest.raises(StepNotAllowed):
        take(officer, in_office, DRAFT, n.LegalityReviewed(on=date(2026, 3, 5)))  # a major decision asks the public
    with pytest.raises(EntryError):
        take(officer, in_office, "没有的编号", n.NormSigned(on=TODAY))
    with pytest.raises(EntryError, match="ahead"):
        take(officer, in_office, DRAFT, n.CommentsOpened(on=TODAY + timedelta(days=1), until=date(2026, 9, 1)))
    with pytest.raises(EntryError, match="Another document"):
        take_numbered_twice(officer, in_office)
    with pytest.raises(NotPermitted):
        take(staff.officer("auditor"), in_office, "草2", LIFE[0])


def test_the_last_step_is_voided_and_no_other(officer, in_office):
    first = take(officer, in_office, DRAFT, LIFE[0])
    last = take(officer, in_office, DRAFT, LIFE[1])
    with pytest.raises(EntryError, match="Later steps"):
        void_last(officer, in_office, first, "登记错")
    void_last(officer, in_office, last, "登记错")
    assert norm_of(in_office)[0].stage == "drafting"
    void_last(officer, in_office, first, "登记错")
    assert norm_life.drafts_of(ledger_of_register(in_office, DOCUMENTS)) == []


def test_an_office_drops_a_step_by_naming_the_rule(officer, staff, in_office):
    head = staff.officer("head")
    with pytest.raises(NotPermitted):
        set_policy(officer, in_office, needs_legality=True, needs_deliberation=False, basis="某规定")
    with pytest.raises(OfficeError, match="local rule"):
        set_policy(head, in_office, needs_legality=True, needs_deliberation=False, basis="")
    lived(officer, in_office, until=4)
    with pytest.raises(StepNotAllowed):
        take(officer, in_office, DRAFT, LIFE[5])
    set_policy(head, in_office, needs_legality=True, needs_deliberation=False, basis="示例市规范性文件管理规定第九条")
    in_office.refresh_from_db()
    assert take(officer, in_office, DRAFT, LIFE[5])
    assert norm_of(in_office)[1]["deliberation"].note == "本机关设置为不要求"


def test_in_force_on_any_day(officer, in_office):
    lived(officer, in_office)
    ledger = ledger_of_register(in_office, DOCUMENTS)
    days = {day: len(norm_life.standing_on(ledger, day)) for day in (date(2026, 4, 21), date(2026, 4, 22))}
    days |= {day: len(norm_life.standing_on(ledger, day)) for day in (date(2026, 8, 11), date(2026, 8, 12))}
    assert list(days.values()) == [0, 1, 1, 0]


def test_every_step_of_the_core_has_a_form():
    assert {type_ for _code, _label, kinds in norm_life.STAGES for type_ in kinds} == set(ASKED)
    assert set(STEPS) == set(norm_life.STEP_NAMES)
    for step, asked in ASKED.items():
        assert set(asked) | {"on"} >= {name for name in step.__dataclass_fields__ if name != "disclosed_on"}


def test_pages_of_a_life(staff, office, django_assert_max_num_queries):
    client = staff.client("officer", "head")
    typed = {"subject": DRAFT, "on": "2026-03-02", "title": TITLE, "kind": "normative_documents", "is_major": "on"}
    answer = client.post(address(office, "draft"), typed)
    assert answer.status_code == 302, answer.content.decode()
    first = int(answer["Location"].rstrip("/").rpartition("/")[2])
    page = client.get(answer["Location"]).content.decode()
    for text in (TITLE, "开始征求意见", "还不能办理：", "国办发〔2018〕115号"):
        assert text in page
    short = client.post(address(office, "step", first, "comments_opened"), {"on": "2026-03-03", "until": "2026-03-10"})
    assert short.status_code == 422
    assert "不少于30日" in short.content.decode()
    assert "2026-03-10" in short.content.decode()  # nothing typed is lost
    for step in STEPS:
        if step != "norm_drafted":
            assert client.get(address(office, "step", first, step)).status_code == 200
    with scope(office=office):
        [take(staff.officer("officer"), office, DRAFT, step) for step in LIFE[1:]]
    with django_assert_max_num_queries(14):
        client.get(address(office, "life", first))
    todo = client.get(reverse("desk:todo", args=[office.code])).content.decode()
    assert "有效期还有 62 天，2026年8月11日届满" in todo
    assert "发布政策解读：2026年6月11日止" in todo
    assert "有效期还有 62 天" in client.get(address(office, "list", "documents")).content.decode()
    assert TITLE in client.get(address(office, "in_force") + "?on=2026-05-01").content.decode()
    assert client.post(address(office, "in_force_export") + "?on=2026-05-01", {"format": "xlsx"}).content[:2] == b"PK"
    for name in ("drafts", "policy"):
        assert client.get(address(office, name)).status_code == 200
    assert client.post(address(office, "policy"), {"needs_legality": "on"}).status_code == 422
    with scope(office=office):
        last = ledger_of(office).last_sequence
    assert client.post(address(office, "void_step", last), {"reason": "登记错"}).status_code == 302


# --- published penalties that were changed ----------------------------------------------------------------------------


def test_a_changed_penalty_is_withdrawn_in_three_working_days(officer, in_office):
    entry = add(officer, in_office, REGISTERS["decisions"], penalty(1, published=1))
    row = note_change(
        officer, in_office, number="白云罚决字〔2026〕1号", changed_on=date(2026, 6, 5), how="revoked", entry=entry
    )
    (one,) = withdrawals([row], TODAY, calendar_of(""))
    assert (one.due_on, one.left, one.is_late) == (
        date(2026, 6, 10),
        0,
        False,
    )  # from Friday the 5th; 行政处罚法 art. 48
    assert "第四十八条" in one.source
    for wrong in (date(2026, 6, 4), TODAY + timedelta(days=1)):
        with pytest.raises(OfficeError):
            note_withdrawal(officer, row.pk, wrong, "决定已被撤销")
    with pytest.raises(OfficeError, match="told"):
        note_withdrawal(officer, row.pk, TODAY, " ")
    note_withdrawal(officer, row.pk, TODAY, "决定已被行政复议机关撤销")
    row.refresh_from_db()
    (one,) = withdrawals([row], TODAY + timedelta(days=30), calendar_of(""))
    assert (one.left, one.is_late) == (None, False)


@pytest.mark.parametrize("given", [{"published": None}, {"published": 0}])
def test_what_was_not_published_needs_no_withdrawal(officer, in_office, given):
    entry = add(officer, in_office, REGISTERS["decisions"], penalty(1, **given))
    with pytest.raises(OfficeError):
        note_change(officer, in_office, number="一号", changed_on=TODAY, how="void", entry=entry)
    with pytest.raises(OfficeError):
        note_change(officer, in_office, number="一号", changed_on=TODAY, how="void", entry=9999)
    assert not ChangedPenalty.objects.exists()


def test_pages_of_changed_penalties(staff, office):
    client = staff.client("officer")
    typed = {"number": "白云罚决字〔2026〕2号", "changed_on": "2026-06-01", "how": "unlawful"}
    assert client.post(address(office, "add_penalty"), typed).status_code == 302
    assert client.post(address(office, "add_penalty"), typed).status_code == 422
    page = client.get(address(office, "penalties")).content.decode()
    assert "确认违法" in page
    assert "2026年6月4日" in page
    assert "白云罚决字〔2026〕2号" in client.get(reverse("desk:todo", args=[office.code])).content.decode()
    with scope(office=office):
        pk = ChangedPenalty.objects.get().pk
    answer = client.post(address(office, "withdraw_penalty", pk), {"on": "2026-06-09", "reason": "判决确认违法"})
    assert answer.status_code == 302
    assert "逾期撤回" in client.get(address(office, "penalties")).content.decode()
