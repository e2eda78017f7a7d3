"""Files of a case: what is taken in, how it is kept, who may load it."""

from __future__ import annotations

import io
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.errors import BadSetting, BadUpload, NotPermitted, OfficeError, SealBroken
from gongkai.web.applications import files, uploads
from gongkai.web.applications.files import add_file, attach, open_file, path_of, rewrap, set_for_applicant
from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.uploads import check_upload, clean_name, sniff
from gongkai.web.config.environment import SECRETS, read_environment
from gongkai.web.entries.models import Entry
from tests.web.settings import KEY

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def package(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.docx", package("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.XLSX", package("xl/workbook.xml"), "xlsx"),
        ("a.ofd", package("OFD.xml"), "ofd"),
        ("a.rtf", b"{\\rtf1 x}", "rtf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        ("a.png", PNG, "png"),
        ("a.tif", b"II*\0\x08\0\0\0", "tiff"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        ("说明.txt", "关于补正的说明\r\n".encode("gb18030"), "txt"),
        ("说明.txt", "关于补正的说明\n".encode(), "txt"),
        ("说明.txt", "关于补正的说明\n".encode("utf-16"), "txt"),
    ],
)
def test_types_are_told_by_their_content(name, data, kind):
    assert sniff(data) == kind
    assert check_upload(name, data).media_type == uploads.TYPES[kind][0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", package("a.txt")),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin")),  # a macro file
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.exe", b"MZ\x90\0\x03\0\0\0"),
        ("a.txt", b"\0\1\2\3"),
        ("a.txt", b"\xff\xfe\x00\xd8"),
        ("a.pdf", b""),
        ("a.pdf", PNG),
        ("a.png", PDF),
        ("a", PDF),
        ("报告.pdf.txt", PDF),
    ],
)
def test_what_is_no_type_allowed_or_lies_about_it_is_refused_in_one_sentence(name, data):
    with pytest.raises(BadUpload) as caught:
        check_upload(name, data)
    assert caught.value.zh.endswith("。")
    assert "\n" not in caught.value.zh


