"""A row's card: how to run its check alone, and how to send its requests again."""

import html
import json
import re
import shlex
from pathlib import Path

from support import Command, Outcome, odd_provider, write_profile

from conformance.contract import touching
from conformance.exchange.spelling import Form
from conformance.reference import Provider
from conformance.reference.message import Reply
from conformance.report.variables import explained

PROFILE = """
recipients = ["+15551231234", "+15557654321"]
accounts.main = { username = "johndow", password = "12345678" }
[services.media-reference-send]
combinations = ["POST form"]
"""


def cards(run: Outcome) -> dict[str, str]:
    """The card of each check by its name, as text with its markup."""
    page = (run.reports / "report.html").read_text("utf-8")
    blob = re.search(r'data-jsonblob="([^"]*)"', page)
    assert blob is not None
    tests = json.loads(html.unescape(blob[1]))["tests"]
    return {id.rpartition("::")[2]: html.unescape(rows[-1]["extras"][0]["content"]) for id, rows in tests.items()}


def alone(card: str) -> str:
    found = re.search("Run it alone</th><td><code>(.*?)</code>", card)
    assert found is not None
    return found[1]


def test_the_command_that_runs_a_check_alone_tests_the_same_provider(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "it's mine"
    folder.mkdir()
    profile = write_profile(folder, PROFILE)
    name = "media-reference-send.message.accepted[post-form]"
    with Provider() as provider:
        target = provider.url.replace("://", "://u:abc@")
        run = command.run("--profile", profile, "--target", target, "--insecure", "-k", "accepted")
        line = shlex.split(alone(cards(run)[name]))
        assert line == [
            *("conformance", "run", "--target", provider.url, "--profile", profile, "--insecure"),
            *("--service", "media-reference-send", "-k", name),
        ]
        again = command.run(*line[2:])
    assert again.verdicts == {("media-reference-send.message.accepted", "post-form"): "PASS"}


def test_the_faults_of_the_embedded_provider_are_repeated(command: Command) -> None:
    run = command.run("--fault", "token-reusable", "--fault", "refusal-html", "-k", "used-twice and post-post")
    (card,) = cards(run).values()
    assert alone(card) == (
        "conformance run --fault refusal-html --fault token-reusable "
        "--service send-call-file -k 'send-call-file.token.used-twice[post-post]'"
    )


def test_a_secret_in_the_command_is_redacted(command: Command, tmp_path: Path) -> None:
    profile = write_profile(tmp_path, PROFILE.replace("12345678", tmp_path.name))
    with Provider() as provider:
        run = command.run(
            "--profile", profile, "--target", provider.url, "-k", "media-reference-send.credentials.refused[wrong]"
        )
    (card,) = cards(run).values()
    assert tmp_path.name not in card
    assert "[redacted:password_main]" in alone(card)


def test_a_secret_in_a_path_is_redacted_wherever_the_path_stands(command: Command, tmp_path: Path) -> None:
    profile = write_profile(tmp_path, PROFILE.replace("12345678", tmp_path.name))
    with Provider() as provider:
        run = command.run("--profile", profile, "--target", provider.url, "-k", "media-reference-send.message.accepted")
    page = (run.reports / "report.html").read_text("utf-8")
    for text in (run.out, page):
        assert "[redacted:password_main]" in text
        assert tmp_path.name not in text


def test_each_variable_of_a_curl_line_is_explained(command: Command) -> None:
    (card,) = cards(command.run("-k", "used-twice and post-post")).values()
    lines = re.findall('<pre class="curl" tabindex="0">(.*?)</pre>', card, re.DOTALL)
    used = {name for line in lines for name in re.findall(r'"\$(\w+)"', line)}
    said = dict(re.findall("<li><code>([A-Z0-9_]+)</code>: (.*?)</li>", card))
    assert said.keys() == used
    assert said["PASSWORD_MAIN"] == "the profile's password_main"
    assert {said[name] for name in used if name.startswith("SESSION_")} == {
        "from an earlier answer of this conversation"
    }
    assert {said[name] for name in used if name.startswith("TOKEN_")} == {
        "from an earlier answer of this conversation (a one-time token: mint a new one)"
    }


def test_a_check_that_the_document_leaves_unclear_says_so_folded(command: Command) -> None:
    (card,) = cards(command.run("-k", "smart-contact-notification.content-type.served[json]")).values()
    _, opening, rest = card.partition('<details class="defects">')
    assert opening
    told = rest.partition("</details>")[0]
    assert "The document contradicts itself here" in told
    for defect in touching("smart-contact-notification.content-type.served"):
        for words in (defect.about, *defect.readings, defect.taken, defect.id):
            assert words in told


def test_a_check_without_a_defect_has_no_word_of_it(command: Command) -> None:
    (card,) = cards(command.run("-k", "used-twice and post-post")).values()
    assert "contradicts itself" not in card
    assert "document 001 (Send Call File Service), line 84 (" in card


def test_every_spelling_has_its_words() -> None:
    said = explained({form: ("password_main", form) for form in Form})
    assert len(set(said.values())) == len(Form)
    assert said[Form.ENCODED].startswith("the profile's password_main, percent-encoded")


def test_markup_in_an_answer_stays_text(command: Command) -> None:
    markup = '"><img src=x onerror=alert(1)>'
    with odd_provider(lambda request: Reply.of(200, "text/html", markup)) as provider:
        run = command.run("--target", provider.url, "-k", "messaging-integration.send-message.message-id")
    page = (run.reports / "report.html").read_text("utf-8")
    blob = re.search(r'data-jsonblob="([^"]*)"', page)
    assert blob is not None
    rows = html.unescape(blob[1])
    for text in (page, rows):
        assert "<img src=x" not in text
    assert rows.count("&lt;img src=x") > 1
