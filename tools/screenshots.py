"""Pictures of the main screens for docs/screens.md: `python -m tools.screenshots`.

The demonstration's office is started in a temporary folder on a fixed day, furnished with a case that is far on, and
photographed in Chromium (GONGKAI_CHROMIUM, or one that is found) at 1280 and 360 px into docs/screenshots.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, Page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
TODAY = date(2026, 6, 10)
OFFICE = "yuntai"
PASSWORD = "a-long-password-1"
SIZES = {1280: (1, 1000), 360: (2, 1100)}
"""Width in px → dots a px, and the height at which a longer page is cut."""
LARGEST = 150_000
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--lang=zh-CN")


# --- the office ---------------------------------------------------------------------------------------------------

NAMES = ("赵示例", "钱示例", "孙示例", "李示例", "周示例", "吴示例", "郑示例", "王示例")
LIST = """#set page(width: 210mm, height: 165mm, margin: 20mm)
#set text(lang: "zh", size: 11pt, font: ({fonts},))
#align(center, text(size: 16pt)[2025年度老旧小区加装电梯补贴发放名单])
#v(4mm)
本批补贴经社区公示无异议，现将发放对象列表如下。咨询电话：000-00000001。
#v(2mm)
#table(columns: (auto, 1fr, auto, auto, auto), inset: 6pt, align: horizon,
  [序号], [小区], [户主], [联系电话], [补贴（元）],
{rows})
#v(4mm)
发放标准：每户一次性补贴按楼层计算，二层2000元，每增加一层增加1000元。
#align(right)[云台市住房保障中心（示例）#linebreak()2025年12月10日]
"""
"""The original that is redacted: a list in which the names and telephones are withheld. Nothing in it is real."""


def furnish() -> dict[str, str]:
    """Bring one case of the demonstration far on: assessed, an original marked, a letter drafted.

    Runs in the deployment, after `load_office`. Returns addresses: case, redaction, letter, review, item.
    """
    from django_scopes import scope

    from gongkai.web.applications.models import Application
    from gongkai.web.offices.models import Office
    from gongkai.web.publishing.models import Item

    office = Office.objects.get(code=OFFICE)
    with scope(office=office):
        case = Application.objects.select_related("office", "person").get(number="2026-0008")
        _assess(office, case)
        original = _redact(office, case)
        letter = _draft(office, case)
        in_review = Item.objects.get(office=office, stage="in_review", next_stage="secrecy")
        public = Item.objects.get(office=office, title__contains="物业服务评价管理办法【")
    at = f"/desk/{OFFICE}/cases/{case.pk}/"
    return {
        "case": at,
        "redaction": f"{at}redaction/{original}/",
        "letter": f"/desk/{OFFICE}/letters/{case.pk}/{letter}/",
        "review": f"/desk/{OFFICE}/items/{in_review.pk}/review/",
        "item": f"/o/{OFFICE}/item/{public.number}/",
    }


def officer(office: Any, role: str) -> Any:
    """The officer of the demonstration with a role."""
    from gongkai.web.accounts.models import User
    from gongkai.web.config.clock import local_today
    from gongkai.web.offices.policy import officer_of

    found = officer_of(User.objects.get(username=f"{OFFICE}-{role}"), office, local_today())
    assert found is not None
    return found


def _assess(office: Any, case: Any) -> None:
    from gongkai.web.applications.assessment import assess, record_search

    by = officer(office, "officer")
    record_search(
        by,
        case,
        on=date(2026, 5, 20),
        place="综合科文件柜、机关档案室",
        system="电子档案系统",
        words="加装电梯、补贴、发放名单",
        searched_by="示例经办人",
        result="查到《2025年度老旧小区加装电梯补贴发放名单》1份1页",
    )
    for step, answer in (("complete", "yes"), ("is_application", "yes"), ("whose", "ours"), ("exists", "exists")):
        assess(by, case, step, answer)
    note = "名单中的户主姓名、联系电话属于个人隐私，公开会损害其合法权益，其余内容可以公开。"
    assess(by, case, "exempt", "part", grounds=["EX15"], note=note)


def _redact(office: Any, case: Any) -> str:
    """Attach the original and mark the names and telephones; returns the id of the file."""
    from gongkai.documents.redact.model import Mark
    from gongkai.documents.redact.pages import places_of
    from gongkai.web.applications.files import attach
    from gongkai.web.redaction.actions import add_marks, begin

    data = original()
    file = attach(officer(office, "officer"), office, case, "original", "2025年度加装电梯补贴发放名单.pdf", data)
    work = begin(officer(office, "officer"), file)
    marks = [Mark(word.page, word.box, "EX15") for name in NAMES[:5] for word in places_of(data, name)]
    marks += [Mark(word.page, word.box, "EX15") for n in range(5) for word in places_of(data, _phone(n))]
    add_marks(officer(office, "officer"), work.pk, marks, version=work.version)
    return str(file.pk)


def _phone(count: int) -> str:
    return f"1990000{5001 + 37 * count}"


def original() -> bytes:
    """The list as a PDF."""
    import typst

    from gongkai.documents.fonts import choose_fonts

    rows = "".join(
        f"  [{n + 1}], [示例{'一二三四'[n // 2]}里{3 + n}号楼], [{name}], [{_phone(n)}], [{2000 + 1000 * (n % 5)}],\n"
        for n, name in enumerate(NAMES)
    )
    fonts = choose_fonts({char for char in LIST + rows if not char.isspace()})
    families = ", ".join(f'"{name}"' for name in fonts.families("song"))
    source = LIST.format(fonts=families, rows=rows)
    return bytes(typst.Compiler(font_paths=list(fonts.folders), ignore_system_fonts=True).compile(source.encode()))


def _draft(office: Any, case: Any) -> str:
    """A draft of the reply that gives a part; returns its id."""
    from gongkai.web.notices import actions

    by = officer(office, "officer")
    event = {"type": "answered", "outcome": "partial", "article": "37"}
    letter = actions.draft(by, case, "reply_partial", event)
    said = {
        "reason": "名单中的户主姓名、联系电话属于个人隐私，公开会对个人合法权益造成损害。",
        "provision": "以电子文档提供，发送至申请表所填电子邮箱。",
    }
    fields = {
        "given": "发放名单中的小区、楼号和补贴金额\n补贴发放标准",
        "withheld": [{"part": "户主姓名、联系电话两栏", "ground": "EX15", "reason": "属于个人隐私。"}],
        "attachments": "2025年度加装电梯补贴发放名单（去除个人信息） 1页 1份",
    }
    actions.write(by, letter.pk, actions.Written(TODAY, said, fields), version=letter.version)
    return str(letter.pk)


@contextmanager
def office_running() -> Iterator[tuple[str, dict[str, str]]]:
    """The office in a folder of its own: its address without a slash, and what `furnish` returned."""
    from gongkai.demo.settings import set_environment
    from gongkai.web.config.start import migrate, start_django

    with tempfile.TemporaryDirectory(prefix="gongkai-screens-") as folder:
        today = Path(folder) / "today"
        today.write_text(TODAY.isoformat(), encoding="ascii")
        set_environment(Path(folder) / "data")
        os.environ.update(GONGKAI_TODAY_FILE=str(today), GONGKAI_LOG_LEVEL="WARNING")
        start_django()
        migrate()
        from gongkai.demo.office import load_office

        load_office(PASSWORD)
        addresses = furnish()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port), "--workers", "1", "--no-migrate"]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"{url}/ready/", server)
            yield url, addresses
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The office did not start.")


# --- the pictures -------------------------------------------------------------------------------------------------

FILLED = {
    "name": "王示例",
    "id_number": "示例证件0001",
    "phone": "19900005678",
    "email": "someone@example.invalid",
}
ASKED = "2025年度老旧小区加装电梯补贴发放名单及标准"


@dataclass(frozen=True)
class Screen:
    """One picture. go: from an open page to the screen. role: who is logged in, "" for a citizen."""

    name: str
    role: str
    go: Callable[[Page, Mapping[str, str]], object]


def _at(address: str) -> Callable[[Page, Mapping[str, str]], object]:
    return lambda page, addresses: page.goto(address.format(**addresses))


def _fill_in(page: Page, _addresses: Mapping[str, str]) -> None:
    page.goto(f"/o/{OFFICE}/apply/?kind=natural_person")
    page.select_option("select[name=id_kind]", "other")
    for name, value in FILLED.items():
        page.fill(f"input[name={name}]", value)
    page.fill("textarea[name=content]", ASKED)
    page.check("input[name=form_wanted][value=electronic]")
    page.check("input[name=delivery][value=email]")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _file(page: Page, addresses: Mapping[str, str]) -> None:
    """The receipt of an application that is really filed."""
    _fill_in(page, addresses)
    page.wait_for_timeout(4000)  # nobody fills in a form faster
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/send/**")
    page.click("button[name=act][value=send]")
    page.wait_for_url("**/receipt/")


SCREENS = (
    Screen("desk-todo", "officer", _at(f"/desk/{OFFICE}/")),
    Screen("desk-list", "officer", _at(f"/desk/{OFFICE}/cases/")),
    Screen("desk-case", "officer", _at("{case}")),
    Screen("desk-answer", "officer", _at("{case}steps/answered/?outcome=partial")),
    Screen("desk-letter", "officer", _at("{letter}edit/")),
    Screen("desk-redaction", "officer", _at("{redaction}")),
    Screen("desk-items", "officer", _at(f"/desk/{OFFICE}/items/")),
    Screen("desk-review", "reviewer", _at("{review}")),
    Screen("desk-fresh", "officer", _at(f"/desk/{OFFICE}/channels/fresh/")),
    Screen("portal-office", "", _at(f"/o/{OFFICE}/")),
    Screen("portal-apply", "", _fill_in),
    Screen("portal-receipt", "", _file),
    Screen("portal-guide", "", _at(f"/o/{OFFICE}/guide/")),
    Screen("portal-item", "", _at("{item}")),
)


@contextmanager
def with_fonts(browsers: BrowserType, chromium: str) -> Iterator[Browser]:
    """A Chromium that has Chinese fonts where the machine has none: those of the package manimgx-fonts-cjk."""
    with tempfile.TemporaryDirectory(prefix="gongkai-fonts-") as home:
        found = find_spec("manimgx_fonts_cjk")
        if found is not None and found.submodule_search_locations:
            (Path(home) / "fonts").mkdir()
            (Path(home) / "fonts" / "cjk").symlink_to(next(iter(found.submodule_search_locations)))
        environment: dict[str, str | float | bool] = {**os.environ, "XDG_DATA_HOME": home, "LANGUAGE": "zh_CN"}
        browser = browsers.launch(executable_path=chromium, args=QUIET, env=environment)
        try:
            yield browser
        finally:
            browser.close()


def log_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/**")


def take(page: Page, width: int) -> bytes:
    """The page as a small PNG, cut where it grows too long."""
    from PIL import Image

    dots, most = SIZES[width]
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, most * dots)))
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def main(wanted: list[str]) -> None:
    """Take every picture, or those of the screens named."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("GONGKAI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("No Chromium is found; name one in GONGKAI_CHROMIUM.")
    FOLDER.mkdir(exist_ok=True)
    with (
        office_running() as (url, addresses),
        sync_playwright() as playwright,
        with_fonts(playwright.chromium, chromium) as browser,
    ):
        for width, (dots, _most) in SIZES.items():
            size = {"width": width, "height": 800}
            for role in ("officer", "reviewer", ""):
                window = browser.new_context(viewport=size, device_scale_factor=dots, base_url=url, locale="zh-CN")
                page = window.new_page()
                if role:
                    log_in(page, f"{OFFICE}-{role}")
                for screen in SCREENS:
                    if screen.role == role and (not wanted or screen.name in wanted):
                        screen.go(page, addresses)
                        (FOLDER / f"{screen.name}-{width}.png").write_bytes(take(page, width))
                window.close()


if __name__ == "__main__":
    main(sys.argv[1:])
