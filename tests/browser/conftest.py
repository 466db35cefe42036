"""A real browser on the real portal. Skipped, and loudly, where there is no Chromium."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from accounts import actions as accounts
from tests import cast

CHROMIUM = os.environ.get("CHROMIUM", "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def is_walked_by_make_test(params: dict[str, Any]) -> bool:
    """Each story once with script and in Russian, some also without and in English; `make slow` walks the other ways."""
    return params.get("language", "") in {"", "ru" if params.get("script", True) else "en"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not is_walked_by_make_test(getattr(getattr(item, "callspec", None), "params", {})):
                item.add_marker(pytest.mark.slow)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: browser tests are skipped"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


WIDE = """document.documentElement.scrollWidth <= 320 ? [] :
  [...document.querySelectorAll("main *, header *, footer *")].filter((e) => e.getBoundingClientRect().right > 321)
  .map((e) => e.outerHTML.slice(0, 120)).slice(0, 5)"""


# Does a click on it lead to another page? A link to a part of this one does not, nor a button that submits nothing.
LEADS_AWAY = """e => e.tagName === "A" ? !!e.href && !e.download && e.href.split("#")[0] !== location.href.split("#")[0]
  : !!e.form && e.type === "submit" """


# Contrast costs as much as all other rules together. It follows from colours, sizes and what lies beneath: an element whose
# own and whose ancestors' styles were found in order once is not measured again. The marks of all others are given back.
CONTRAST = r"""async (known) => {
  const styles = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "position", "visibility",
    "display", "filter", "mixBlendMode", "textShadow", "zIndex"];
  const hash = (words) => [...words].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) | 0, 7).toString(36);
  const seen = new Set(known), fresh = new Map();
  const walk = (e, above) => {
    const style = getComputedStyle(e);
    const mark = hash(`${above} ${e.tagName} ${e.className} ${styles.map((name) => style[name])}`);
    const shows = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || e.matches("input, select, textarea");
    if (shows && !seen.has(mark) && !fresh.has(mark)) fresh.set(mark, e);
    for (const child of e.children) walk(child, mark);
  };
  walk(document.body, getComputedStyle(document.documentElement).backgroundColor);
  if (!fresh.size) return [[], []];
  const found = await axe.run({include: [...fresh.values()]}, {runOnly: ["color-contrast"], resultTypes: ["violations"]});
  return [[...fresh.keys()], found.violations];
}"""


# A page as axe sees it, without what it says: elements, attributes, whether there is text; numbers and words are left out.
SHAPE = r"""() => {
  const worded = ["href", "src", "action", "value", "content", "title", "alt", "placeholder", "datetime", "lang", "hreflang"];
  const of = (e) => e.tagName + [...e.attributes].map((a) => worded.includes(a.name) || a.name.startsWith("data-")
      ? `${a.name}:${!!a.value}` : a.name.startsWith("aria-label") ? a.name : `${a.name}=${a.value.replace(/\d+/g, "0")}`)
    .sort().join("|") + [...e.childNodes].map((n) => n.nodeType === 1 ? `(${of(n)})`
      : n.nodeType === 3 && n.textContent.trim() ? "t" : "").join("");
  return of(document.documentElement);
}"""


AXE = Axe().axe_script
EVERY_RULE = {"rules": {"color-contrast": {"enabled": False}}}
OF_THE_DARK = {"runOnly": ["link-in-text-block"]}  # what another theme can change, beside contrast
VIOLATIONS = """async (options) =>
  (await axe.run(document, {resultTypes: ["violations"], ...options})).violations"""


@dataclass
class Audited:
    """In what axe found nothing: the shapes of pages, in a folder for all workers; the styles of words, in this one."""

    shapes: Path
    styles: set[str] = field(default_factory=set)

    def shape(self, page: Page) -> Path:
        return self.shapes / hashlib.sha256(page.evaluate(SHAPE).encode()).hexdigest()

    def is_accessible(self, page: Page) -> None:
        if page.evaluate("typeof window.axe === 'undefined'"):
            page.evaluate(AXE)
        for scheme, rules in (("light", EVERY_RULE), ("dark", OF_THE_DARK)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            marks, unread = page.evaluate(CONTRAST, list(self.styles))
            found = page.evaluate(VIOLATIONS, rules) + unread
            assert not found, (
                page.url,
                scheme,
                [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found],
            )
            self.styles.update(marks)
        page.emulate_media(color_scheme="light")


class Visitor:
    """A person at a browser: signs in, walks, and every page walked over is looked at by axe in light and dark."""

    def __init__(
        self, page: Page, address: str, language: str, audited: Audited, *, script: bool = True
    ) -> None:
        self.page, self.address, self.language, self.script = page, address, language, script
        self.audited = audited
        self.trouble: list[str] = []
        page.on(
            "console", lambda message: self._note(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:")) else self._note(request.url)
            ),
        )

    def _note(self, words: str) -> None:
        if not re.search(r"status of (4\d\d)", words):
            self.trouble.append(words)

    def signs_in(self, user: Any) -> Visitor:
        """With the cookie of a session as the sign-in page makes it; the page itself is walked in test_sign_in.py."""
        accounts.note_visit(user)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        method = {"method": "password", "at": time.time(), "email": user.email}
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [method]
        session.save()
        name = django_settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.address}]
        )
        return self.goes("/desk/")

    def signs_in_by_the_form(self, user: Any) -> Visitor:
        self.goes("/accounts/login/")
        self.page.fill("[name=login]", user.email)
        self.page.fill("[name=password]", cast.PASSWORD)
        self.page.click("main .btn-main")
        self.page.wait_for_url("**/desk/")
        return self

    def goes(self, path: str) -> Visitor:
        self.page.goto(self.address + path if path.startswith("/") else path)
        return self

    def presses(self, *names: str) -> Visitor:
        """A button or link by its name, in whichever language the page is."""
        pattern = re.compile("|".join(f"^{re.escape(name)}" for name in names))
        role = self.page.get_by_role("button", name=pattern).or_(
            self.page.get_by_role("link", name=pattern)
        )
        element = role.locator("visible=true").first
        leads = element.evaluate(LEADS_AWAY)
        self.page.evaluate("window.stillHere = true")
        element.click()
        if leads:  # a click is over before the page that it asks for is there
            self._waits_until("window.stillHere !== true")
        self._stands()
        return self

    def _stands(self) -> None:
        """Until the whole page is there. What the browser last said of loading can still be of the page before it."""
        self._waits_until("document.readyState === 'complete'")

    def _waits_until(self, words: str) -> None:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            with suppress(PlaywrightError):  # in the moment of changing there is no page to ask
                if self.page.evaluate(words):
                    return
            self.page.wait_for_timeout(10)

    def fills(self, **values: str) -> Visitor:
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def chooses(self, name: str, value: str) -> Visitor:
        self.page.check(f"main [name={name}][value={value}]")
        return self

    def confirms_the_undone(self) -> Visitor:
        """Tick everything that the page names as still undone."""
        for box in self.page.locator("main [name=undone]").all():
            box.check()
        return self

    def sees(self, *words: str) -> Visitor:
        text = self.page.locator("body").inner_text()
        for each in words:
            assert each in text, f"{each!r} is not on {self.page.url}:\n{text[:1500]}"
        return self

    def misses(self, *words: str) -> Visitor:
        text = self.page.locator("body").inner_text()
        assert not [each for each in words if each in text]
        return self

    def looks_closely(self, name: str = "") -> Visitor:
        """axe (WCAG 2.2 AA and best practice) in both themes, no sideways scroll on a phone; a picture for the docs."""
        if not self.script:
            return self
        self._stands()
        shape = self.audited.shape(self.page)
        if not shape.exists():
            self.audited.is_accessible(self.page)
            shape.touch()
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 700})
        wide = self.page.evaluate(WIDE)
        assert not wide, f"{self.page.url} scrolls sideways: {wide}"
        self.page.set_viewport_size(size or {"width": 1360, "height": 900})
        if name and (folder := os.environ.get("SCREENSHOTS")):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}-{self.language}.png", full_page=True)
        return self


Arrival = Callable[..., Visitor]


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Audited:
    """Its folder is one for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "seen-by-axe"
    folder.mkdir(exist_ok=True)
    return Audited(folder)


@pytest.fixture
def arrives(
    browser: Browser, live_server: Any, settings: Any, audited: Audited
) -> Iterator[Arrival]:
    """`arrives(user, language)`: a new browser, signed in (or not), nothing kept from anybody else."""
    settings.SITE_URL = live_server.url
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
    contexts: list[tuple[BrowserContext, Visitor]] = []

    def arrive(user: Any = None, language: str = "en", *, script: bool = True) -> Visitor:
        context = browser.new_context(
            locale=language,
            java_script_enabled=script,
            viewport={"width": 1360, "height": 900},
            timezone_id="Asia/Tashkent",
            reduced_motion="reduce",
        )
        context.add_cookies(
            [
                {
                    "name": django_settings.LANGUAGE_COOKIE_NAME,
                    "value": language,
                    "url": live_server.url,
                }
            ]
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context.new_page(), live_server.url, language, audited, script=script)
        contexts.append((context, visitor))
        return visitor.signs_in(user) if user is not None else visitor

    yield arrive
    for context, visitor in contexts:
        context.close()
        assert not visitor.trouble, visitor.trouble


@pytest.fixture
def council(transactional_db: None) -> cast.Cast:
    return cast.recall()
