"""The office of the demonstration: a district, the five real offices and the invented one, staff and cases of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_scopes import scope

from gongkai.demo.busy import busy_book
from gongkai.demo.published import equip, publish, without_totals
from gongkai.demo.seeds import seeds
from gongkai.demo.showing import show
from gongkai.documents.workbook import LedgerBook
from gongkai.ledger import steps
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.outcomes import APPLICANTS
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import Filed, Filing, file_online, register, take_step
from gongkai.web.applications.imports import import_ledger
from gongkai.web.applications.models import Application
from gongkai.web.challenges.actions import refold_office
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import ROLES, LeadingGroupMember, Membership, Office, Section
from gongkai.web.offices.policy import SYSTEM, Officer, officer_of
from gongkai.web.people.models import Details, Person

DISTRICT = "shifan"
BUSY = "yuntai"
CODES = ("baquan", "sichoulu", "hongqi", "hantunlu", "kaiyuan")
"""Codes of the five real offices in the order of `seeds()`."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
SUBJECTS = (
    "2025年度老旧小区加装电梯补贴发放名单及标准",
    "白云路北段征收补偿方案",
    "社区养老服务中心建设项目招标文件",
    "2024年度城市管理行政处罚决定书（示例商户）",
    "低保对象动态调整汇总表",
    "物业服务企业信用评价结果",
    "示例小区停车位规划调整批复",
    "垃圾分类经费使用明细",
)


def is_loaded() -> bool:
    """Whether the demonstration stands in the database."""
    return bool(Office.objects.filter(code=BUSY).exists())


def load_office(password: str) -> None:
    """Make the district, its offices, their ledgers, staff of every role, and cases in every state."""
    with transaction.atomic():
        _load(password)


def _load(password: str) -> None:
    hashed = make_password(password)  # once: it is made to be slow
    district = Office.objects.create(
        code=DISTRICT, name="示范区人民政府办公室（虚构示例）", kind="county_department", word="示府办"
    )
    _staff(district, hashed, ("supervisor", "administrator"))
    for code, seed in zip(CODES, seeds(), strict=True):
        office = _office(code, seed.book, district)
        with scope(office=office):
            import_ledger(office, without_totals(seed.book.ledger), batch="公开报告所载事实", by=SYSTEM)
            publish(office, seed)
            equip(office, seed.book.year or 0)
    book = busy_book()
    busy = _office(BUSY, book, district, **_BUSY)
    with scope(office=busy):
        import_ledger(
            busy, book.ledger, batch="示例台账", by=SYSTEM, people=_people(busy, book), contents=_contents(book)
        )
        officers = _staff(busy, hashed, tuple(ROLES))
        _sections(busy)
        _cases(busy, officers)
        refold_office(busy)
        show(busy, officers)
    record_desk(district, "demonstration_loaded", by=SYSTEM)


_BUSY = {
    "word": "云政办",
    "hours": "工作日9:00—12:00，14:00—17:30",
    "fax": "000-00000001",
    "email": "gongkai@example.invalid",
    "ogi_office": "政务公开科",
    "reviewing_authority": "云台市人民政府",
    "court": "云台市中级人民法院",
    "online_reconsideration": "https://fuyi.example.invalid/",
}


def _office(code: str, book: LedgerBook, district: Office, **more: str) -> Office:
    facts = book.ledger.office
    return Office.objects.create(
        code=code,
        name=facts.name,
        kind=facts.kind,
        parent=district,
        address=facts.address,
        phone=facts.phone,
        postcode=facts.postcode,
        website=facts.website,
        **more,
    )


def _staff(office: Office, hashed: str, roles: tuple[str, ...]) -> dict[str, Officer]:
    """An account a role, named like its role: `yuntai-officer`."""
    found = {}
    for role in roles:
        user = User.objects.create(username=f"{office.code}-{role}", password=hashed, name=f"示例{ROLES[role]}")
        Membership.objects.create(user=user, office=office, role=role, post=str(ROLES[role]))
        officer = officer_of(user, office, local_today())
        assert officer is not None
        found[role] = officer
    return found


def _sections(office: Office) -> None:
    for place, name in enumerate(("政务公开科", "综合科", "法规科", "财务科")):
        Section.objects.create(office=office, name=name, place=place, is_ogi_office=place == 0)
    for place, (role, title) in enumerate((("组长", "主任"), ("副组长", "副主任"), ("成员", "科室负责人"))):
        LeadingGroupMember.objects.create(office=office, role=role, name=f"示例{role}", title=title, place=place)


