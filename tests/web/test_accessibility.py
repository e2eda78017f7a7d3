"""Every page: axe finds nothing at 1280 and 360 px, and nothing stands over the edge, at 320 px and in large print neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.site import PASSWORD, ROOT, Site, site  # noqa: F401
from tools.screenshots import FILLED, OFFICE, TODAY, furnish, officer, with_fonts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.one_engine

SEED = """
import json
from gongkai.web.config.start import start_django
start_django()
from tests.web.test_accessibility import furnish_all
print(json.dumps(furnish_all()))
"""
CODE = "ABCDEFGHJK"


def furnish_all() -> dict[str, str]:
    """The demonstration, and what its pages can show. Runs in the deployment; returns addresses by name."""
    from django_scopes import scope

    from gongkai.demo.office import load_office
    from gongkai.web.offices.models import Membership, Office
    from tests.web.sheets.samples import put

    load_office(PASSWORD)
    found = furnish()
    office = Office.objects.get(code=OFFICE)
    member = Membership.objects.filter(office=office, role="officer").get()
    with scope(office=office):
        at = _cases(office) | _papers(office) | {"request": f"requests/{_request(office)}/"}
        at["sheet"] = f"import/{put(office).pk}/"
        at |= _standards(office)
    at["member"] = f"office/members/{member.user_id}/"
    desk = {name: f"/desk/{OFFICE}/{address}" for name, address in at.items()}
    return found | desk | _filed(office) | _public()


def _public() -> dict[str, str]:
    """An office that published, and its newest item."""
    from django_scopes import scopes_disabled

    from gongkai.web.publishing import public

    with scopes_disabled():
        item = public.items()[0]
    return {"portal": f"/o/{item.office.code}/", "item": f"/o/{item.office.code}/item/{item.number}/"}


def _standards(office: Any) -> dict[str, str]:
    """Two fields of the starter catalogue, and a file of items brought in."""
    from gongkai.web.catalogue.actions import take_starter
    from gongkai.web.catalogue.models import StandardItem
    from gongkai.web.catalogue.plan import plan_of_starter
    from gongkai.web.catalogue.queries import items_of
    from tests.web.catalogue.samples import put

    fields, own = ("social_assistance", "budget"), items_of(office, TODAY)
    plan = plan_of_starter(own, office.name, fields)
    if not plan.is_empty:
        take_starter(officer(office, "officer"), office, fields, seen=plan.signature)
    item = StandardItem.objects.filter(office=office).order_by("pk").first()
    return {"standard": f"catalogue/items/{item.pk}/", "standards": f"catalogue/imports/{put(office).pk}/"}


def _cases(office: Any) -> dict[str, str]:
    """A task, something the applicant sent, notifications; the addresses of cases by their state."""
    from gongkai.web.applications.actions import submit
    from gongkai.web.applications.models import Application
    from gongkai.web.applications.tasks import give_task
    from gongkai.web.notifications.actions import notify
    from gongkai.web.offices.models import Section

    cases = {case.number: case for case in Application.objects.select_related("office")}
    section = Section.objects.get(office=office, name="综合科")
    _judged(office, cases)
    give_task(officer(office, "head"), cases["2026-0008"], section, date(2026, 6, 12), "请核对发放名单是否完整。")
    sent = submit(cases["2026-0009"], "payment", "6月9日已在银行缴费，票据号示例0001。")
    notify(office, TODAY)
    at = {name: f"cases/{cases[number].pk}/" for name, number in STATES.items()}
    return at | {"submission": f"{at['fee']}submissions/{sent.pk}/"}


def _judged(office: Any, cases: dict[str, Any]) -> None:
    """Answers to the survey, so many that they are broken down; one answered case waits for its own, with the code `CODE`."""
    from gongkai.web.applications.actions import code_digest
    from gongkai.web.applications.models import Application
    from gongkai.web.portal.actions import answer_survey

    closed = [one for number, one in sorted(cases.items()) if not one.is_open and number != CLOSED]
    for at, one in enumerate(closed[:12]):
        answer_survey(one, 5 - at % 4, "")
    Application.objects.filter(number=CLOSED).update(code_digest=code_digest(office.pk, CLOSED, CODE))


CLOSED = "2026-0010"
STATES = {
    "overdue": "2026-0001",
    "consulting": "2026-0007",
    "fee": "2026-0009",
    "answered": "2026-0010",
    "withdrawn": "2026-0011",
    "fresh": "2026-0013",
    "unconfirmed": "2026-0016",
}


def _papers(office: Any) -> dict[str, str]:
    """A reconsideration with evidence, a suit, a case archived, a transfer begun."""
    from gongkai.web.applications.models import Application
    from gongkai.web.archive.actions import archive_case, make_transfer
    from gongkai.web.challenges.actions import EvidenceLine, Papers, register_challenge, set_evidence

    head = officer(office, "head")
    about = Application.objects.get(number="2026-0010")
    papers = Papers("reconsideration", date(2026, 6, 9), application=about, authority="云台市人民政府（示例）")
    challenge = register_challenge(head, office, papers)
    set_evidence(head, challenge.pk, [EvidenceLine("答复书", "证明已依法答复")])
    suit = register_challenge(
        head, office, Papers("litigation_direct", date(2026, 6, 8), authority="云台市中级人民法院")
    )
    withdrawn = Application.objects.get(number="2026-0011")
    archive_case(head, withdrawn.pk, reason="申请人撤回，没有其他材料")
    period = {"period_from": date(2026, 6, 1), "period_to": TODAY}
    archivist = officer(office, "archivist")
    transfer = make_transfer(archivist, office, kind="case_files", to="机关档案室", handler="示例档案员", **period)
    return {
        "challenge": f"challenges/{challenge.pk}/",
        "suit": f"challenges/{suit.pk}/",
        "archived": f"archive/cases/{withdrawn.pk}/",
        "transfer": f"archive/transfers/{transfer.pk}/",
    }


def _request(office: Any) -> str:
    """A request to correct, its query code `CODE`."""
    from gongkai.web.applications.actions import code_digest
    from gongkai.web.people.models import Details, Person
    from gongkai.web.portal.models import CitizenRequest

    person = Person(office=office, kind="natural_person")
    person.set_details(Details(name="王示例", phone="19900005678"))
    person.save()
    row = CitizenRequest(office=office, kind="correction", number="C2026-0001", person=person, sent_on=TODAY)
    row.code_digest = code_digest(office.pk, row.number, CODE)
    row.set_content({"record": "名单中的楼号写错", "right": "应为5号楼", "evidence": "房产证"})
    row.save()
    return str(row.pk)


def _filed(office: Any) -> dict[str, str]:
    """An application filed online: its number and code."""
    from django_scopes import scope

    from gongkai.web.applications.actions import Filing, file_online
    from gongkai.web.people.models import Details

    details = Details(name="王示例", phone="19900005678", email="someone@example.invalid")
    with scope(office=office):
        filed = file_online(office, Filing("natural_person", details, "停车位规划调整批复", "electronic", "email"))
    return {"number": filed.case.number, "code": filed.code}


CITIZEN = (
    "/",
    "/o/{office}/",
    "/search/?q=通知",
    "{portal}",
    "{portal}search/?q=没有这个",
    "{portal}info/",
    "{portal}documents/",
    "{portal}systems/",
    "{portal}services/",
    "{portal}contacts/",
    "{portal}reports/",
    "{portal}catalogue/",
    "{item}",
    "/o/{office}/data/",
    "/o/{office}/guide/",
    "/o/baquan/guide/",
    "/o/{office}/apply/",
    "/o/{office}/apply/?kind=natural_person",
    "/o/{office}/apply/?kind=commercial_enterprise",
    "/status/",
    "/o/{office}/status/",
    "/o/{office}/requests/",
    "/o/{office}/requests/correction/",
    "/o/{office}/requests/correction/?by=organization",
    "/o/{office}/requests/suggestion/",
    "/o/{office}/send/00000000-0000-0000-0000-000000000000/",
    "/accounts/login/",
    "/nowhere/",
)
HEAD = (
    "/desk/{office}/",
    "/desk/{office}/cases/",
    "/desk/{office}/cases/?q=电梯&stage=handling&received_from=2026-13-01",
    "/desk/{office}/cases/print/?q=电梯&year=2026",
    "/desk/{office}/cases/register/",
    "{case}",
    "{unconfirmed}",
    "{overdue}",
    "{consulting}",
    "{fee}",
    "{answered}",
    "{withdrawn}",
    "{case}steps/answered/",
    "{case}steps/answered/?outcome=partial",
    "{case}steps/answered/?outcome=unable_not_held",
    "{case}steps/answered/?outcome=denied_third_party",
    "{case}steps/consultation_sent/",
    "{case}steps/fee_noticed/",
    "{case}steps/fee_noticed/?pages=40&pieces=1",
    "{case}steps/extension_approved/",
    "{case}steps/withdrawn/",
    "{case}steps/closed_otherwise/",
    "{fresh}steps/supplement_requested/",
    "{unconfirmed}steps/receipt_confirmed/",
    "{consulting}steps/consultation_answered/",
    "{fee}steps/fee_paid/",
    "{answered}steps/archived/",
    "{case}assessment/",
    "{case}tasks/",
    "{case}files/",
    "{case}note/",
    "{case}merge/",
    "{case}again/",
    "{case}receipt/",
    "{case}co-applicants/",
    "{submission}",
    "{letter}",
    "{letter}edit/",
    "/desk/{office}/letters/",
    "/desk/{office}/letters/waiting/",
    "/desk/{office}/letters/seals/",
    "/desk/{office}/letters/settings/",
    "{redaction}",
    "/desk/{office}/challenges/",
    "/desk/{office}/challenges/register/",
    "{challenge}",
    "{suit}",
    "{challenge}details/",
    "{challenge}response/",
    "{challenge}decision/",
    "{challenge}evidence/",
    "{challenge}answer/",
    "/desk/{office}/archive/",
    "{archived}",
    "/desk/{office}/archive/transfers/",
    "/desk/{office}/archive/transfers/new/",
    "{transfer}",
    "/desk/{office}/catalogue/",
    "/desk/{office}/catalogue/coverage/",
    "/desk/{office}/catalogue/items/add/",
    "/desk/{office}/catalogue/items/print/?field=social_assistance",
    "{standard}",
    "{standards}",
    "/desk/{office}/registers/",
    "/desk/{office}/registers/documents/",
    "/desk/{office}/registers/documents/?effect=in_force&on=2021-12-31",
    "/desk/{office}/registers/decisions/?year=2024&q=许可",
    "/desk/{office}/registers/documents/add/?act=document_repealed",
    "/desk/{office}/registers/channels/add/",
    "/desk/{office}/registers/decisions/import/",
    "/desk/{office}/registers/figures/?year=2024",
    "/desk/{office}/registers/figures/?year=2020",
    "/desk/{office}/registers/figures/entries/?year=2024&row=penalty&column=decisions_this_year",
    "/desk/{office}/calendar/",
    "/desk/{office}/notifications/",
    "/desk/{office}/notifications/settings/",
    "/desk/{office}/guide/",
    "/desk/{office}/requests/",
    "{request}",
    "/desk/{office}/export/",
    "/desk/{office}/import/",
    "{sheet}",
    "{sheet}words/",
    "{sheet}check/",
    "/desk/{office}/office/",
    "/desk/{office}/office/particulars/",
    "/desk/{office}/office/sections/",
    "/desk/{office}/office/leading-group/",
    "/desk/{office}/office/audit/",
    "/desk/{office}/office/audit/disclosures/",
)
ADMINISTRATOR = (
    "/desk/{office}/",
    "/desk/{office}/office/members/",
    "/desk/{office}/office/members/open/",
    "{member}",
    "{member}change/",
    "{member}hand-over/",
    "/desk/{office}/office/name/",
    "/desk/{office}/office/place/",
    "/desk/{office}/office/merge/",
    "/desk/{office}/cases/",
    "/accounts/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
)
STATUSES = {
    ("", "/o/{office}/send/00000000-0000-0000-0000-000000000000/"): 410,
    ("", "/nowhere/"): 404,
    ("head", "/desk/{office}/cases/?q=电梯&stage=handling&received_from=2026-13-01"): 422,
    ("head", "{case}steps/extension_approved/"): 409,
    ("administrator", "/desk/{office}/cases/"): 403,
}
"""Pages that say no; every other answers 200."""

AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations)"
OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"
LARGE = "large => document.documentElement.classList.toggle('large', large)"
OVER = """() => {
  if (document.scrollingElement.scrollWidth <= innerWidth) return [];
  const over = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > innerWidth + 1);
  return over.filter(one => !over.some(other => other !== one && one.contains(other)))
    .slice(0, 5).map(one => `${one.outerHTML.slice(0, 160)} ends at ${Math.round(one.getBoundingClientRect().right)}`);
}"""


@dataclass(frozen=True)
class House:
    """The demonstration's office with a case in every state. pages: a citizen's, and one of an officer a role."""

    pages: dict[str, Page]
    addresses: dict[str, str]


@pytest.fixture(scope="module")
def house(site: Site, browser: Browser) -> Iterator[House]:  # noqa: F811
    seed = [sys.executable, "-c", SEED]  # not over standard input: redaction starts a process that reads its main file
    done = subprocess.run(seed, env=site.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    addresses = json.loads(done.stdout.splitlines()[-1])
    with with_fonts(browser.browser_type, os.environ["GONGKAI_CHROMIUM"]) as window:
        pages = {role: site.page(window, role and f"{OFFICE}-{role}") for role in ("", "head", "administrator")}
        yield House(pages, addresses | {"office": OFFICE})


def faults(page: Page) -> list[str]:
    """What is wrong with an open page, at every width; all that is folded is opened."""
    found = []
    page.evaluate(OPEN)
    page.evaluate(Axe().axe_script)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for one in page.evaluate(AXE):
            found += [f"{width} px: {one['id']}: {node['html'][:200]}" for node in one["nodes"][:3]]
    for width, is_large in ((360, False), (320, False), (360, True)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(LARGE, is_large)
        found += [f"{width} px{', large' * is_large}: {one}" for one in page.evaluate(OVER)]
    page.evaluate(LARGE, False)
    return found


@pytest.mark.parametrize(
    ("role", "address"),
    [(role, one) for role, rows in (("", CITIZEN), ("head", HEAD), ("administrator", ADMINISTRATOR)) for one in rows],
)
def test_page(house: House, role: str, address: str) -> None:
    page = house.pages[role]
    answer = page.goto(address.format(**house.addresses))
    assert answer is not None
    assert answer.status == STATUSES.get((role, address), 200)
    assert page.locator("h1").count() == 1
    assert faults(page) == []


def test_search(house: House) -> None:
    page = house.pages["head"]
    page.goto(f"/desk/{OFFICE}/")
    page.fill("#q", "5008")
    page.press("#q", "Enter")
    page.wait_for_url("**/search/")
    assert faults(page) == []


def test_second_factor(house: House) -> None:
    page = house.pages["administrator"]
    page.goto("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/")  # asked for when the login is a while ago
    page.fill("main input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("main input[name=password]", "Enter")
    assert "/totp/activate/" in page.url
    assert faults(page) == []


def test_verdict_on_the_chain(house: House) -> None:
    page = house.pages["head"]
    page.goto(f"/desk/{OFFICE}/office/audit/")
    with page.expect_navigation():
        page.click("form[action$='/verify/'] button")
    assert faults(page) == []


def test_forms_of_the_desk_with_errors(house: House) -> None:
    page = house.pages["head"]
    for address in ("/desk/{office}/cases/register/", "{case}steps/answered/?outcome=partial", "{case}note/"):
        page.goto(address.format(**house.addresses))
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        page.evaluate("for (const one of document.querySelectorAll('main textarea')) one.value = ''")
        page.locator("main form[method=post] button").last.click()
        assert page.locator("[role=alert], .wrong, .notice.error").count() > 0
        assert faults(page) == []


def test_status_of_a_case_and_of_a_request(house: House) -> None:
    page = house.pages[""]
    page.goto(f"/o/{OFFICE}/status/")
    page.fill("input[name=number]", "2026-0001")
    page.fill("input[name=code]", CODE)
    page.click("main form button")
    assert "没有找到相符的申请" in page.inner_text("main")
    assert faults(page) == []
    filed = (house.addresses["number"], house.addresses["code"])
    for number, code in (filed, (CLOSED, CODE), ("C2026-0001", CODE)):
        page.goto(f"/o/{OFFICE}/status/?number={number}")
        page.fill("input[name=code]", code)
        page.click("main form button")
        page.wait_for_url("**/case/**" if number[0] != "C" else "**/request/**")
        assert faults(page) == []
        if number == CLOSED:
            assert page.locator("main input[name=score]").count() == 5
        if number == filed[0]:
            page.goto(page.url + "send/withdrawal/")
            assert faults(page) == []


def test_the_satisfaction_of_applicants(house: House) -> None:
    page = house.pages["head"]
    page.goto(f"/desk/{OFFICE}/statistics/?first=2020&last=2026")
    assert "评价分布" in page.inner_text("main")
    assert faults(page) == []


def test_a_request_to_correct_from_form_to_check(house: House) -> None:
    page = house.pages[""]
    page.goto(f"/o/{OFFICE}/requests/correction/")
    page.select_option("select[name=id_kind]", "other")
    for name, value in FILLED.items():
        page.fill(f"input[name={name}]", value)
    for name in ("record", "right", "evidence"):
        page.fill(f"textarea[name={name}]", "名单中的楼号写错，应为5号楼。")
    while "/requests/" in page.url:  # the form keeps what was filled in
        with page.expect_navigation():
            page.click("main button[data-proof-plain]")
        assert "/send/" in page.url or "提交得太快" in page.inner_text("main"), page.inner_text("main")
    assert page.locator("button[name=act][value=erase]").count() == 1
    assert faults(page) == []


def test_an_application_from_errors_to_receipt(house: House) -> None:
    page = house.pages[""]
    page.goto(f"/o/{OFFICE}/apply/?kind=natural_person")
    with page.expect_navigation():
        page.click("#apply .buttons button")
    assert page.locator("[aria-invalid=true]").count() > 3
    assert faults(page) == []
    page.select_option("select[name=id_kind]", "other")
    for name, value in FILLED.items():
        page.fill(f"input[name={name}]", value)
    page.fill("textarea[name=content]", "示例小区停车位规划调整批复")
    page.check("input[name=form_wanted][value=electronic]")
    page.check("input[name=delivery][value=email]")
    while "/apply/" in page.url:  # the form keeps what was filled in
        with page.expect_navigation():
            page.click("#apply .buttons button")
        assert "/send/" in page.url or "提交得太快" in page.inner_text("main"), page.inner_text("main")
    assert faults(page) == []
    with page.expect_navigation():
        page.click("button[name=act][value=send]")
    assert page.url.endswith("/receipt/")
    assert faults(page) == []
