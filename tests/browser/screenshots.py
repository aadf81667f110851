"""Makes the pictures of docs/images anew; with a folder as argument, every page in light, dark and narrow instead."""

import os
import sys
import tempfile
from pathlib import Path

os.environ["HANDRAISER_DATA"] = tempfile.mkdtemp(prefix="handraiser-screenshots-")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import demo

DOCS = Path(__file__).parents[2] / "docs" / "images"
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1360, "height": 850}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1360, "height": 850}},
    "docs": {"color_scheme": "light", "viewport": {"width": 1280, "height": 1060}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 380, "height": 780}},
}


def main() -> None:
    """Everything from an empty data folder, in one process."""
    for alias in settings.DATABASES:
        call_command("migrate", database=alias, verbosity=0)
    paths = demo.house() if len(sys.argv) > 1 else demo.house("Bobby")
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        base = f"http://{server.host}:{server.port}"
        if len(sys.argv) > 1:
            _everything(browser, base, paths, Path(sys.argv[1]), sys.argv[2:])
        else:
            _for_docs(browser, base, paths)
    server.terminate()


def _everything(browser: Browser, base: str, paths: dict[str, str], folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for look in ("light", "dark", "narrow"):
        for name, path in paths.items():
            if not only or name in only:
                _shoot(
                    _page(browser, base, look, _reader(name)), base + path, folder / f"{name}-{look}.png", whole=True
                )


def _for_docs(browser: Browser, base: str, paths: dict[str, str]) -> None:
    DOCS.mkdir(parents=True, exist_ok=True)
    for name in ("person", "people", "alerts", "model-edit", "source"):
        page = _page(browser, base, "docs", _reader(name))
        if name == "person":
            page.set_viewport_size({"width": 1280, "height": 1440})  # down to the lines that add up
        _shoot(page, base + paths[name], DOCS / f"{name}.png", whole=False)


def _reader(name: str) -> str:
    """Whose page it is in the picture: sales get the alerts, an administrator sees all else."""
    return "sam" if name in {"home", "alerts"} else "root"


def _page(browser: Browser, base: str, look: str, reader: str) -> Page:
    client = Client()
    client.force_login(demo.users()[reader])
    context = browser.new_context(reduced_motion="reduce", **LOOKS[look])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base}])
    return context.new_page()


def _shoot(page: Page, address: str, file: Path, *, whole: bool) -> None:
    page.goto(address)
    page.reload()  # a font that came too late for the first sight stays away until the next
    page.wait_for_timeout(600)
    page.locator("[data-charts]:not([data-drawn])").wait_for(state="detached")  # charts draw themselves
    page.screenshot(path=file, full_page=whole)
    page.context.close()
    print(file)


if __name__ == "__main__":
    main()
