"""`run`, the script that takes a fresh clone to a working command."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run"


@pytest.fixture
def clone(launcher, tmp_path, monkeypatch):
    """The launcher, pointed at a small tree with locks and nothing set up; installing is left out."""
    (tmp_path / "requirements").mkdir()
    for lock in ("demo", "test"):
        (tmp_path / "requirements" / f"{lock}.lock").write_text(f"{lock} as it is")
    package = tmp_path / "src" / "gongkai"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "cli.py").write_text("import sys\n\n\ndef main():\n    print(sys.argv[1:])\n    return 3\n")
    # The same names under another root: the module computes them once, from where it lies.
    for name, value in vars(launcher).copy().items():
        if name.isupper() and isinstance(value, str) and value.startswith(str(ROOT)):
            monkeypatch.setattr(launcher, name, str(tmp_path) + value.removeprefix(str(ROOT)))
    monkeypatch.setattr(launcher, "install", lambda use: None)
    return launcher


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_is_printed_from_anywhere_and_sets_nothing_up(arguments, tmp_path):
    done = subprocess.run([sys.executable, RUN, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert "./run demo" in done.stdout
    assert "./run test" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_so(launcher, version):
    sentence = launcher.old_python(version)
    assert "needs Python 3.11 or newer" in sentence
    assert f"this is {version[0]}.{version[1]}" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_newer_python_will_do(launcher, version):
    assert launcher.old_python(version) is None


def test_an_old_python_can_parse_it():
    source = RUN.read_text(encoding="ascii")
    too_new = (ast.AnnAssign, ast.AsyncFunctionDef, ast.JoinedStr, ast.Match, ast.NamedExpr, ast.YieldFrom)
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, too_new), ast.unparse(node)
        assert not (isinstance(node, ast.Raise) and node.cause)
        assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
        assert not (isinstance(node, ast.List | ast.Tuple) and any(isinstance(e, ast.Starred) for e in node.elts))
        if isinstance(node, ast.FunctionDef):
            named = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            assert named == node.args.args
            assert not any(argument.annotation for argument in named)
            assert not node.returns


def test_a_second_start_finds_everything_ready(clone, monkeypatch):
    clone.make_ready("demo")
    monkeypatch.setattr(clone, "set_up", lambda use: pytest.fail("set up again"))
    clone.make_ready("demo")


def test_ready_to_test_is_ready_to_run_but_not_the_other_way_round(clone):
    assert not clone.is_ready("demo")
    clone.make_ready("demo")
    assert clone.is_ready("demo")
    assert not clone.is_ready("test")
    os.remove(clone.stamp("demo"))
    clone.make_ready("test")
    assert clone.is_ready("test")
    assert clone.is_ready("demo")


def test_a_changed_lock_is_installed_again(clone):
    clone.make_ready("demo")
    Path(clone.lock_file("demo")).write_text("demo, newer")
    assert not clone.is_ready("demo")


def test_another_python_is_given_its_own_environment(clone, monkeypatch):
    clone.make_ready("demo")
    leftover = Path(clone.VENV, "leftover")
    leftover.touch()
    configuration = Path(clone.VENV, "pyvenv.cfg")
    configuration.write_text("home = somewhere\nversion = 3.10.4\n")
    assert not clone.is_ready("demo")
    clone.make_ready("demo")
    assert not leftover.exists()
    assert clone.is_ready("demo")


def test_a_python_that_is_gone_is_replaced(clone):
    clone.make_ready("demo")
    os.remove(clone.PYTHON)
    assert not clone.is_ready("demo")
    clone.make_ready("demo")
    assert os.path.exists(clone.PYTHON)


def test_setting_up_that_was_cut_short_begins_again_from_nothing(clone, monkeypatch):
    def cut_short(use):
        Path(clone.VENV, "half-a-package").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(clone, "install", cut_short)
        with pytest.raises(KeyboardInterrupt):
            clone.make_ready("demo")
    assert not clone.is_ready("demo")
    clone.make_ready("demo")
    assert clone.is_ready("demo")
    assert not Path(clone.VENV, "half-a-package").exists()


def test_two_starts_take_turns(clone):
    with clone.turn(), open(clone.VENV + ".lock", "a") as second:
        assert not clone.taken(second)
    with open(clone.VENV + ".lock", "a") as third:
        assert clone.taken(third)


def test_the_installed_command_hands_over_arguments_and_exit_status(clone, tmp_path):
    clone.make_ready("demo")
    done = subprocess.run([clone.PYTHON, clone.GONGKAI, "a b", "c"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("['a b', 'c']\n", 3)
    if os.name != "nt":
        done = subprocess.run([clone.GONGKAI, "a b"], cwd=tmp_path, capture_output=True, text=True)
        assert (done.stdout, done.returncode) == ("['a b']\n", 3)


def test_a_python_without_pip_is_told_what_to_install(clone, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        clone.pip()


def test_where_uv_fails_pip_installs_the_same_lock(launcher, monkeypatch):
    ran = []
    monkeypatch.setattr(launcher, "find_uv", lambda: "uv")
    monkeypatch.setattr(launcher, "pip", lambda: ["pip"])
    monkeypatch.setattr("shutil.rmtree", lambda folder, ignore_errors: None)
    monkeypatch.setattr(launcher, "succeeds", lambda command: ran.append(command) or command[0] == "pip")
    launcher.install("demo")
    assert [command[0] for command in ran] == ["uv", "pip"]
    for command in ran:
        assert "--require-hashes" in command
        assert launcher.lock_file("demo") in command


def test_packages_that_cannot_be_had_end_in_a_sentence(launcher, monkeypatch):
    monkeypatch.setattr(launcher, "find_uv", lambda: None)
    monkeypatch.setattr(launcher, "pip", lambda: ["pip"])
    monkeypatch.setattr("shutil.rmtree", lambda folder, ignore_errors: None)
    monkeypatch.setattr(launcher, "succeeds", lambda command: False)
    with pytest.raises(SystemExit, match=r"requirements/demo.lock could not be installed .* PIP_INDEX_URL"):
        launcher.install("demo")


def test_every_check_runs_and_the_failed_are_named(clone, monkeypatch, tmp_path, capfd):
    good, bad = ("good", ["-c", "print('quiet')"]), ("bad", ["-c", "raise SystemExit('why')"])
    checks = (good, bad, ("tests", ["-c", "raise SystemExit(5)"]))
    monkeypatch.setattr(clone, "CHECKS", checks)
    monkeypatch.setattr(clone, "find_chromium", lambda: "chromium")
    monkeypatch.setenv("GONGKAI_CHROMIUM", "")
    monkeypatch.chdir(tmp_path)
    venv.create(clone.VENV)
    monkeypatch.setattr(clone, "make_ready", lambda use: None)
    assert clone.main(["test"]) == 1
    shown = capfd.readouterr()
    assert shown.out == "== good\n== bad\nwhy\n== tests\n"
    assert shown.err.endswith("run: failed: bad, tests\n")
    monkeypatch.setattr(clone, "CHECKS", (good,))
    assert clone.main(["test"]) == 0


def test_without_a_browser_one_is_installed_where_that_can_be_done(launcher, monkeypatch):
    installed = []
    monkeypatch.setattr("shutil.which", lambda name: name if name in ("apt-get", *installed) else None)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(launcher, "succeeds", lambda command: installed.append(command[-1]) or True)
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    assert launcher.find_chromium() is None
    assert launcher.install_chromium() == "chromium"
    assert installed == ["update", "chromium"]


def test_without_a_browser_that_can_be_installed_one_is_asked_for(launcher, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    with pytest.raises(SystemExit, match="Debian: apt-get install chromium"):
        launcher.install_chromium()
