"""What machines read: the same as the pages, nothing that is not public, and a tombstone for what was withdrawn."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.opendata.files import SETS, dictionary
from gongkai.web.portal import limits
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.release import take_down
from tests.web.conftest import Staff
from tests.web.publishing.conftest import Papers, column, in_office, papers  # noqa: F401

ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}"


@pytest.fixture
def three(papers: Papers, staff: Staff) -> dict[str, Item]:  # noqa: F811
    """One that stands, one that was withdrawn, one that was never public."""
    stands = papers.public(title="=SUM(1)公开的", body="<p>正文<strong>文字</strong></p>")
    gone = papers.public(title="撤下的甲")
    gone = take_down(staff.officer("head"), gone.pk, channel="website", cause="secret", reason="涉密")
    return {"stands": stands, "gone": gone, "draft": papers.ready(title="未公开的乙")}


def read(address: str) -> Any:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response


def test_the_interface_gives_what_stands_and_says_what_was_withdrawn(office: Office, three: dict[str, Item]) -> None:
    page = read("/api/v1/items?office=baiyun&size=1").json()
    assert [one["number"] for one in page["items"]] == [three["stands"].number]
    assert page["next"] is None
    whole = read(f"/api/v1/offices/baiyun/items/{three['stands'].number}").json()
    assert (whole["text"], whole["published_on"]) == ("正文文字", local_today().isoformat())
    assert whole["issuer"] is None
    for name in ("gone", "draft"):
        assert Client().get(f"/api/v1/offices/baiyun/items/{three[name].number}").status_code == 404
    (gone,) = read("/api/v1/withdrawn?office=baiyun").json()
    assert (gone["number"], gone["title"], gone["cause"]) == (three["gone"].number, None, "secret")
    assert Client().get("/api/v1/items?size=0").json()["error_zh"] == "参数无效：size。"
    assert Client().post("/api/v1/items").status_code == 405
    described = read("/api/v1/openapi.json").json()
    assert "/api/v1/offices/{code}/items/{number}" in described["paths"]


def test_pages_of_the_interface_follow_one_another(papers: Papers) -> None:  # noqa: F811
    made = {papers.public(title=f"第{n}条").number for n in range(3)}
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = read(f"/api/v1/items?size=1&after={after}").json()
        seen += [one["number"] for one in page["items"]]
        after = page["next"] or ""
    assert (set(seen), len(seen), after) == (made, 3, "")


def test_feeds_hold_what_stands_and_a_tombstone(three: dict[str, Item]) -> None:
    for address in ("/feed.atom", "/o/baiyun/feed.atom", "/o/baiyun/info/c/notices/feed.atom"):
        feed = ElementTree.fromstring(read(address).content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert titles == ["=SUM(1)公开的"]
        (gone,) = feed.iter(f"{GONE}deleted-entry")
        assert gone.get("ref", "").endswith(f"/o/baiyun/item/{three['gone'].number}/")
    for address in ("/feed.rss", "/o/baiyun/feed.rss", "/o/baiyun/info/c/notices/feed.rss"):
        assert [one.findtext("title") for one in ElementTree.fromstring(read(address).content).iter("item")] == titles


def test_files_agree_with_their_dictionary_and_are_no_formulas(three: dict[str, Item]) -> None:
    year = local_today().year
    own = "/o/baiyun/data"
    (row,) = csv.DictReader(io.StringIO(read(f"{own}/items-{year}.csv").content.decode("utf-8-sig")))
    (same,) = json.loads(read(f"{own}/items-{year}.json").content)
    assert (row["title"], same["title"]) == ("'=SUM(1)公开的", "=SUM(1)公开的")
    assert row["effect_on"] == ""
    assert same["effect_on"] is None
    fields = {one["set"]: [field["name"] for field in one["fields"]] for one in dictionary()}
    assert list(row) == list(same) == fields["items"]
    for name in SETS.keys() - {"items"}:
        header = read(f"{own}/{name}.csv").content.decode("utf-8-sig").splitlines()[0]
        assert header.split(",") == fields[name]
    assert all(field["label"] and field["meaning"] for one in dictionary() for field in one["fields"])
    assert Client().get(f"{own}/items.csv").status_code == Client().get(f"{own}/persons.csv").status_code == 404


def test_the_sitemap_and_the_catalogue_of_data_name_pages_that_are_there(three: dict[str, Item]) -> None:
    index = ElementTree.fromstring(read("/sitemap.xml").content)
    shards = [one.text or "" for one in index.iter() if one.tag.endswith("loc")]
    pages = []
    for shard in shards:
        listed = ElementTree.fromstring(read(shard.removeprefix("http://testserver")).content)
        pages += [one.text or "" for one in listed.iter() if one.tag.endswith("loc")]
    assert any(page.endswith(f"/item/{three['stands'].number}/") for page in pages)
    assert not any(three[name].number in page for page in pages for name in ("gone", "draft"))
    sets = read("/data/catalog.jsonld").json()["dcat:dataset"]
    addresses = [one["dcat:downloadURL"] for one in sets for one in one["dcat:distribution"]]
    for page in [*pages, *addresses]:
        assert read(page.removeprefix("http://testserver"))
    assert "sitemap.xml\n" in read("/robots.txt").content.decode()


def test_an_address_that_asks_too_often_waits(three: dict[str, Item], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTERFACE", "SEARCH"):
        monkeypatch.setattr(limits, name, limits.Limit(f"few_{name}", 2, 600))
    for address in ("/api/v1/offices", "/o/baiyun/search/?q=正文"):
        assert [Client().get(address).status_code for _ in range(3)] == [200, 200, 429]
    assert Client().get("/o/baiyun/search/").status_code == 200
