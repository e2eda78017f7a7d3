"""Every page in English: Chinese stands only in what people wrote, in names of offices, and where it is marked as Chinese.

A statutory label without a gloss, an article's own words and the like carry lang="zh-Hans" (the filter `zh` of words.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from gongkai import web
from gongkai.ledger import steps
from gongkai.ledger.labels import ACTS
from gongkai.statute.outcomes import APPLICANTS, outcomes
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.archive.models import Transfer, TransferItem
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.channels.models import Board, ChannelAccount, Proof
from gongkai.web.config.middleware import LANGUAGE_COOKIE
from gongkai.web.offices.models import ROLES, Office, Section
from gongkai.web.publishing.models import Attachment, Category, Collection, Item
from tests.web.conftest import DETAILS, TODAY, Staff
from tests.web.desk.cases import opened, some_of_each
from tests.web.doors import World, address, build, doors
from tests.web.notices.conftest import Hands
from tests.web.portal.conftest import Citizen

pytestmark = pytest.mark.one_engine

CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
"""Chinese characters and full-width signs; the full-width space may part two links."""
PERSONAL = re.compile(r"[\u3400-\u9fff]*\*{2,}|议\d{4}-\d{4}|[\u3400-\u9fff]+〔\d{4}〕\d+号")
"""Masked personal data, and numbers of challenges and letters as the office writes them."""
WRITTEN = (
    *("2025年度老旧小区加装电梯补贴发放名单", "查找", "不要了", "旧", "错", "证明.pdf", "中文", "道路施工许可", "预算"),
    *(
        "第三方甲",
        "负责人",
        "案情复杂",
        "属于内部事务信息",
        "随函提供",
        "请写明年份",
        "赵甲乙",
        "示例路9号",
        "示例市示例路8号",
    ),
)
"""What the tests let people write, and the switch to Chinese."""
SHOWN = ("title", "aria-label", "aria-description", "alt", "placeholder", "label", "data-label", "content")
"""Attributes a reader sees or hears."""
VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


WRITTEN_BY_STAFF = (
    Category,
    Item,
    Attachment,
    StandardItem,
    Board,
    ChannelAccount,
    Proof,
    Collection,
    Transfer,
    TransferItem,
)
"""Models of proactive disclosure whose words are the office's own."""


