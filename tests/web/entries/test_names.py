"""Every kind of entry that the code records has a name on the screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongkai.web
from gongkai.web.applications.panels import DESK_ACTS
from gongkai.web.entries.names import NAMES

RECORDERS = ("record_desk", "record_disclosure", "Act")
"""Functions whose second argument is the kind."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code:
    """The functions and the calls of the office on the web."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Function | None, ast.Call]] = []
        self.functions: dict[tuple[str, str], Function] = {}
        for path in sorted(Path(gongkai.web.__file__).parent.rglob("*.py")):
            self._read(str(path), ast.parse(path.read_text(encoding="utf-8")), None)

    def _read(self, path: str, node: ast.AST, inside: Function | None) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                self.functions[path, child.name] = child
            if isinstance(child, ast.Call):
                self.calls.append((path, inside, child))
            self._read(path, child, child if isinstance(child, Function) else inside)

    def recorded(self) -> Iterator[tuple[str, str]]:
        """Kinds with the place that records them; "" for one that cannot be told from the code."""
        for path, inside, call in self.calls:
            if _called(call) not in RECORDERS or path.endswith("entries/record.py"):
                continue
            if _called(call) == "Act" and not (isinstance(call.args[0], ast.Name) and call.args[0].id != "LEDGER"):
                continue
            place = f"{path}:{call.lineno}"
            for kind in self._values(path, inside, call.args[1], place):
                yield kind, place

    def _values(self, path: str, inside: Function | None, value: ast.expr, place: str) -> Iterator[str]:
        """Every text an expression can be: a literal, one of two, a local name, or an argument of every caller."""
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.IfExp):
            yield from self._values(path, inside, value.body, place)
            yield from self._values(path, inside, value.orelse, place)
        elif isinstance(value, ast.Name) and inside is not None:
            names = [one.arg for one in (*inside.args.posonlyargs, *inside.args.args, *inside.args.kwonlyargs)]
            if value.id in names:
                yield from self._of_callers(path, inside, value.id, names.index(value.id))
            else:
                for given in _assigned(inside, value.id):
                    yield from self._values(path, inside, given, place)
        else:
            yield ""

    def _of_callers(self, path: str, function: Function, name: str, place: int) -> Iterator[str]:
        for where, inside, call in self.calls:
            if where == path and _called(call) == function.name:
                given = [one.value for one in call.keywords if one.arg == name] or call.args[place : place + 1]
                for value in given:
                    yield from self._values(path, inside, value, f"{path}:{call.lineno}")


def _called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _assigned(function: Function, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            yield node.value


KINDS = dict(Code().recorded())


def test_the_kinds_are_found():
    assert {"note", "section_opened", "section_changed", "deputy_named", "person_revealed", "handed_over"} <= set(KINDS)
    assert len(KINDS) > 60


def test_every_kind_can_be_told_from_the_code():
    assert "" not in KINDS, f"{KINDS['']}: write the kind as a literal, so that its name can be checked"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_name(kind):
    assert kind in DESK_ACTS, f"{KINDS[kind]}: add {kind!r} to gongkai.web.entries.names"


def test_every_name_is_of_a_kind():
    assert set(NAMES) - set(KINDS) <= {"demonstration_loaded"}
