"""docs/letters.md says what the data say: every kind with its article, elements and word, every element by name."""

from __future__ import annotations

from pathlib import Path

from gongkai.documents.letters.compose import FREE, PLACES
from gongkai.statute.letters import cite, elements, letter_kinds

PAGE = Path(__file__).resolve().parents[3] / "docs" / "letters.md"


def kinds_table() -> str:
    rows = ["| code | letter | word | basis | must hold | tells | clause | mark |", "|---|---|---|---|---|---|---|---|"]
    for versions in letter_kinds().values():
        for kind in versions:
            until = f" (until {kind.in_force_to})" if kind.in_force_to else ""
            basis = cite(kind.articles).replace("《中华人民共和国政府信息公开条例》", "")
            must = ", ".join(kind.elements) or "–"
            clause = {"": "–", "outcome": "of the outcome"}.get(kind.remedy, "free choice")
            tells = ", ".join(f"`{code}`" for code in kind.outcomes) or "–"
            name = f"`{kind.code}`{until}"
            rows.append(
                f"| {name} | {kind.title} | {kind.type_word or '–'} | {basis} | {must} | {tells} | {clause} | {kind.mark} |"
            )
    return "\n".join(rows)


def elements_table() -> str:
    rows = ["| element | in Chinese | meaning |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{one.code}` | {one.label} | {one.gloss} |" for one in elements().values())])


def test_the_page_shows_the_kinds_as_the_data_have_them():
    assert kinds_table() in PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_element():
    assert elements_table() in PAGE.read_text(encoding="utf-8")


def test_the_page_names_the_free_passages_and_their_places():
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`{name}`" in page for name in FREE)
    assert all(f"`{{{name}}}`" in page for name in PLACES)
