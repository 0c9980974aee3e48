"""A real browser for pages that people open: headless Chromium, driven by Selenium, with no way out to the network."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1600",
)


@contextmanager
def browser() -> Iterator[Any]:
    """A Selenium driver; the test is skipped, with the reason, where there is no Chromium."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs Debian's packages chromium and chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in _FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver, log_output=os.devnull))
    try:
        yield opened
    finally:
        opened.quit()


def visit(opened: Any, page: Path) -> None:
    """Open a file."""
    opened.get(page.resolve().as_uri())


def complaints(opened: Any) -> list[str]:
    """What the browser's console says so far."""
    return [entry["message"] for entry in opened.get_log("browser")]


def requested(opened: Any) -> set[str]:
    """The addresses asked for so far, by the page and its frames."""
    events = (json.loads(entry["message"])["message"] for entry in opened.get_log("performance"))
    return {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
