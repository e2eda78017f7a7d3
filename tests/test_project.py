"""The project's own promises: locks, read-me files, error tree, and nothing local in the repository."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai import errors

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("uv", "demo", "test")
MADE = {".git", ".venv", "out", "build", "dist", "__pycache__"}


def project_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in MADE and not each.endswith("_cache")]
        if Path(folder) == ROOT:
            folders[:] = [each for each in folders if each != ".hypothesis"]
        yield from (Path(folder, name) for name in names)


def pins(lock: str) -> dict[str, str]:
    """Return requirement → hashes, both as written."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    return {line.split(" --hash=")[0].strip(): line for line in text.splitlines()}


def hashes(lock: str) -> dict[str, list[str]]:
    """Return package and version → hashes; a package that only some Pythons need may be needed by all in another lock."""
    return {pin.split(" ;")[0]: re.findall(r"--hash=(\S+)", line) for pin, line in pins(lock).items()}


def commands(readme: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_and_hashed_and_no_address_is_named(lock):
    for requirement, line in pins(lock).items():
        assert re.match(r"[a-z0-9-]+==[^ ;]+( ; .+)?$", requirement)
        assert re.search(r" --hash=sha256:[0-9a-f]{64}", line)
        assert "://" not in line
        assert "file:" not in line


def test_the_test_lock_holds_the_demo_lock_at_the_same_versions():
    assert hashes("demo").items() <= hashes("test").items()


def test_the_locks_hold_every_package_the_project_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {
        "uv": project["dependency-groups"]["uv"],
        "demo": project["project"]["dependencies"],
        "test": project["dependency-groups"]["test"],
    }
    for lock, requirements in named.items():
        locked = {pin.split("==")[0] for pin in pins(lock)}
        assert {re.split(r"[<>=~!;\[ ]", each)[0].lower() for each in requirements} <= locked


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_opens_with_the_two_commands(readme):
    assert commands(readme)[:2] == ["./run demo", "./run test"]
    assert "python run demo" in (ROOT / readme).read_text(encoding="utf-8")


def test_both_readmes_show_the_same_commands():
    assert commands("README.md") == commands("README.zh-CN.md")


def test_every_relative_link_of_a_document_leads_somewhere():
    for document in project_files():
        if document.suffix == ".md":
            text = document.read_text(encoding="utf-8")
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
                assert (document.parent / link).exists(), f"{document.relative_to(ROOT)} links to {link}"


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for record in folder.glob("0*.md"):
        title = record.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {record.name[:4]} ")
        assert f"| [{record.name[:4]}]({record.name}) | {title[7:]} |" in index


def test_every_changelog_fragment_says_of_what_kind_it_is():
    for fragment in (ROOT / "docs" / "changelog.d").iterdir():
        if fragment.name != "README.md":
            assert re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed)\.md", fragment.name)


def test_no_file_names_this_workplace_or_a_registry():
    folders = [f"/{name}/" for name in ("work", "root")]
    hosts = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "debian")]
    for file in project_files():
        data = file.read_bytes()
        found = [each for each in folders + hosts if each.encode() in data]
        assert not found, f"{file.relative_to(ROOT)} names {found}"


def test_ci_runs_every_check():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "exec ./run test"
    if os.name != "nt":
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        assert os.access(ROOT / "run", os.X_OK)


def test_every_error_stands_in_the_tree_under_its_parent():
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([│├└─ ]*)([A-Z]\w+) {2,}\S", line):
            depth = len(found[1]) // 4
            above[depth:] = [found[2]]
            drawn[found[2]] = above[depth - 1] if depth else "Exception"
    classes = {name: each for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, Exception)}
    assert drawn == {name: each.__bases__[0].__name__ for name, each in classes.items()}


def test_every_error_has_a_docstring_that_is_its_own():
    for _, each in inspect.getmembers(errors, inspect.isclass):
        if each.__module__ == errors.__name__:
            assert "__doc__" in vars(each)
            assert vars(each)["__doc__"]


@pytest.mark.parametrize("layer", ["statute", "ledger", "report"])
def test_the_core_loads_nothing_but_itself_and_the_standard_library(layer):
    source = (
        "import pkgutil, sys, gongkai; before = set(sys.modules);"
        f"import gongkai.{layer} as layer;"
        "[__import__(each.name) for each in pkgutil.walk_packages(layer.__path__, layer.__name__ + '.')];"
        "print(*{each.split('.')[0] for each in set(sys.modules) - before} - sys.stdlib_module_names - {'gongkai'})"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
