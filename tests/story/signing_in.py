"""How everybody in these stories gets in."""

import re

from playwright.sync_api import Page, expect

from tests.installation import Installation


def sign_in(page: Page, running: Installation, email: str) -> None:
    """With the password that the command has printed."""
    password = re.search(r"^ *Password(?:, shown once)? +(\S+)", running.log, re.MULTILINE)
    assert password
    assert email in running.log
    page.goto(running.url, timeout=90_000)  # its first page, while the worker compiles the kernel
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
