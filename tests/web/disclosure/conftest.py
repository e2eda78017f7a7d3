"""Items in public, as the tests of publishing make them."""

from __future__ import annotations

from tests.web.publishing.conftest import column, in_office, papers

__all__ = ["column", "in_office", "papers"]
