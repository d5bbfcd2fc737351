"""The report page in a real browser: it works from a file, and whatever a provider writes stays text."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

FAULTS = ("token-reusable", "refusal-html", "status-200")
"""They give at least a FAIL, a WARN and an INCONCLUSIVE beside many a PASS."""

CHECKS = "send-call-file or smart-contact-notification or media-reference-send.refusal"
"""The checks that the faults concern, and so many others that the page is a long one."""

A_CHECK_AT_MOST = 45_000
"""Bytes that one check may take in the page, whatever the provider answered, and were it asked once more alone."""

MARKUP = (
    b"<script>window.owned=1</script><img src=x onerror=window.owned=2></pre></template></table></details>"
    b'<svg onload=window.owned=3>{{7*7}}${7*7}\'"onmouseover=window.owned=4 "-->]]>'
)
BIDI = "\u202e".encode()


class Hostile(BaseHTTPRequestHandler):
    """Puts markup wherever a response has room for it. Bodies: short text, text with NUL, no UTF-8, and a megabyte."""

    protocol_version = "HTTP/1.1"
    bodies = (MARKUP + BIDI, MARKUP + b"\0" + MARKUP, MARKUP + b"\xff\xfe", MARKUP + b"<b>" * 350_000)
    served = 0

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b"" if self.command == "HEAD" else self.bodies[Hostile.served % len(self.bodies)]
        Hostile.served += 1
        head = [
            b"HTTP/1.1 200 " + MARKUP + BIDI,
            b"Content-Type: text/html; charset=" + MARKUP,
            b"X-" + MARKUP.replace(b" ", b"_").replace(b":", b"") + b": name",
            b"X-Value: " + MARKUP + BIDI + b"\xff",
            b"Set-Cookie: JSESSIONID=<b>cookie</b>",
            b"Location: javascript:" + MARKUP,
            b"Content-Length: %d" % len(body),
        ]
        self.wfile.write(b"\r\n".join(head) + b"\r\n\r\n" + body)

    do_GET = do_POST = do_PUT = do_HEAD = answer

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def hostile_provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def python(folder: Path, *arguments: str) -> None:
    """Run python in `folder` to its end; what the run's exit code is does not matter here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BUILD_NUMBER": "ci-build-4711"}
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run against the embedded provider with some faults."""
    folder = tmp_path_factory.mktemp("faulty")
    python(folder, "-m", "conformance", "run", "-k", CHECKS, *(f"--fault={name}" for name in FAULTS))
    return folder / "reports" / "report.html"


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with hostile_provider() as url:
        python(folder, "-m", "conformance", "run", "--target", url)
    return folder / "reports" / "report.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM or not DRIVER:
        pytest.skip("no chromium with chromedriver (Debian: apt-get install chromium chromium-driver)")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed (the extra `test` has it)")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"):
        options.add_argument(argument)
    options.add_argument("--disable-background-networking")
    options.add_argument("--window-size=1000,1200")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    os.environ["SE_AVOID_STATS"] = "true"
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def opened(browser: Any, page: Path) -> Any:
    """The browser on the faulty run's page, freshly opened."""
    browser.get(page.as_uri())
    return browser


ROWS = """return [...document.querySelectorAll("tbody.results-table-row:has(.col-verdict)")]
    .filter((row) => row.getClientRects().length)
    .map((row) => row.querySelector(".col-verdict button").textContent)"""
UNFOLDED = """return [...document.querySelectorAll(".col-verdict button[aria-expanded=true]")]
    .filter((button) => button.closest("tbody").querySelector(".card").getBoundingClientRect().height > 0)
    .map((button) => button.id)"""


def shown(browser: Any) -> list[str]:
    """The verdicts of the rows that can be seen, from top to bottom."""
    return list(browser.execute_script(ROWS))


def unfolded(browser: Any) -> list[str]:
    """The names of the rows whose cards can be seen."""
    return list(browser.execute_script(UNFOLDED))


def element(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def row(browser: Any, name: str) -> Any:
    """The button of the row of the check `name`."""
    return browser.find_element("id", name)


def status(browser: Any) -> str:
    return str(element(browser, "#conformance-shown").text)


def test_opens_without_error_and_without_the_network(opened: Any) -> None:
    assert opened.get_log("browser") == []
    assert opened.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)") == []


def test_first_screen_says_verdict_failures_and_limits(opened: Any) -> None:
    text = element(opened, "#conformance").text
    for said in (
        "FAIL Not conformant",
        "Failed",
        "Refuses a token used twice with 403, and sends nothing of the recording.",
        "Not proven",
        "message",
    ):
        assert said in text
    assert "Environment" not in element(opened, "body").text


