"""Cases as far as each letter needs them, and what an officer writes in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from gongkai.ledger import steps
from gongkai.web.applications.actions import notice_fee, take_step
from gongkai.web.applications.models import Application
from gongkai.web.notices import actions
from gongkai.web.notices.actions import Written
from gongkai.web.notices.dispatch import dispatch, seal
from gongkai.web.notices.models import Letter
from gongkai.web.offices.policy import Officer
from gongkai.web.people.models import Details
from tests.documents.letters.samples import SAID
from tests.web.conftest import TODAY, Staff

SEARCH = {
    "places": "街道档案室",
    "systems": "协同办公系统",
    "words": "“加装电梯”“补贴”",
    "period": "2025年1月至12月",
    "by": "经办人和档案员",
    "on": "2026-06-08",
    "result": "没有查到所申请的信息",
}
NOTICE = {"number": "白云街公补〔2026〕1号", "on": "2026-06-02", "served_on": ""}


@dataclass(frozen=True)
class Sample:
    """One letter: the act it goes with, what came before it, what is written, which elements it then lacks without it."""

    event: dict[str, str]
    fields: dict[str, Any] = field(default_factory=dict)
    before: tuple[Callable[[Staff, Application], Any], ...] = ()
    party: str = ""
    today: date = TODAY


def step(*events: steps.ApplicationEvent, role: str = "head") -> Callable[[Staff, Application], Any]:
    def go(staff: Staff, case: Application) -> None:
        for event in events:
            take_step(staff.officer(role), case.pk, event)

    return go


def fee_notice(staff: Staff, case: Application) -> None:
    notice_fee(
        staff.officer("officer"), case.pk, date(2026, 6, 2), tariff="per_page", pages=40, pieces=1, approver="负责人"
    )


def reply(outcome: str, article: str = "") -> dict[str, str]:
    return {"type": "answered", "outcome": outcome, "article": article}


SUPPLEMENT = steps.SupplementRequested(on=date(2026, 6, 2), due_on=date(2026, 6, 9), reason="写明年度")
REASONS = (
    steps.ReasonsRequested(on=date(2026, 6, 3), due_on=date(2026, 6, 8)),
    steps.ReasonsReceived(on=date(2026, 6, 5), are_reasonable=True),
)
THIRD_PARTY = (
    steps.ConsultationSent(on=date(2026, 6, 2), to="第三方甲", addressee_received_on=date(2026, 6, 3)),
    steps.ConsultationAnswered(on=date(2026, 6, 5), to="第三方甲", consents=False),
)
ORGAN = "云海区住房和城乡建设局"

SAMPLES: dict[str, Sample] = {
    "supplement_notice": Sample({"type": "supplement_requested"}, {"due_on": "2026-07-02"}),
    "reasons_notice": Sample({"type": "reasons_requested"}, {"due_on": "2026-06-24"}),
    "delay_notice": Sample({"type": "reply_delayed"}, {"due_on": "2026-08-31"}, (step(*REASONS),)),
    "extension_notice": Sample(
        {"type": "extension_notified"},
        before=(step(steps.ExtensionApproved(on=date(2026, 6, 8), by="负责人", days=10, reason="案情复杂")),),
    ),
    "fee_notice": Sample({"type": "fee_noticed"}, {"tariff": "per_page", "pages": 40, "pieces": 1, "ordinal": 1}),
    "lapse_notice": Sample(
        {"type": "fee_lapsed"},
        {"notice": {"number": "白云街公费〔2026〕1号", "on": "2026-06-02", "served_on": "2026-06-02"}},
        (fee_notice,),
        today=date(2026, 7, 8),
    ),
    "abandonment_notice": Sample({"type": "deemed_abandoned"}, {"notice": NOTICE}, (step(SUPPLEMENT),)),
    "third_party_consultation": Sample(
        {"type": "consultation_sent", "party": "third_party"},
        {"to": "第三方乙", "attachments": "意见回函 1页 1份"},
        party="赵甲乙",
    ),
    "co_maker_consultation": Sample({"type": "consultation_sent", "party": "co_maker"}, {"organ": ORGAN}),
    "assistance_request": Sample(
        {"type": "consultation_sent", "party": "other_organ"}, {"organ": ORGAN, "due_on": "2026-06-24"}
    ),
    "reply_granted": Sample(reply("granted", "36(2)")),
    "reply_published": Sample(reply("granted", "36(1)")),
    "reply_partial": Sample(
        reply("partial", "37"),
        {
            "given": "名单总表\n发放标准",
            "withheld": [{"part": "住址一栏", "ground": "EX15", "reason": "属于个人隐私。"}],
            "attachments": "去除住址后的名单 3页 1份",
        },
    ),
    **{
        f"reply_{outcome}": Sample(reply(outcome))
        for outcome in (
            "denied_state_secret",
            "denied_law_prohibited",
            "denied_security_stability",
            "denied_internal_affairs",
            "denied_process_info",
            "denied_enforcement_file",
        )
    },
    "reply_denied_third_party": Sample(reply("denied_third_party"), before=(step(*THIRD_PARTY),)),
    "reply_admin_query": Sample(reply("denied_admin_query", "36(7)")),
    "reply_not_exist": Sample(reply("unable_not_held", "36(4)"), {"search": SEARCH}),
    "reply_not_ours": Sample(
        reply("unable_not_held", "36(5)"), {"responsible": {"name": ORGAN, "contact": "000-33334444"}}
    ),
    "reply_needs_creation": Sample(reply("unable_needs_creation", "38")),
    "reply_unclear": Sample(
        reply("unable_unclear_after_supplement", "30"),
        {"notice": NOTICE},
        (step(SUPPLEMENT, steps.SupplementReceived(on=date(2026, 6, 8))),),
    ),
    "reply_petition": Sample(reply("refused_petition", "39(1)")),
    "reply_duplicate": Sample(
        reply("refused_duplicate", "36(6)"),
        {"earlier": {"application": "2025-0093", "number": "白云街公复〔2025〕41号", "on": "2025-11-20"}},
    ),
    "reply_publication": Sample(reply("refused_publication", "39(2)")),
    "reply_excessive": Sample(
        reply("refused_excessive", "35"),
        before=(step(REASONS[0], steps.ReasonsReceived(on=date(2026, 6, 5), are_reasonable=False)),),
    ),
    "reply_reissue": Sample(reply("refused_confirm_reissue")),
}
"""Every letter that goes out with an act of the ledger."""


def written(kind: str, *, on: date = TODAY) -> Written:
    """What an officer writes in a letter of a kind, complete."""
    sample = SAMPLES[kind]
    party = Details(name=sample.party, address="示例路9号") if sample.party else None
    return Written(on, SAID, sample.fields, party, "natural_person" if sample.party else "other_org")


@dataclass
class Hands:
    """The people of an office and the case in their hands."""

    staff: Staff
    case: Application

    @property
    def officer(self) -> Officer:
        return self.staff.officer("officer")

    def drafted(self, kind: str, *, on: date = TODAY, full: bool = True) -> Letter:
        letter = actions.draft(self.officer, self.case, kind, SAMPLES[kind].event)
        return actions.write(self.officer, letter.pk, written(kind, on=on), version=letter.version) if full else letter

    def approved(self, kind: str, *, on: date = TODAY) -> Letter:
        letter = self.drafted(kind, on=on)
        letter = actions.submit(self.officer, letter.pk, version=letter.version)
        while letter.next_role:
            letter = actions.approve(self.staff.officer(letter.next_role), letter.pk, version=letter.version)
        return letter

    def sealed(self, kind: str, *, on: date = TODAY) -> Letter:
        letter = self.approved(kind, on=on)
        return seal(self.officer, letter.pk, version=letter.version, on=on, copies=2)

    def sent(self, kind: str, *, on: date = TODAY, way: str = "post") -> Letter:
        letter = self.sealed(kind, on=on)
        return dispatch(self.officer, letter.pk, version=letter.version, on=on, way=way)


@pytest.fixture
def hands(staff: Staff, case: Application, settings: Any, tmp_path: Any) -> Hands:

    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path)
    return Hands(staff, case)
