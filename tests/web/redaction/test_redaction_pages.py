"""The pages of redaction without script: marks by form, hints, search, the copy, its release; who may open them."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from gongkai.web.applications.files import attach, path_of
from gongkai.web.redaction.actions import make_copy
from gongkai.web.redaction.models import RedactedCopy, RedactionMark
from tests.documents.redact import samples
from tests.web.conftest import Staff
from tests.web.redaction.conftest import PAPER

pytestmark = pytest.mark.one_engine  # test_redaction_actions.py has what is stored


def at(original, name="page", *more):
    return reverse(
        f"desk:cases:redaction:{name}", args=[original.office.code, original.application_id, original.pk, *more]
    )


def mark_data(redaction, **more):
    place = {"left": "10", "top": "10", "width": "20", "height": "5"}
    return {"version": redaction.version, "page": 1, "ground": "EX15", "note": "", **place, **more}


def test_the_work_begins_with_a_press(original, staff):
    client = staff.client("officer")
    assert "第三十七条" in client.get(at(original)).content.decode()
    assert client.post(at(original, "begin")).status_code == 302
    shown = client.get(at(original)).content.decode()
    assert "居民身份证号" in shown
    assert samples.ID not in shown


def test_a_page_is_a_picture_nobody_keeps(original, redaction, staff):
    response = staff.client("officer").get(at(original, "picture", 1))
    assert response["Cache-Control"] == "no-store"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.format == "PNG"
    assert str(picture.width) in staff.client("officer").get(at(original)).content.decode()
    assert staff.client("officer").get(at(original, "picture", 2)).status_code == 422


def test_a_mark_is_set_changed_and_removed_by_form(original, redaction, staff):
    client = staff.client("officer")
    assert client.post(at(original, "add"), mark_data(redaction, note="某人")).status_code == 302
    mark = RedactionMark.objects.get()
    assert tuple(round(side, 6) for side in mark.box) == (0.1, 0.1, 0.3, 0.15)
    shown = client.get(at(original)).content.decode()
    assert '<rect x="10.0000"' in shown
    redaction.refresh_from_db()
    data = mark_data(redaction, ground="EX16A", left="12")
    assert client.post(at(original, "mark", mark.pk), data).status_code == 302
    mark.refresh_from_db()
    assert (mark.ground, round(mark.left, 6)) == ("EX16A", 0.12)
    redaction.refresh_from_db()
    client.post(at(original, "mark", mark.pk), {"do": "remove", "version": redaction.version})
    assert not RedactionMark.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ground": ""}, "不予公开的理由"),
        ({"ground": "EX99"}, "EX99"),
        ({"left": "90", "width": "20"}, "超出了页面"),
        ({"left": "x"}, "距左边"),
        ({"left": "NaN"}, "距左边"),
        ({"height": "0"}, "高（%）"),
        ({"page": "9"}, "第9页"),
        ({"page": "9" * 50}, ""),
        ({"version": "7"}, "刚刚由他人办理"),
        ({"version": ""}, ""),
        ({"note": "字" * 201}, "备注"),
    ],
)
def test_a_wrong_mark_is_said_and_nothing_typed_is_lost(original, redaction, staff, more, said):
    response = staff.client("officer").post(at(original, "add"), mark_data(redaction, top="33.125", **more))
    assert response.status_code == 422
    shown = response.content.decode()
    assert said in shown
    assert "33.125" in shown
    assert not RedactionMark.objects.exists()


def test_hints_are_marked_by_choice_and_all_at_once(original, redaction, staff):
    client = staff.client("officer")
    page = client.get(at(original))
    first = page.context["hints"]["rows"][0][2]
    base = {"version": redaction.version, "page": 1, "ground": "EX15"}
    assert client.post(at(original, "places"), {**base, "place": [first]}).status_code == 302
    assert RedactionMark.objects.count() == 1
    response = client.post(at(original, "places"), {**base, "version": redaction.version + 1, "every": "hints"})
    assert response.status_code == 302
    assert RedactionMark.objects.count() == len(redaction.hints)
    assert "找到的都已标记" in client.get(at(original)).content.decode()


def test_a_mark_without_a_place_is_asked_for_one_in_one_sentence(original, redaction, staff):
    data = mark_data(redaction, left="", top="", width="", height="")
    form = staff.client("officer").post(at(original, "add"), data).context["mark_form"]
    assert list(form.errors) == ["__all__"]


@pytest.mark.parametrize("place", ["", "x", "1:2:3", "1:nan:0:1:1", "9:0:0:1:1", "1:" * 100])
def test_odd_places_are_refused(original, redaction, staff, place):
    data = {"version": redaction.version, "page": 1, "ground": "EX15", "place": [place]}
    assert staff.client("officer").post(at(original, "places"), data).status_code == 422
    assert not RedactionMark.objects.exists()


def test_places_without_a_ground_keep_what_was_chosen(original, redaction, staff):
    client = staff.client("officer")
    first = client.get(at(original)).context["hints"]["rows"][0][2]
    response = client.post(at(original, "places"), {"version": 1, "page": 1, "ground": "", "place": [first]})
    assert response.status_code == 422
    assert f'value="{first}" checked' in response.content.decode()


def test_a_word_is_found_and_marked_and_never_stands_in_an_address(original, redaction, staff):
    client = staff.client("officer")
    response = client.post(at(original, "find"), {"text": samples.NAME, "page": 1})
    assert response.status_code == 200
    assert "找到 1 处" in response.content.decode()
    data = {"version": 1, "page": 1, "ground": "EX15", "text": samples.NAME, "every": "found"}
    response = client.post(at(original, "places"), data)
    assert response.status_code == 302
    assert "%" not in response["Location"]
    assert RedactionMark.objects.count() == 1
    assert "没有找到" in client.post(at(original, "find"), {"text": "查无此词"}).content.decode()
    assert client.post(at(original, "find"), {"text": ""}).status_code == 422
    assert client.get(at(original, "find")).status_code == 302


def test_a_script_gets_the_list_of_marks_back(original, redaction, staff):
    client, asks = staff.client("officer"), {"X-Requested-With": "redact"}
    response = client.post(at(original, "add"), mark_data(redaction), headers=asks)
    assert response.status_code == 200
    assert 'data-version="2"' in response.content.decode()
    assert "<html" not in response.content.decode()
    response = client.post(at(original, "add"), mark_data(redaction, left="50"), headers=asks)
    assert response.status_code == 422
    assert "刚刚由他人办理" in response.content.decode()


def test_the_copy_is_made_shown_and_released(original, marked, staff, case):
    client = staff.client("officer")
    response = client.post(at(original, "make"), {"version": marked.version})
    copy = RedactedCopy.objects.get()
    assert response["Location"] == at(original, "copy", copy.pk)
    shown = client.get(response["Location"]).content.decode()
    assert "检验通过，等待放行" in shown
    assert "检验并放行" not in shown
    assert client.get(at(original, "copy_picture", copy.pk, copy.copy_pages)).status_code == 200
    reviewer = staff.client("reviewer")
    assert "检验并放行" in reviewer.get(response["Location"]).content.decode()
    assert reviewer.post(at(original, "release", copy.pk)).status_code == 302
    copy.refresh_from_db()
    assert copy.released_by == "baiyun-reviewer"
    assert reviewer.post(at(original, "release", copy.pk)).status_code == 422
    assert "已放行" in reviewer.get(reverse("desk:cases:case", args=["baiyun", case.pk])).content.decode()
    assert reviewer.post(at(original, "withdraw", copy.pk), {"reason": ""}).status_code == 422
    assert reviewer.post(at(original, "withdraw", copy.pk), {"reason": "遗漏"}).status_code == 302


def test_an_outdated_page_makes_no_copy(original, marked, staff):
    for version in ("1", "", "x", "9" * 20):
        response = staff.client("officer").post(at(original, "make"), {"version": version})
        assert response.status_code == 422
        assert "刚刚由他人办理" in response.content.decode()
    assert not RedactedCopy.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        PAPER[:900],
        b"%PDF-1.7\n" + b"\0" * 500,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        samples.image_file(Image.new("1", (12_000, 12_000))),
    ],
    ids=["cut off", "no objects", "no picture", "too many pixels"],
)
def test_a_hostile_original_is_one_sentence(case, staff, data):
    name = "a.png" if data.startswith(b"\x89PNG") else "a.pdf"
    file = attach(staff.officer("officer"), case.office, case, "original", name, data)
    client = staff.client("officer")
    response = client.post(at(file, "begin"))
    assert response.status_code == 422
    assert response.context["error"].count("。") == 1
    assert client.get(at(file, "picture", 1)).status_code == 422
    for name in ("add", "find", "make", "places"):
        assert client.post(at(file, name)).status_code == 404


def test_a_lost_original_is_one_sentence_wherever_it_is_needed(original, marked, staff):
    path_of(original).unlink()
    client = staff.client("officer")
    data = {"version": marked.version, "page": 1, "ground": "EX15", "text": samples.NAME, "every": "found"}
    for name in ("find", "places", "make"):
        response = client.post(at(original, name), data)
        assert response.status_code == 422
        assert "请从备份恢复" in response.content.decode()
    assert client.get(at(original, "picture", 1)).status_code == 422


def test_the_case_page_asks_as_much_for_many_originals(staff, case, original, marked, django_assert_max_num_queries):
    client = staff.client("officer")
    path = reverse("desk:cases:case", args=["baiyun", case.pk])
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    for number in range(3):
        attach(staff.officer("officer"), case.office, case, "original", f"{number}.pdf", PAPER + b"\n" * number)
    with django_assert_max_num_queries(len(few)):
        assert "尚未开始" in client.get(path).content.decode()


# --- who may open them --------------------------------------------------------------------------------------------

DOORS = [
    ("page", "get", "redact", False),
    ("begin", "post", "redact", False),
    ("picture", "get", "redact", (1,)),
    ("add", "post", "redact", False),
    ("places", "post", "redact", False),
    ("find", "post", "redact", False),
    ("make", "post", "redact", False),
    ("copy", "get", "redact", "copy"),
    ("copy_picture", "get", "redact", "copy1"),
    ("release", "post", "release_redaction", "copy"),
    ("withdraw", "post", "release_redaction", "copy"),
]
MAY = {"redact": {"officer", "reviewer", "head"}, "release_redaction": {"reviewer", "head"}}


def test_every_door(original, marked, staff, other_office):
    copy = make_copy(staff.officer("officer"), marked.pk, version=marked.version)
    for name, method, act, kind in DOORS:
        more = {"copy": (copy.pk,), "copy1": (copy.pk, 1), False: ()}.get(kind, kind)
        path = at(original, name, *more)
        assert getattr(Client(), method)(path)["Location"].startswith("/accounts/login/")
        assert getattr(Staff(other_office).client("head"), method)(path).status_code == 404
        foreign = path.replace("/desk/baiyun/", f"/desk/{other_office.code}/")
        assert getattr(Staff(other_office).client("head"), method)(foreign).status_code == 404
        for role in ("liaison", "leader", "archivist", "auditor", "administrator", "officer"):
            if role not in MAY[act]:
                assert getattr(staff.client(role), method)(path).status_code == 403, (name, role)


def test_a_file_that_is_no_original_has_no_page(case, staff):
    file = attach(staff.officer("officer"), case.office, case, "evidence", "a.pdf", PAPER)
    assert staff.client("officer").get(at(file)).status_code == 404


def test_a_copy_is_found_only_under_its_own_original(original, marked, staff, case):
    copy = make_copy(staff.officer("officer"), marked.pk, version=marked.version)
    other = attach(staff.officer("officer"), case.office, case, "original", "b.pdf", PAPER + b"\n")
    assert staff.client("officer").get(at(other, "copy", copy.pk)).status_code == 404


def test_the_pages_stand_in_english_too(original, marked, staff):
    client = staff.client("officer")
    client.cookies["lang"] = "en"
    assert client.get(at(original)).status_code == 200
