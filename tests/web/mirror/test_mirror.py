"""The files are the pages; a second run writes nothing, a change only what it touches, a withdrawal leaves its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.web.config.clock import local_today
from gongkai.web.mirror.manifest import opened
from gongkai.web.mirror.places import file_of, place_of, to_files
from gongkai.web.mirror.write import Publisher
from gongkai.web.offices.models import Office
from gongkai.web.publishing.actions import Words, save_words, submit
from gongkai.web.publishing.attachments import attach
from gongkai.web.publishing.carry import Carried, carry_in
from gongkai.web.publishing.models import Category
from gongkai.web.publishing.release import release, take_down
from tests.web.conftest import Staff
from tests.web.publishing.conftest import REVIEWERS, Papers, column, in_office, papers  # noqa: F401

BASE = "https://files.example.invalid"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and "static" not in path.parts
    }


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("/o/a/info/", "/o/a/info/"),
        ("/o/a/info/?page=1", "/o/a/info/"),
        ("/o/a/info/c/news/?page=12", "/o/a/info/c/news/page-12/"),
        ("/o/a/catalogue/?field=F03", "/o/a/catalogue/field-F03/"),
        ("/o/a/info/?page=../../x", None),
        ("/o/a/info/?year=2025&page=2", None),
        ("/o/a/apply/", None),
        ("/o/a/search/?q=x", None),
        ("/o/applying/", "/o/applying/"),
        ("/static/site.css?v=1", "/static/site.css"),
    ],
)
def test_each_address_has_one_place_or_only_the_server_has_it(url: str, place: str | None) -> None:
    assert place_of(url) == place


def test_links_lead_to_files_or_to_the_server() -> None:
    page = (
        '<a href="/o/a/info/?page=2#x">2</a><a href="/o/a/apply/">A</a><a href="https://x.invalid/">X</a>'
        '<form method="get" role="search">'
    )
    live = to_files(page, "/o/a/info/", "https://live.invalid")
    assert 'href="/o/a/info/page-2/#x"' in live
    assert 'href="https://live.invalid/o/a/apply/"' in live
    assert 'href="https://x.invalid/"' in live
    assert 'action="https://live.invalid/o/a/info/"' in live
    alone = to_files(page, "/o/a/info/", "")
    assert 'href="/o/a/guide/">A' in alone


def test_a_change_is_written_and_nothing_else(papers: Papers, staff: Staff, folder: Path) -> None:  # noqa: F811
    first, other = papers.public(title="第一件"), papers.public(title="另一件")
    publisher = Publisher(folder, BASE)
    assert publisher.run().written > 20
    before = files(folder)
    page = f"o/baiyun/item/{first.number}/index.html"
    assert "第一件" in before[page].decode()
    assert "第一件" in before["o/baiyun/info/index.html"].decode()
    assert "第一件" in before["o/baiyun/feed.atom"].decode()
    assert f"{BASE}/o/baiyun/item/{first.number}/" in before[f"o/baiyun/sitemap-{local_today().year}.xml"].decode()
    assert "第一件" in before[f"o/baiyun/find/{local_today().year}.json"].decode()
    assert publisher.run().written == 0
    save_words(staff.officer("officer"), first.pk, Words("改后的第一件", "<p>新文</p>"), changed="改题")
    publisher.run()
    assert {name for name, data in files(folder).items() if data != before[name]} == set(), "a draft is not public"
    release(staff.officer("officer"), papers.passed(submit(staff.officer("officer"), first.pk)).pk)
    publisher.run()
    after = files(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert page in changed
    assert f"o/baiyun/item/{other.number}/index.html" not in changed
    assert not any("第一件" in after[name].decode() and "改后的" not in after[name].decode() for name in changed)


def test_what_was_withdrawn_leaves_a_tombstone_and_no_file(papers: Papers, staff: Staff, folder: Path) -> None:  # noqa: F811
    item = papers.draft(title="含有附件的一件")
    file = attach(staff.officer("officer"), item.pk, "说明.txt", "附件内容".encode())
    from gongkai.ledger.item_steps import ItemFormed
    from gongkai.web.publishing.actions import take

    take(staff.officer("officer"), item.pk, ItemFormed(on=local_today()))
    item = release(staff.officer("officer"), papers.passed(submit(staff.officer("officer"), item.pk)).pk)
    publisher = Publisher(folder, BASE)
    publisher.run()
    assert any(data == "附件内容".encode() and str(file.pk) in name for name, data in files(folder).items())
    take_down(staff.officer("head"), item.pk, channel="website", cause="personal", reason="含有个人信息")
    done = publisher.run()
    assert done.removed
    left = files(folder)
    assert not any(str(file.pk) in name for name in left)
    assert [name for name, data in left.items() if "含有附件的一件" in data.decode()] == []
    assert "撤" in left[f"o/baiyun/item/{item.number}/index.html"].decode()


def test_every_link_of_a_file_leads_to_a_file(
    papers: Papers,  # noqa: F811
    office: Office,
    column: Category,  # noqa: F811
    folder: Path,
) -> None:
    rows = [Carried(Words(f"旧信息{n}", "<p>文</p>"), column, date(2024, 3, 1), date(2024, 3, 1)) for n in range(45)]
    carry_in(office, rows, by="head", reviewers=dict(zip(REVIEWERS, "abc", strict=True)), batch="旧站")
    papers.public()
    Publisher(folder, BASE).run()
    found = files(folder)
    assert "o/baiyun/info/c/notices/page-3/index.html" in found
    broken = set()
    for name, data in found.items():
        if name.endswith(".html"):
            for link in re.findall(r'<a\b[^>]*?href="(/[^"#]*)', data.decode()):
                target = link.lstrip("/")
                target = target + "index.html" if not target or target.endswith("/") else target
                if target not in found:
                    broken.add(f"{name} → {link}")
    assert not broken


def test_another_frame_writes_all_and_the_manifest_says_what_depends_on_what(
    papers: Papers,  # noqa: F811
    office: Office,
    folder: Path,
    today: Callable[[date], None],
) -> None:
    item = papers.public()
    publisher = Publisher(folder, BASE)
    publisher.run()
    office.name = "改名后的街道办事处"
    office.save()
    publisher.run()
    assert all("改名后的" in data.decode() for name, data in files(folder).items() if name.startswith("o/baiyun/item"))
    with opened(folder) as manifest:
        rows: dict[str, Any] = {url: (file, depends) for url, file, _sha256, depends in manifest.pages()}
    url = f"/o/baiyun/item/{item.number}/"
    assert rows[url] == (file_of(url), f"item/{item.number}")
    assert not list(folder.rglob(".*.part"))
