"""`gongkai read`, and `check` on published files: what stands there, or a reason; one bad file stops nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from gongkai.cli import main
from gongkai.cli.say import set_language
from gongkai.documents.write import render
from gongkai.report.model import Cell
from tests.documents import reports
from tests.samples.layouts import LAYOUTS, document


def zeros():
    told = reports.full_report("fmt2021")
    return reports.replace(told, cells=reports.cells_of("fmt2021", lambda figure, index: 0), sections={})


def objects(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_text_is_read_whatever_its_layout(tmp_path, capsys, layout):
    path = tmp_path / "年报.txt"
    path.write_text(document(zeros(), LAYOUTS[layout]), encoding="gb18030")

    assert main(["read", str(path), "--json"]) == 0

    (found,) = objects(capsys)
    assert found["schema"] == "gongkai.report/1"
    assert (found["office"], found["year"], found["form"]) == ("西工区汉屯路街道办事处", 2021, "fmt2021")
    assert {cell["status"] for cell in found["cells"]} == {"stated"}
    assert len(found["cells"]) == 200


@pytest.mark.parametrize("format", ["docx", "html", "xlsx", "json", "pdf"])
def test_our_own_files_read_back_identical(tmp_path, capsys, format):
    told = reports.full_report("fmt2019")
    path = tmp_path / f"report.{format}"
    path.write_bytes(render(told, format))

    main(["read", str(path), "--json"])

    (found,) = objects(capsys)
    read = {(cell["table"], cell["row"], cell["column"]): cell["value"] for cell in found["cells"]}
    assert read == {key: pytest.approx(float(cell.value)) for key, cell in told.cells.items()}


def test_the_name_of_a_file_does_not_matter(tmp_path, capsys):
    path = tmp_path / "report.html"
    path.write_bytes(render(zeros(), "docx"))

    assert main(["read", str(path), "--json"]) == 0
    assert objects(capsys)[0]["year"] == 2021


def test_an_inferred_number_stands_in_cells_only(tmp_path, capsys):
    told = zeros()
    key = ("t3", "granted", "natural_person")
    path = tmp_path / "odd.html"
    path.write_bytes(render(reports.replace(told, cells={**told.cells, key: Cell(0, "O")}), "html"))

    main(["read", str(path), "--json"])

    (found,) = objects(capsys)
    (cell,) = (cell for cell in found["cells"] if (cell["row"], cell["column"]) == key[1:])
    assert (cell["value"], cell["status"], cell["written"]) == (0, "inferred", "O")
    assert found["tables"]["t3"]["granted"]["natural_person"] is None


def test_a_folder_is_read_file_by_file_and_a_bad_one_stops_nothing(tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(render(zeros(), "docx"))
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "c.txt").write_text("关于召开会议的通知", encoding="utf-8")
    (tmp_path / "d.html").write_bytes(render(zeros(), "html"))

    assert main(["read", str(tmp_path), "--json"]) == 2

    captured = capsys.readouterr()
    found = [json.loads(line) for line in captured.out.splitlines()]
    assert [("error" in one) for one in found] == [False, True, True, False]
    assert captured.err.count("\n") == 2
    assert "Traceback" not in captured.err


def test_a_published_file_is_checked_like_our_own(tmp_path, capsys):
    told = zeros()
    wrong = reports.replace(told, cells={**told.cells, ("t3", "granted", "total"): Cell(3, "3")})
    path = tmp_path / "年报.docx"
    path.write_bytes(render(wrong, "docx"))

    assert main(["check", str(path)]) == 1

    shown = capsys.readouterr().out
    assert "R02" in shown
    assert "R04" in shown


def test_the_overview_names_what_is_not_certain(tmp_path, capsys):
    told = zeros()
    keys = [key for key in told.cells if key[:2] == ("t2", "penalty")]
    spoiled = reports.replace(told, cells={**told.cells, **{key: Cell(0, "约3") for key in keys}})
    path = tmp_path / "年报.html"
    path.write_bytes(render(spoiled, "html"))

    main(["read", str(path)])

    assert "“约3”不是数字" in capsys.readouterr().out


def test_the_command_reads_in_its_own_process_and_several_side_by_side(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.docx").write_bytes(render(zeros(), "docx"))

    command = [sys.executable, "-m", "gongkai", "read", str(tmp_path), "--json", "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["file"][-6:] for line in done.stdout.splitlines()] == ["a.docx", "b.docx", "c.docx"]


# --- the views ----------------------------------------------------------------------------------------------------


def spoiled():
    told = zeros()
    key = ("t3", "granted", "total")
    return reports.replace(told, cells={**told.cells, key: Cell(3, "3")})


def test_one_report_becomes_one_page(tmp_path, capsys):
    source, out = tmp_path / "年报.docx", tmp_path / "核对" / "年报.html"
    source.write_bytes(render(spoiled(), "docx"))

    assert main(["read", str(source), "--html", str(out)]) == 1

    assert [path.name for path in out.parent.iterdir()] == ["年报.html"]
    assert "R02" in out.read_text(encoding="utf-8")
    shown = capsys.readouterr().out
    assert "200格全部写明；校验" in shown
    assert str(out) in shown


def test_many_reports_become_a_folder_of_pages_with_a_list_and_a_workbook(tmp_path, capsys):
    folder, out, book = tmp_path / "in", tmp_path / "views", tmp_path / "all.xlsx"
    (folder / "sub").mkdir(parents=True)
    for path in (folder / "a.docx", folder / "sub" / "a.docx"):
        path.write_bytes(render(zeros(), "docx"))
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 cut off")

    assert main(["read", str(folder), "--html", str(out), "--xlsx", str(book), "--jobs", "2"]) == 2

    assert sorted(path.name for path in out.iterdir()) == ["a.docx.html", "a.docx_2.html", "index.html"]
    told = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="a.docx_2.html"' in told
    assert "坏.docx" in told
    rows = list(openpyxl.load_workbook(book)["概览"].iter_rows(min_row=2, values_only=True))
    assert [(row[0][-8:], row[6]) for row in rows] == [("n/a.docx", 200), ("b/a.docx", 200), ("n/坏.docx", None)]
    assert list(tmp_path.rglob("*.tmp")) == []
    assert "坏.docx" in capsys.readouterr().err


def test_the_views_are_not_read_when_the_folder_is_read_again(tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(render(zeros(), "docx"))
    command = ["read", str(tmp_path), "--html", str(tmp_path / "views"), "--xlsx", str(tmp_path / "all.xlsx")]

    assert [main(command), main(command)] == [0, 0]
    assert len(list((tmp_path / "views").iterdir())) == 2


def test_json_and_views_come_in_one_run(tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(render(zeros(), "docx"))

    assert main(["read", str(tmp_path / "a.docx"), "--json", "--html", str(tmp_path / "out")]) == 0

    assert len(objects(capsys)) == 1
    assert (tmp_path / "out" / "index.html").exists()


def test_the_views_speak_english(tmp_path):
    (tmp_path / "a.docx").write_bytes(render(zeros(), "docx"))
    source, page, book = (str(tmp_path / name) for name in ("a.docx", "a.html", "a.xlsx"))

    try:
        assert main(["--lang", "en", "read", source, "--html", page, "--xlsx", book]) == 0
    finally:
        set_language("zh")

    assert "all 200 cells stated" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert openpyxl.load_workbook(book).sheetnames == ["Overview", "Figures", "Checks", "Text"]


@pytest.mark.parametrize(
    "options",
    [
        ["--html", "{}/a.docx"],
        ["--html", "{}"],
        ["--xlsx", "{}/a.docx"],
        ["--xlsx", "{}/book.csv"],
        ["{}/b.docx", "--html", "{}/view.html"],
    ],
)
def test_a_place_that_cannot_be_meant_is_refused_and_nothing_is_written(tmp_path, capsys, options):
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(render(zeros(), "docx"))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    assert main(["read", str(tmp_path / "a.docx"), *(option.format(tmp_path) for option in options)]) == 2

    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert capsys.readouterr().err.count("\n") == 1


def test_a_hostile_name_of_a_file_stays_in_the_folder_of_pages(tmp_path, capsys):
    name = '<script>alert(1)<_script>"..\\..\\x.docx'
    (tmp_path / name).write_bytes(render(zeros(), "docx"))

    assert main(["read", str(tmp_path / name), "--html", str(tmp_path / "out")]) == 0

    assert sorted(path.parent for path in tmp_path.rglob("*.html")) == [tmp_path / "out"] * 2
    assert "<script>" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(render(zeros(), "docx"))
    (tmp_path / "file").write_bytes(b"")

    assert main(["read", str(tmp_path / "a.docx"), "--xlsx", str(tmp_path / "file" / "x.xlsx")]) == 2
    assert main(["read", str(tmp_path / "a.docx"), "--html", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_several_reports_of_a_file_are_several_pages(tmp_path, capsys):
    told = zeros()
    later = reports.replace(told, year=2022, title=told.title.replace("2021", "2022"))
    text = "\n".join(document(one, LAYOUTS["tabs"]) for one in (told, later))
    (tmp_path / "two.txt").write_text(text, encoding="utf-8")

    main(["read", str(tmp_path / "two.txt"), "--html", str(tmp_path / "out")])

    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["index.html", "two.txt-1.html", "two.txt-2.html"]


# --- names, folders, patterns -------------------------------------------------------------------------------------


def test_a_pattern_the_shell_left_alone_is_expanded_each_file_once(tmp_path, capsys):
    (tmp_path / "sub").mkdir()
    for name in ("b.docx", "a.docx", "sub/c.docx", ".hidden.docx", "~$a.docx", "d.txt"):
        (tmp_path / name).write_bytes(render(zeros(), "docx"))

    assert main(["read", f"{tmp_path}/**/*.docx", str(tmp_path / "a.docx"), "--json"]) == 0

    assert [Path(one["file"]).name for one in objects(capsys)] == ["a.docx", "b.docx", "c.docx"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path, capsys):
    (tmp_path / "年报[2021].docx").write_bytes(render(zeros(), "docx"))

    assert main(["read", str(tmp_path / "年报[2021].docx"), "--json"]) == 0
    assert len(objects(capsys)) == 1


@pytest.mark.parametrize("command", ["read", "check"])
@pytest.mark.parametrize("name", ["*.pdf", "empty"])
def test_a_name_that_fits_no_file_is_an_error(tmp_path, capsys, command, name):
    (tmp_path / "empty").mkdir()

    assert main([command, str(tmp_path / name)]) == 2
    assert "没有与" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_the_command_and_what_reads_for_it(tmp_path, jobs):
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)
    command = [sys.executable, "-m", "gongkai", "read", str(endless), str(endless), "--jobs", jobs]
    command += ["--xlsx", str(tmp_path / "all.xlsx")]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as reading,
        endless.open("wb", buffering=0) as writer,  # opens once the file is being read
    ):
        os.killpg(reading.pid, signal.SIGINT)
        told = reading.communicate()
        with pytest.raises(BrokenPipeError):
            writer.write(b"nobody is left to read this")

    assert (reading.returncode, told) == (130, (b"", b""))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["endless.txt"]