def _details(count: int) -> Details:
    return Details(
        name=f"{SURNAMES[count % len(SURNAMES)]}示例",
        id_kind="other",
        id_number=f"示例证件{count:04d}",
        phone=f"1990000{count:04d}",
        address=f"云台市示例路{count}号",
        email=f"applicant{count}@example.invalid",
    )


def _people(office: Office, book: LedgerBook) -> dict[str, Person]:
    """A made-up person for each case of the ledger."""
    made = {}
    for count, (number, entries) in enumerate(book.ledger.applications.items(), 1):
        received = entries[0].event
        assert isinstance(received, steps.Received)
        person = Person(office=office, kind=received.applicant)
        details = _details(count)
        person.set_details(details)
        person.save()
        person.index(details)
        made[number] = person
    return made


def _contents(book: LedgerBook) -> dict[str, str]:
    numbers = book.ledger.applications
    return {number: SUBJECTS[count % len(SUBJECTS)] for count, number in enumerate(numbers)}


# --- cases of these days ------------------------------------------------------------------------------------------

Play = Callable[["_Stage"], object]


class _Stage:
    """Where the cases of these days are made: the office, its people, and working days counted back from today."""

    def __init__(self, office: Office, officers: dict[str, Officer]) -> None:
        self.office = office
        self.officers = officers
        self.today = local_today()
        self.calendar: WorkCalendar = calendar_of(office.calendar_region)
        self.count = 5000

    def ago(self, days: int) -> date:
        """The working day so many working days before today."""
        on = self.calendar.previous_working_day(self.today)
        for _ in range(days - 1):
            on = self.calendar.previous_working_day(on)
        return on if days else self.today

    def filing(self) -> Filing:
        self.count += 1
        applicant = APPLICANTS[self.count % 4 if self.count % 3 == 0 else 0]
        subject = SUBJECTS[self.count % len(SUBJECTS)]
        return Filing(applicant, _details(self.count), subject, "electronic", "email")

    def received(self, days: int, channel: str = "in_person") -> Filed:
        """A case received so many working days ago."""
        on = self.ago(days)
        return register(
            self.officers["officer"], self.office, self.filing(), channel=channel, arrived_on=on, confirmed_on=on
        )

    def then(self, filed: Filed, event: steps.ApplicationEvent, role: str = "officer") -> Filed:
        return Filed(take_step(self.officers[role], filed.case.pk, event), filed.code)


def _cases(office: Office, officers: dict[str, Officer]) -> None:
    for case in Application.objects.filter(
        closed_on=None
    ):  # carried out of the ledger's last year: answered in the next
        on = calendar_of(office.calendar_region).next_working_day(date(case.arrived_on.year + 1, 1, 6))
        take_step(officers["officer"], case.pk, steps.Answered(on=on, outcome="granted", reason="随函提供复印件一份"))
        take_step(officers["officer"], case.pk, steps.Served(on=on))
    stage = _Stage(office, officers)
    for play in _plays():
        play(stage)


def _plays() -> Iterator[Play]:
    """One case a state, the older first."""
    yield lambda s: s.received(23)  # overdue
    yield lambda s: s.received(19)
    yield lambda s: s.received(18, "post_signed")
    yield lambda s: s.received(20)
    yield lambda s: s.then(
        s.received(9), steps.SupplementRequested(on=s.ago(6), due_on=s.ago(1), reason="所需信息的特征描述不明确")
    )
    yield lambda s: s.then(s.received(5), steps.SupplementRequested(on=s.ago(3), reason="缺少身份证明"))
    yield _consulted
    yield _extended
    yield lambda s: s.then(
        s.received(8),
        steps.FeeNoticed(on=s.ago(4), amount_yuan=Decimal(380), tariff="per_page", addressee_received_on=s.ago(3)),
    )
    yield _answered
    yield lambda s: s.then(s.received(6), steps.Withdrawn(on=s.ago(2)))
    yield lambda s: s.received(2)
    yield lambda s: s.received(0)
    for _ in range(3):
        yield lambda s: file_online(s.office, s.filing())


def _consulted(s: _Stage) -> None:
    filed = s.received(10)
    s.then(filed, steps.ConsultationSent(on=s.ago(7), to="示例第三方企业", addressee_received_on=s.ago(5)))


def _extended(s: _Stage) -> None:
    filed = s.received(21)
    s.then(filed, steps.ExtensionApproved(on=s.ago(4), by="示例工作机构负责人", reason="需进一步查找核实"), "head")
    s.then(filed, steps.ExtensionNotified(on=s.ago(3)))


def _answered(s: _Stage) -> None:
    filed = s.received(12)
    s.then(filed, steps.Answered(on=s.ago(4), outcome="granted", reason="随函提供复印件一份"))
    s.then(filed, steps.Served(on=s.ago(1)))
