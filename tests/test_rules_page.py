"""docs/rules.md says what the data say."""

from tools import rules_page


def test_the_page_of_rules_agrees_with_the_data():
    page = rules_page.PAGE.read_text(encoding="utf-8")

    assert rules_page.filled(page) == page, "run: python -m tools.rules_page"


def test_every_check_has_a_heading_and_a_source():
    page = rules_page.PAGE.read_text(encoding="utf-8")

    for rule in rules_page.every_rule():
        assert f"### {rule.__name__}\n" in page
        assert "Source:" in (rule.__doc__ or "")
