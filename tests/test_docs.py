"""The documents and the help say what the code does."""

import ast
import contextlib
import importlib
import io
from pathlib import Path

import pytest

from gongkai import errors
from gongkai.cli.app import COMMANDS
from gongkai.cli.app import run as main
from gongkai.report.reconcile import CROSS_YEAR_RULES, ROLL_UP_RULES, RULES
from gongkai.report.words import WORDS
from gongkai.statute.fees import TARIFFS
from gongkai.statute.outcomes import outcomes
from gongkai.statute.periods import periods

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "gongkai"
CHECKS = (*RULES, *CROSS_YEAR_RULES, *ROLL_UP_RULES)
CORE = sorted(path for layer in ("statute", "ledger", "report") for path in (SOURCES / layer).rglob("*.py"))


def rules_page():
    return (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.__name__)
def test_every_check_has_a_heading_a_source_and_words(rule):
    assert f"### {rule.__name__}\n" in rules_page()
    assert "Source:" in rule.__doc__
    assert rule.__doc__.partition(":")[0] in WORDS


@pytest.mark.parametrize("name", [*periods(), *TARIFFS, *outcomes()])
def test_every_period_tariff_and_outcome_stands_on_the_page_of_rules(name):
    assert f"`{name}`" in rules_page()


@pytest.mark.parametrize("number", range(1, 18))
def test_every_rule_of_counting_stands_on_the_page_of_rules(number):
    assert f"| D{number} |" in rules_page()


@pytest.mark.parametrize("path", CORE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_everything_public_in_the_core_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_every_error_stands_in_the_tree():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert [kind.__name__ for kind in kinds if f" {kind.__name__} " not in errors.__doc__] == []
    assert [kind.__name__ for kind in kinds if not kind.__doc__] == []


def help_of(command, lang):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["--lang", lang, command, "--help"]) == 0
    return said.getvalue()


@pytest.fixture(autouse=True)
def chinese():
    """The language of the screen, put back after a test that speaks English."""
    from gongkai.cli.say import set_language

    yield
    set_language("zh")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_in_both_languages(command):
    zh, en = help_of(command, "zh"), help_of(command, "en")

    assert COMMANDS[command][0] in zh
    assert COMMANDS[command][1] in en
    assert "usage" in en.lower()
    assert zh != en


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_a_module(command):
    assert callable(importlib.import_module(f"gongkai.cli.{command.replace('-', '_')}").add)
