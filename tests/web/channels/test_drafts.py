"""Drafts for a platform: only of what may be released, reduced to what its editor keeps, and loaded as a zip."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gongkai.errors import OfficeError
from gongkai.web.channels.drafts import TARGETS, DraftTarget, as_zip, put, reduced
from gongkai.web.publishing.actions import submit
from gongkai.web.publishing.attachments import attach
from tests.documents.redact import samples
from tests.web.conftest import Staff
from tests.web.publishing.conftest import Papers

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_only_what_may_be_released_is_put_out(papers: Papers, staff: Staff, settings: Any, tmp_path: Path) -> None:
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path)
    officer, item = staff.officer("officer"), papers.formed()
    picture = attach(officer, item.pk, "现场.png", PICTURE, alt="活动现场")
    attach(officer, item.pk, "附表.pdf", samples.small_paper())
    for unready in (item, submit(officer, item.pk)):
        with pytest.raises(OfficeError, match="not closed"):
            put(officer, unready.pk)
    papers.passed(item)
    row = put(officer, item.pk)
    with zipfile.ZipFile(io.BytesIO(as_zip(row))) as archive:
        names = set(archive.namelist())
        about = json.loads(archive.read(f"{row.reference}/draft.json"))
        page = archive.read(f"{row.reference}/content.html").decode()
    assert names == {f"{row.reference}/{name}" for name in ("content.html", "draft.json", "picture-1.png")}
    assert (about["cover"], about["pictures"]) == ("picture-1.png", {"picture-1.png": "活动现场"})
    assert about["source"]["sha256"] == row.version.sha256
    assert "附件：附表.pdf" in page
    assert str(picture.pk) not in page
    client = staff.client("officer")
    address = f"/desk/{item.office.code}/channels/items/{item.pk}/draft/"
    assert client.post(address).status_code == 302
    assert client.get(f"/desk/{item.office.code}/channels/drafts/{row.pk}/").content == as_zip(row)


def test_the_body_is_reduced_to_what_the_editor_keeps() -> None:
    own = "attachment:0f9a2b54-6d6e-4a4f-9a52-0a43c7d1f111"
    body = (
        f'<h2>一</h2><p>见<a href="https://a.example/">网页</a><img src="{own}" alt="图"></p><figure><p>文</p></figure>'
    )
    pictures = {own.removeprefix("attachment:"): "picture-1.png"}
    assert reduced(body, pictures) == '<h2>一</h2><p>见网页<img src="picture-1.png" alt="图"></p><p>文</p>'
    assert "<img" not in reduced(body, {})


def test_another_target_takes_the_place_of_the_folder(
    papers: Papers, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    class Elsewhere:
        name = "elsewhere"

        def put(self, item: Any, version: Any, files: Any) -> str:
            taken.extend(files)
            return "media-id-1"

        def open(self, office_id: int, reference: str) -> None:
            return None

    target: DraftTarget = Elsewhere()
    monkeypatch.setitem(TARGETS, "elsewhere", target)
    row = put(staff.officer("officer"), papers.ready().pk, "elsewhere")
    assert (row.reference, taken) == ("media-id-1", ["content.html", "draft.json"])
    with pytest.raises(OfficeError, match="not here"):
        as_zip(row)
