"""Hostile and damaged OFD files: a clear error or a whole document, soon."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.limits import Limits
from gongkai.documents.readers import ofd
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.documents.ofd_files import (
    BODY,
    DOCUMENT,
    PAGE,
    RESOURCES,
    ROOT,
    image,
    one,
    package,
    packed,
    set_report,
    text,
)


@cache
def rendered():
    return set_report(reports.full_report())


def read(*objects, **others):
    return ofd.read(package([objects], **others))


def lines(*objects, **others):
    return [line.text for line in read(*objects, **others).lines]


# --- hostile ------------------------------------------------------------------------------------------------------


def refused(data, *words):
    with pytest.raises(DocumentError) as caught:
        ofd.read(data)
    assert all(word in caught.value.zh for word in words)
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize("path", ["../../etc/passwd", "/../x.xml", "..\\..\\x.xml", "Pages/../../../x.xml"])
def test_paths_that_leave_the_file(path):
    page = f'<ofd:Page BaseLoc="{path}"/>'
    refused(package([[]], **{"Doc_0/Document.xml": DOCUMENT.format("", page)}), "路径")
    with suppress(DocumentError):
        read(image(210, 297), **{"Doc_0/DocumentRes.xml": RESOURCES.format("../../" + path)})


@pytest.mark.parametrize("lost", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_missing_parts(lost):
    parts = {
        "OFD.xml": ROOT.format(BODY.format("Doc_0/Document.xml")),
        "Doc_0/Document.xml": DOCUMENT.format("", '<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/>'),
        "Doc_0/Pages/Page_0/Content.xml": PAGE.format("", one("甲")),
    }
    del parts[lost]
    refused(packed(parts), "缺少部件")


def test_resources_may_be_missing_or_damaged():
    common = "<ofd:PublicRes>none.xml</ofd:PublicRes><ofd:DocumentRes>bad.xml</ofd:DocumentRes>"
    stated = DOCUMENT.format(common, '<ofd:Page BaseLoc="p.xml"/>')
    parts = {"Doc_0/Document.xml": stated, "Doc_0/p.xml": PAGE.format("", one("甲")), "Doc_0/bad.xml": "<"}
    assert lines(**parts) == ["甲"]


def test_a_lost_template_is_told():
    parts = {"Doc_0/Pages/Page_0/Content.xml": PAGE.format('<ofd:Template TemplateID="8"/>', one("甲"))}
    assert read("", **parts).warnings == ("第1页有未读取的内容：缺失的模板页",)


@pytest.mark.parametrize(
    "parts",
    [{"Encryptions.xml": "<x/>"}, {"decryptseed.dat": b"\0"}],
)
def test_encrypted(parts):
    refused(package([[one("甲")]], **parts), "加密")


def test_groups_within_groups():
    depth = 200
    assert lines("<ofd:PageBlock>" * depth + one("甲") + "</ofd:PageBlock>" * depth) == ["甲"]
    deep = "<ofd:PageBlock>" * 5_000 + one("甲") + "</ofd:PageBlock>" * 5_000
    refused(package([[deep]]), "损坏")


@pytest.mark.parametrize(
    "attributes",
    [{"Size": "x"}, {"Size": ""}, {"Boundary": "1 2 3"}, {"CTM": "1 0 0 1"}, {"HScale": "nan"}, {"CharDirection": "x"}],
)
def test_text_without_a_certain_place_is_refused(attributes):
    stated = {"boundary": "1 1 9 9"} | {
        ("boundary" if name == "Boundary" else name): v for name, v in attributes.items()
    }
    refused(package([[text('<ofd:TextCode X="0" Y="3">12</ofd:TextCode>', **stated)]]), "位置")


def test_text_at_no_number_is_refused():
    refused(package([[text('<ofd:TextCode X="1e9" Y="3">12</ofd:TextCode>')]]), "位置")


def test_repeats_without_end_cost_nothing():
    far = text('<ofd:TextCode X="0" Y="3" DeltaX="g 1000000000 1.5">12</ofd:TextCode>')
    assert lines(far) == ["12"]


@pytest.mark.parametrize("size", ["0 0 0 0", "0 0 1e6 10", "0 0 -5 5", "0 0 nan 5", "0 0 5"])
def test_absurd_pages(size):
    area = f"<ofd:PageArea><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:PageArea>"
    stated = DOCUMENT.format(area, '<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/>')
    refused(package([[one("甲")]], **{"Doc_0/Document.xml": stated}), "尺寸")


def test_too_many_pages():
    stated = DOCUMENT.format("", '<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/>' * (ofd.MOST_PAGES + 1))
    refused(package([[one("甲")]], **{"Doc_0/Document.xml": stated}), "200页")


def test_one_large_page_named_many_times_is_refused_soon():
    stated = DOCUMENT.format("", '<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/>' * 200)
    data = package([[" " * 15_000_000, one("甲")]], **{"Doc_0/Document.xml": stated})
    refused(data)


def test_more_drawing_than_a_report_holds():
    refused(package([["<ofd:PathObject/>" * 400_001]]), "图形")


def test_a_web_of_rules_is_no_table():
    path = "".join(f"M {at} 0 L {at} 200 M 0 {at} L 200 {at} " for at in range(200)) * 40
    web = f'<ofd:PathObject Boundary="0 0 200 200"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
    read(web, one("甲"))


@pytest.mark.parametrize("pages", [[[]], [[one(" ")]]])
def test_nothing_to_read(pages):
    refused(package(pages), "没有文字")


ENTITIES = f'<!DOCTYPE a [<!ENTITY e "{"a" * 100}">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        packed({"OFD.xml": ""}),
        packed({"OFD.xml": "<OFD/>"}),
        packed({"OFD.xml": ENTITIES + ROOT.format("&e;")}),
        packed({"OFD.xml": "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + ROOT.format("")}),
        packed({"OFD.xml": ROOT.format(BODY.format("OFD.xml") * 60)}),
        packed({"OFD.xml": ROOT.format(BODY.format("OFD.xml"))}),
        packed({"OFD.xml": b"\xff" * 100}),
        packed({"OFD.xml": " " * 200_000_000}),
        rendered()[:-50],
        rendered()[:2000],
    ],
    ids=range(12),
)
def test_hostile_files_are_refused(data):
    refused(data)


def test_too_large_a_file():
    with pytest.raises(DocumentError):
        ofd.read(rendered(), Limits(file_bytes=1000))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_are_read_whole_or_refused(data):
    whole = rendered()
    damaged = bytearray(whole)
    del damaged[data.draw(st.integers(1, len(damaged))) :]
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=5)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        found = ofd.read(bytes(damaged))
    except DocumentError:
        return
    assert found.grids == ofd.read(whole).grids


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="0123456789 .-gMLSQBAC<>&eEnaif\n", max_size=60), st.text(alphabet="0123456789 .-eg", max_size=30)
)
def test_any_attributes_end_in_a_document_or_an_error(data, numbers):
    plain = data.replace("&", "&amp;").replace("<", "&lt;")
    path = f'<ofd:PathObject Boundary="{numbers}" CTM="{numbers}"><ofd:AbbreviatedData>{plain}</ofd:AbbreviatedData></ofd:PathObject>'
    words = text(f'<ofd:TextCode X="1" Y="3" DeltaX="{numbers}" DeltaY="{numbers}">12345</ofd:TextCode>')
    with suppress(DocumentError):
        read(one("甲"), path, words, image(numbers, numbers))