def test_worst_come_first_and_only_what_failed_is_unfolded(opened: Any) -> None:
    verdicts = shown(opened)
    order = ["FAIL", "ERROR", "INCONCLUSIVE", "WARN", "NOTE", "PASS", "SKIP", "NOT APPLICABLE"]
    assert verdicts == sorted(verdicts, key=order.index)
    assert {"FAIL", "INCONCLUSIVE", "WARN", "PASS"} <= set(verdicts)
    assert len(unfolded(opened)) == verdicts.count("FAIL") + verdicts.count("INCONCLUSIVE")


def test_a_row_unfolds_by_mouse_and_by_keyboard(opened: Any) -> None:
    name = "send-call-file.download.status[one]"
    title = row(opened, name).find_element("xpath", "ancestor::tr//td[contains(@class,'col-testId')]/b")
    title.click()
    assert name in unfolded(opened)
    row(opened, name).send_keys("\ue007")
    assert name not in unfolded(opened)
    assert opened.switch_to.active_element.get_attribute("id") == name


def test_card_tells_the_whole_story_with_the_judged_exchange_open(opened: Any) -> None:
    card = row(opened, "send-call-file.token.used-twice[post-post]").find_element(
        "xpath", "ancestor::tbody//*[@class='card']"
    )
    steps = card.find_elements("css selector", "details.step")
    opens = {
        step.find_element("css selector", "summary b").text: step.get_attribute("open") is not None for step in steps
    }
    assert opens["first use"]
    assert opens["second use"]
    assert not opens["log in"]
    assert list(opens).index("log in") < list(opens).index("first use") < list(opens).index("second use")
    for said in ("Expected 403", "Actual 200", "the provider", "POST /callrec/sendcallfile.mp3", "curl -sS"):
        assert said in card.text


def test_filters_and_search_work_together_and_survive_a_redraw(opened: Any) -> None:
    everything = shown(opened)
    element(opened, "#show-PASS").click()
    assert shown(opened) == [verdict for verdict in everything if verdict != "PASS"]
    search = element(opened, "#conformance-search")
    search.send_keys("NOTIFICATION answered-204")
    narrowed = shown(opened)
    assert set(narrowed) == {"FAIL", "INCONCLUSIVE"}
    element(opened, "th[data-column-type=verdict]").click()
    assert shown(opened) == narrowed[::-1]
    element(opened, "#show_all_details").click()
    assert sorted(shown(opened)) == sorted(narrowed)
    assert status(opened) == f"{len(narrowed)} of {len(everything)} checks shown"
    assert len(unfolded(opened)) == len(narrowed)
    search.send_keys(' "] nothing \\')
    assert shown(opened) == []
    assert "No check matches" in status(opened)


def test_a_link_of_the_first_screen_reveals_its_row(opened: Any) -> None:
    name = "media-reference-send.refusal.message[wrong]"
    element(opened, "#show-WARN").click()
    assert name not in unfolded(opened)
    element(opened, f'#conformance a[href="#{quote(name)}"]').click()
    opened.execute_async_script("setTimeout(arguments[0])")
    assert name in unfolded(opened)
    assert "WARN" in shown(opened)


def test_page_is_no_wider_than_a_small_screen(opened: Any) -> None:
    element(opened, "#show_all_details").click()
    assert opened.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")


def test_markup_of_a_provider_stays_text(browser: Any, hostile_page: Path) -> None:
    browser.get(hostile_page.as_uri())
    element(browser, "#show_all_details").click()
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []
    assert browser.execute_script("return window.owned") is None
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    theirs = "#conformance :is(img, svg), .card :is(img, svg, script, template, [onmouseover], [onerror], [onload])"
    assert browser.find_elements("css selector", theirs) == []
    assert browser.find_elements("css selector", 'a[href^="javascript"]') == []
    text = element(browser, "#results-table").get_attribute("textContent")
    assert "<script>window.owned=1</script><img src=x onerror=window.owned=2></pre>" in text
    assert "{{7*7}}" in text
    assert "[U+202E]" in text
    assert "\u202e" not in text


def test_file_is_bounded_and_tells_nothing_of_the_machine(page: Path, hostile_page: Path) -> None:
    checks = json.loads((hostile_page.parent / "results.json").read_text("utf-8"))["findings"]
    assert hostile_page.stat().st_size < A_CHECK_AT_MOST * len(checks)
    for path in (page, hostile_page):
        text = path.read_text("utf-8")
        for private in (str(ROOT), str(path.parent), "ci-build-4711", "pytest-metadata", sys.prefix):
            assert private not in text


def test_a_run_without_checks_keeps_the_page_of_pytest_html(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n", "utf-8")
    python(tmp_path, "-m", "pytest", "-p", "conformance.plugin", "test_other.py", f"--html={page}")
    text = page.read_text("utf-8")
    assert "test_other.py::test_other" in text
    assert "x.html</h1>" in text
    assert "ci-build-4711" in text
    assert "conformance-filters" not in text
    assert "col-verdict" not in text