class Reader(HTMLParser):
    """Collects text and spoken attributes outside elements marked as Chinese, scripts, and fields people fill in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang")
        quiet = lang.startswith("zh") if lang else bool(self.open and self.open[-1][1])
        quiet = quiet or tag in ("script", "style", "textarea")
        if not quiet:
            self.found += [value for name in SHOWN if (value := given.get(name))]
            if tag == "input" and given.get("type") == "submit":
                self.found.append(given.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]) and data.strip():
            self.found.append(" ".join(data.split()))


def unmarked(page: str, written: list[str]) -> Iterator[str]:
    """Chinese words and signs of a page that nobody wrote and nothing marks."""
    reader = Reader()
    reader.feed(page)
    for text in reader.found:
        left = text
        for one in written:
            left = left.replace(one, "")
        if CHINESE.search(PERSONAL.sub("", left)):
            yield text


def written() -> list[str]:
    """What people wrote into the office of the test, the longest first."""
    found = set(WRITTEN) | {str(getattr(DETAILS, one.name)) for one in fields(DETAILS)}
    for model in (Office, Section, User, CaseFile, *WRITTEN_BY_STAFF):
        columns = [one.name for one in model._meta.fields if isinstance(one, CharField | TextField)]
        for row in model._default_manager.values_list(*columns):
            found |= {value for value in row if value}
    return sorted((one for one in found if CHINESE.search(one)), key=len, reverse=True)


@pytest.fixture
def world(office: Office, staff: Staff, filing) -> World:
    cache.clear()
    with scope(office=office):
        return build(staff, filing)


def pages(client: Client, known: list[str], *addresses: str) -> list[str]:
    """The Chinese left on these pages, each with its address."""
    client.cookies[LANGUAGE_COOKIE] = "en"
    found = []
    for url in addresses:
        answer = client.get(url)
        if answer.status_code in (200, 409, 422) and answer["Content-Type"].startswith("text/html"):
            found += [f"{url}: {text}" for text in dict.fromkeys(unmarked(answer.content.decode(), known))]
    return found


def none(found: list[str]) -> None:
    """Fails with each text once, and the first page it stands on."""
    first = {one.partition(": ")[2]: one for one in reversed(found)}
    assert not first, "\n" + "\n".join(first.values())


def test_every_address_in_english(world, staff):
    client = staff.client(*ROLES)
    client.cookies[LANGUAGE_COOKIE] = "en"
    with scope(office=world.office):
        known = written()
    found = []
    for door in doors():
        with transaction.atomic():
            found += pages(client, known, address(door, world))
            transaction.set_rollback(True)
    none(found)


def test_cases_in_every_state_in_english(in_office, staff):
    """Open, unconfirmed, overdue, consulted, answered, supplemented, extended, archived: the pages of each, and every step."""
    some_of_each(staff, in_office, 1)
    head = staff.officer("head")
    extended = opened(staff, date(2026, 6, 1))
    take_step(head, extended.pk, steps.ExtensionApproved(on=date(2026, 6, 8), by="负责人", days=10, reason="案情复杂"))
    take_step(head, extended.pk, steps.ExtensionNotified(on=date(2026, 6, 9)))
    refused = opened(staff, date(2026, 5, 6))
    for event in (
        steps.Answered(on=date(2026, 5, 20), outcome="denied_internal_affairs", reason="属于内部事务信息"),
        steps.Served(on=date(2026, 5, 21)),
        steps.Archived(on=date(2026, 5, 22)),
    ):
        take_step(head, refused.pk, event)
    client, code = staff.client(*ROLES), in_office.code
    found = pages(
        client, written(), *(reverse(f"desk:{name}", args=[code]) for name in ("todo", "statistics", "feeds"))
    )
    found += pages(
        client, written(), reverse("desk:cases:list", args=[code]), reverse("desk:offices:audit", args=[code])
    )
    basis = reverse("desk:statistics_basis", args=[code])
    found += pages(client, written(), f"{basis}?first=2026&last=2026&row=denied_internal_affairs&column=natural_person")
    for case in Application.objects.all():
        names = ("case", "files", "assessment", "tasks", "receipt", "merge", "again", "co_applicants")
        found += pages(client, written(), *(reverse(f"desk:cases:{name}", args=[code, case.pk]) for name in names))
        steps_of = (reverse("desk:cases:step", args=[code, case.pk, act]) for act in ACTS)
        found += pages(client, written(), *steps_of)
        archive = reverse("desk:archive:case", args=[code, case.pk])
        found += pages(client, written(), archive)
    reply = reverse("desk:cases:step", args=[code, extended.pk, "answered"])
    found += pages(client, written(), *(f"{reply}?outcome={outcome}" for outcome in outcomes()))
    none(found)


def test_letters_in_english(in_office, case, staff, settings, tmp_path):
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path)
    hands = Hands(staff, case)
    letters = [hands.drafted("reply_partial", full=False), hands.approved("third_party_consultation")]
    letters.append(hands.sent("reply_granted"))
    client, code = staff.client(*ROLES), in_office.code
    found = []
    for letter in letters:
        names = ("letter", "edit", "seal", "scan", "dispatch", "service")
        found += pages(
            client, written(), *(reverse(f"desk:letters:{name}", args=[code, case.pk, letter.pk]) for name in names)
        )
    names = ("register", "waiting", "seals", "settings")
    found += pages(client, written(), *(reverse(f"desk:letters:{name}", args=[code]) for name in names))
    found += pages(client, written(), reverse("desk:letters:settings", args=[code]) + "?kind=reply_granted")
    found += pages(client, written(), reverse("desk:cases:case", args=[code, case.pk]))
    none(found)


def test_the_portal_in_english(in_office, staff, today):
    cache.clear()
    citizen = Citizen(in_office)
    citizen.client.cookies[LANGUAGE_COOKIE] = "en"
    number, code = citizen.file()
    case, officer = Application.objects.get(number=number), staff.officer("officer")
    known = written()
    found = pages(citizen.client, known, "/", "/status/", *(citizen.url(one) for one in ("", "guide/", "requests/")))
    found += pages(citizen.client, known, *(citizen.url(f"apply/?kind={kind}") for kind in ("", *APPLICANTS)))
    found += pages(citizen.client, known, *(citizen.url(f"requests/{kind}/") for kind in ("correction", "suggestion")))
    wrong = citizen.fill_in(name="", id_number="1", phone="1", content="")
    assert wrong.status_code == 422
    found += [f"apply, wrong: {text}" for text in unmarked(wrong.content.decode(), known)]
    checked = citizen.fill_in()
    found += pages(citizen.client, known, checked["Location"])
    for event in (
        None,
        steps.ReceiptConfirmed(on=TODAY),
        steps.SupplementRequested(on=TODAY, due_on=date(2026, 6, 25), reason="请写明年份"),
        steps.SupplementReceived(on=TODAY),
        steps.Answered(on=TODAY, outcome="denied_internal_affairs", reason="属于内部事务信息"),
        steps.Served(on=TODAY),
    ):
        if event is not None:
            take_step(officer, case.pk, event)
        url = citizen.open_case(number, code)
        kinds = (f"{url}send/{kind}/" for kind in ("supplement", "payment", "withdrawal"))
        found += pages(citizen.client, known, url, *kinds)
    none(found)


TOKEN = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
ENGLISH_TOO = {"base.html": ["中文"], "notices/settings.html": ['<p class="letter-line">附件：', "；"]}
"""Chinese that stands in a template on purpose: the switch to Chinese; a letter, which is Chinese in either language."""


def bare(source: str) -> list[str]:
    """Chinese of a template outside `translate` and `blocktranslate`; signs of Chinese print too."""
    found, quiet = [], 0
    for part in TOKEN.split(source):
        word = part[2:].split()[0] if part.startswith("{%") else ""
        quiet += word in ("blocktranslate", "comment")
        quiet -= word in ("endblocktranslate", "endcomment")
        if not quiet and word not in ("translate", "endcomment") and not part.startswith("{#"):
            found += [part.strip()] if CHINESE.search(part) else []
    return found


def test_no_template_shows_chinese_that_is_not_translated():
    """A bare ： or ， counts: write {% translate "：" %}, which has its English."""
    folder = Path(web.__file__).parent / "templates"
    found = {path.relative_to(folder).as_posix(): bare(path.read_text("utf-8")) for path in folder.rglob("*.*")}
    found = {name: texts for name, texts in found.items() if texts and texts != ENGLISH_TOO.get(name)}
    assert not found, "\n" + "\n".join(f"{name}: {texts}" for name, texts in sorted(found.items()))


def test_chinese_is_found_and_marked_chinese_is_not():
    page = '<p title="期限">Due <span lang="zh-Hans">条例</span><textarea>内容</textarea>，<b>白云街</b> 王**</p>'
    assert list(unmarked(page, ["白云街"])) == ["期限", "，"]
    assert bare('{# 期限 #}{% translate "期限" %}{{ day }}：{% blocktranslate %}期限{% endblocktranslate %}') == ["："]
