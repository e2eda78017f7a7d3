"""Browsers in words."""

from __future__ import annotations

import pytest

from gongkai.web.accounts.templatetags.devices import browser

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/120.0.0.0 Safari/537.36", "Chrome 120 · Windows"),
        (f"Mozilla/5.0 (Windows NT 6.1) {WEBKIT} Chrome/86.0.4240.198 Safari/537.36 QIHU 360SE", "360 · Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64; Kylin) {WEBKIT} Chrome/96.0 Safari/537.36", "Chrome 96 · 麒麟"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/120.0 Safari/537.36 Edg/120.0.1", "Edge 120 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile/15E Safari/604",
            "Safari 17 · iOS",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named(said, shown):
    assert browser(said) == shown