def test_a_file_over_twenty_megabytes_is_refused():
    with pytest.raises(BadUpload, match="20 MB"):
        check_upload("a.pdf", PDF + b"\0" * uploads.LARGEST)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fakepath\\身份证.jpg", "身份证.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("照片\u202egpj.exe.jpg", "照片gpj.exe.jpg"),
        ("  .pdf", "pdf"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= uploads.LONGEST_NAME


def test_a_file_is_kept_sealed_and_opens_again(case):
    file = add_file(case.office, case, "application", "申请书.pdf", PDF, "applicant")
    kept = path_of(file).read_bytes()
    assert b"%PDF" not in kept
    assert open_file(file) == open_file(CaseFile.objects.get(pk=file.pk)) == PDF
    assert (file.size, file.media_type, file.by) == (len(PDF), "application/pdf", "applicant")
    entry = Entry.objects.get(office=case.office, type="file_added")
    assert "申请书" not in str(entry.body)
    assert not list(path_of(file).parent.glob(".*"))


def test_a_changed_lost_or_swapped_file_does_not_open(case):
    one = add_file(case.office, case, "other", "a.pdf", PDF, "x")
    two = add_file(case.office, case, "other", "b.png", PNG, "x")
    path_of(two).write_bytes(path_of(one).read_bytes())
    with pytest.raises(SealBroken):
        open_file(two)
    path_of(one).unlink()
    with pytest.raises(SealBroken, match="backup"):
        open_file(one)


def test_a_file_outlives_a_rotation_of_keys(case, monkeypatch):
    file = add_file(case.office, case, "other", "a.pdf", PDF, "x")
    old = settings.GONGKAI.data_keys
    monkeypatch.setattr(settings.GONGKAI.__class__, "data_keys", (b"n" * 32, *old))
    rewrap(file)
    monkeypatch.setattr(settings.GONGKAI.__class__, "data_keys", (b"n" * 32,))
    assert open_file(CaseFile.objects.get(pk=file.pk)) == PDF


def test_a_full_case_takes_no_more_and_leaves_nothing_behind(case, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_CASE", 2 * len(PDF))
    first = add_file(case.office, case, "other", "a.pdf", PDF, "x")
    add_file(case.office, case, "other", "b.pdf", PDF, "x")
    before = sorted(path_of(first).parent.iterdir())
    with pytest.raises(BadUpload, match="more than"):
        add_file(case.office, case, "other", "c.pdf", PDF, "x")
    assert sorted(path_of(first).parent.iterdir()) == before
    assert CaseFile.objects.count() == 2


def test_an_unknown_kind_is_refused(case):
    with pytest.raises(OfficeError):
        add_file(case.office, case, "nothing", "a.pdf", PDF, "x")


def test_only_who_may_attach_attaches(case, staff):
    with pytest.raises(NotPermitted):
        attach(staff.officer("auditor"), case.office, case, "other", "a.pdf", PDF)
    assert attach(staff.officer("liaison"), case.office, case, "other", "a.pdf", PDF).by == "baiyun-liaison"


def test_an_original_is_never_given_to_the_applicant(case, staff):
    officer = staff.officer("officer")
    file = attach(officer, case.office, case, "original", "a.pdf", PDF)
    with pytest.raises(OfficeError, match="redacted"):
        set_for_applicant(officer, file, is_for_applicant=True)
    letter = attach(officer, case.office, case, "letter", "a.pdf", PDF)
    assert set_for_applicant(officer, letter, is_for_applicant=True).is_for_applicant


# --- the scanner --------------------------------------------------------------------------------------------------


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A scanner that takes EICAR for infected, fails at the word "broken" and passes the rest."""
    script = tmp_path / "scan.py"
    script.write_text(
        "import sys\ndata = sys.stdin.buffer.read()\nsys.exit(1 if b'EICAR' in data else 2 if b'broken' in data else 0)\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(settings.GONGKAI.__class__, "scan_command", (sys.executable, str(script)))


@pytest.mark.usefixtures("scanner")
def test_an_infected_file_is_refused():
    assert check_upload("a.txt", b"clean")
    with pytest.raises(BadUpload, match="malware"):
        check_upload("a.txt", b"an EICAR test")


@pytest.mark.usefixtures("scanner")
def test_a_scanner_that_fails_lets_nothing_in(monkeypatch):
    with pytest.raises(BadUpload, match="could not be scanned"):
        check_upload("a.txt", b"broken")
    monkeypatch.setattr(settings.GONGKAI.__class__, "scan_command", ("/nowhere/scanner",))
    with pytest.raises(BadUpload, match="could not be scanned"):
        check_upload("a.txt", b"clean")


def test_the_scanner_is_a_command_of_the_environment():
    given = dict.fromkeys(SECRETS, KEY) | {"GONGKAI_SCAN_COMMAND": "clamdscan --fdpass -"}
    assert read_environment(given).scan_command == ("clamdscan", "--fdpass", "-")
    assert read_environment(dict.fromkeys(SECRETS, KEY)).scan_command == ()
    with pytest.raises(BadSetting, match="GONGKAI_SCAN_COMMAND"):
        read_environment(given | {"GONGKAI_SCAN_COMMAND": 'scan "'})


# --- the pages ----------------------------------------------------------------------------------------------------


def page(case, name="files", *more):
    return reverse(f"desk:cases:{name}", args=[case.office.code, case.pk, *more])


def upload(*files):
    return [SimpleUploadedFile(name, data) for name, data in files]


def test_several_files_are_taken_in_at_once(staff, case):
    client = staff.client("officer")
    data = {"kind": "evidence", "files": upload(("截图.png", PNG), ("说明.pdf", PDF))}
    assert client.post(page(case), data).status_code == 302
    assert set(CaseFile.objects.values_list("name", "kind")) == {("截图.png", "evidence"), ("说明.pdf", "evidence")}
    assert "截图.png" in client.get(page(case)).content.decode()


def test_one_bad_file_is_named_and_the_good_ones_stay(staff, case):
    client = staff.client("officer")
    data = {"kind": "other", "files": upload(("好.pdf", PDF), ("坏.pdf", PNG), ("空.txt", b""))}
    response = client.post(page(case), data)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "“坏.pdf”的内容是PNG" in shown
    assert "“空.txt”是空文件" in shown
    assert [row.name for row in CaseFile.objects.all()] == ["好.pdf"]


def test_nothing_chosen_is_said(staff, case):
    response = staff.client("officer").post(page(case), {"kind": ""})
    assert response.status_code == 422
    assert {"kind", "files"} == set(response.context["form"].errors)


def test_a_file_is_only_ever_saved_by_the_browser(staff, case):
    file = add_file(case.office, case, "evidence", "检索 截图.png", PNG, "x")
    response = staff.client("officer").get(page(case, "file", file.pk))
    assert response.content == PNG
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert not Entry.objects.filter(kind="disclosure").exists()


def test_loading_personal_data_leaves_an_entry(staff, case):
    file = add_file(case.office, case, "identity", "身份证.png", PNG, "x")
    assert staff.client("auditor").get(page(case, "file", file.pk)).status_code == 403
    assert not Entry.objects.filter(kind="disclosure").exists()
    assert staff.client("officer").get(page(case, "file", file.pk)).status_code == 200
    entry = Entry.objects.get(kind="disclosure")
    assert (entry.type, entry.subject, entry.by) == ("file_opened", case.number, "baiyun-officer")


def test_a_file_is_found_only_under_its_own_case(staff, case, unconfirmed):
    file = add_file(case.office, case, "other", "a.pdf", PDF, "x")
    client = staff.client("officer")
    assert client.get(page(unconfirmed, "file", file.pk)).status_code == 404


def test_a_lost_file_is_said_on_the_page(staff, case):
    file = add_file(case.office, case, "other", "a.pdf", PDF, "x")
    path_of(file).unlink()
    response = staff.client("officer").get(page(case, "file", file.pk), follow=True)
    assert "请从备份恢复" in response.content.decode()


def test_a_file_is_shared_with_the_applicant_and_withdrawn(staff, case):
    client = staff.client("officer")
    file = add_file(case.office, case, "letter", "答复.pdf", PDF, "x")
    client.post(page(case, "share", file.pk), {"shared": "1"})
    assert CaseFile.objects.get().is_for_applicant
    client.post(page(case, "share", file.pk), {"shared": "0"})
    assert not CaseFile.objects.get().is_for_applicant
    assert Entry.objects.filter(type="file_shared").count() == 2


def test_who_may_not_attach_sees_no_form_and_may_not_post(staff, case):
    client = staff.client("auditor")
    assert client.get(page(case)).context["form"] is None
    assert client.post(page(case), {"kind": "other", "files": upload(("a.pdf", PDF))}).status_code == 403
