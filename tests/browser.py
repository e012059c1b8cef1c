"""A headless Chromium for tests: skipped where there is none, except in CI; nothing it loads may leave the machine."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
)
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 800}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole session."""
    path = shutil.which("chromium")
    if path is None:
        missing = "no chromium on the PATH; install it to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


class OfflinePage:
    """A page without network that remembers what it asked for and what went wrong."""

    def __init__(self, browser, *, viewport=DESKTOP):
        self.requests = []
        self.errors = []
        self.context = browser.new_context(viewport=viewport)
        self.context.set_offline(True)
        self.context.route(lambda url: url.startswith(("http:", "https:", "ws:", "wss:")), self._refuse)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _refuse(self, route):
        self.requests.append(route.request.url)
        route.abort()

    def _dialog(self, dialog):
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path):
        self.page.goto(path.as_uri())
        return self.page
