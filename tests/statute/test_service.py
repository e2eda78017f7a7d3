"""Each way of service has its article; public notice alone takes effect after a time."""

from __future__ import annotations

import pytest

from gongkai.statute.service import service_ways


@pytest.mark.parametrize(
    ("way", "article", "days"),
    [
        ("in_person", "88", 0),
        ("left", "89", 0),
        ("electronic", "90", 0),
        ("entrusted", "91", 0),
        ("post", "91", 0),
        ("notice", "95", 30),
    ],
)
def test_a_way_of_service_names_its_article(way, article, days):
    found = service_ways()[way]
    assert (found.article, found.days) == (article, days)
    assert found.source.startswith("民事诉讼法")
