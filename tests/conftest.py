"""What every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is no fault of the code; and CI, which judges a change, must not fall on an example of another day.
settings.register_profile("gongkai", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gongkai")

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def launcher() -> ModuleType:
    """The script `run` as a module of its own, which a test may point elsewhere."""
    loader = SourceFileLoader("run", str(ROOT / "run"))
    spec = spec_from_loader("run", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium that asks nobody for anything."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("GONGKAI_CHROMIUM")
    assert chromium, "browser tests are started by ./run test, which finds a Chromium and names it in GONGKAI_CHROMIUM"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        browser.close()
