"""`gongkai read`, and `check` on published files: what stands there, or a reason; one bad file stops nothing."""

import json
import subprocess
import sys

import pytest

from gongkai.cli import main
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
