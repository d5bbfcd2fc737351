"""Send Message: any provider's own way is reached and not blamed, and what is careless shows."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from rehearsal import Rehearsed, against_reference, rehearse
from support import odd_provider, write_profile

from conformance.clients.acrobits.message_id import message_id
from conformance.clients.texts import TEXTS
from conformance.damage import in_pieces
from conformance.exchange.body import Body
from conformance.exchange.message import Request, Response
from conformance.profile import ProfileError, load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.services.send_message.message import LENGTHS, described, text
from conformance.verdict import Verdict

SERVICE = "send-message"
GOOD = {Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE}

PROFILE = """
recipients = ["+15551231234", "+1(555)123-4567"]
accounts.main = { username = "eve", password = "pa ss/w%rd" }
limits.bad_credentials = 9
observer = { url = "/stored/{id}", wait = 1 }
[services.send-message]
"""

Fields = Mapping[str, str]
Read = Callable[[Received], Fields]


def of_path(request: Received) -> Fields:
    parts = request.target.removeprefix("/").split("/")
    return dict(zip(("who", "key", "dest", "words"), map(unquote, parts), strict=True))


PLACES: dict[str, tuple[str, str, Read]] = {
    "path": ("get", 'url = "/%account[username]%/%account[password]%/%sms_to%/%sms_body%"', of_path),
    "query": (
        "get",
        'url = "/sms.cgi?who=%account[username]%&key=%account[password]%&dest=%sms_to%&words=%sms_body%"',
        lambda request: dict(request.query),
    ),
    "form": (
        "put-form",
        """
        genericSmsSendUrl = "/api/sms?who=%account[username]%"
        genericSmsSendMethod = "put"
        genericSmsPostData = "key=%account[password]%&dest=%sms_to%&words=%sms_body%"
        """,
        lambda request: dict([*request.query, *request.form]),
    ),
    "json": (
        "post-json",
        """
        url = "/api/sms"
        genericSmsSendPostData = '''{
            "auth": {"who": "%account[username]%", "key": "%account[password]%"},
            "sms": {"dest": "%sms_to%", "words": "%sms_body%"}
        }'''
        genericSmsContentType = "application/json; charset=utf-8"
        genericSmsSendCustomHeaders = "X-Device: %installid%"
        """,
        lambda request: request.json_object()["auth"] | request.json_object()["sms"],
    ),
}


class Gateway:
    """A gateway of texts that `read`s its own fields, and what it stored."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.stored: list[Fields] = []

    def __call__(self, request: Received) -> Reply:
        if request.path.startswith("/stored/"):
            mark = request.path.rpartition("/")[2]
            found = [one for one in self.stored if mark in one["words"]]
            return Reply.json(200, [{"sms_to": one["dest"], "sms_body": one["words"]} for one in found])
        try:
            fields = self.read(request)
            who, key, to, _ = (fields[name] for name in ("who", "key", "dest", "words"))
        except (ValueError, LookupError):
            return Reply.json(400, {"message": "Something is missing"})
        if (who, key) != ("eve", "pa ss/w%rd"):
            return Reply.json(401, {"message": "Who are you?"})
        if not to or to.strip("+()-0123456789"):
            return Reply.json(404, {"message": "Nobody has this number"})
        self.stored.append(fields)
        return Reply.json(202, {"message_id": len(self.stored)})


def against(respond: Callable[[Received], Reply], profile: str, folder: Path) -> Rehearsed:
    with odd_provider(respond) as provider:
        return rehearse(load(Path(write_profile(folder, profile)), target=provider.url))


def not_passed(rehearsed: Rehearsed) -> dict[str, Verdict]:
    found = {name.removeprefix(f"{SERVICE}."): verdict for name, verdict in rehearsed.verdicts.items()}
    return {name: verdict for name, verdict in found.items() if verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)}


@pytest.mark.parametrize("place", PLACES)
def test_a_provider_is_reached_wherever_its_parameters_are(place: str, tmp_path: Path) -> None:
    combination, settings, read = PLACES[place]
    gateway = Gateway(read)
    rehearsed = against(gateway, PROFILE + settings, tmp_path)
    assert not_passed(rehearsed) == {}
    proven = [name for name, verdict in rehearsed.verdicts.items() if verdict is Verdict.PASS]
    assert f"{SERVICE}.message.accepted[{combination}]" in proven
    assert {f"{SERVICE}.{check}[{name}]" for check in ("text.taken", "arrival.text") for name in TEXTS} <= {*proven}
    assert f"{SERVICE}.credentials.refused[wrong]" in proven
    assert (f"{SERVICE}.credentials.refused[absent]" in proven) == (place != "path")
    assert {one["dest"] for one in gateway.stored} == {"+15551231234", "+1(555)123-4567"}


def test_it_is_off_unless_the_profile_or_the_command_asks() -> None:
    assert not load(target="http://127.0.0.1:9").declares(SERVICE)
    assert load(target="http://127.0.0.1:9", services=[SERVICE]).declares(SERVICE)


def test_the_vendors_examples_are_served_by_the_reference() -> None:
    with Provider() as provider:
        rehearsed = rehearse(load(target=provider.url, services=[SERVICE]), services=[SERVICE])
    doubtful = not_passed(rehearsed)
    assert set(doubtful.values()) <= {Verdict.INCONCLUSIVE}
    assert all("limits.bad_credentials" in rehearsed.finding(f"{SERVICE}.{name}").reason for name in doubtful)


@pytest.mark.parametrize("fault", ["text-refused", "long-text-refused", "text-truncated"])
def test_texts_that_are_lost_are_a_fail(fault: str) -> None:
    assert Verdict.FAIL in against_reference(fault, services=[SERVICE]).verdicts.values()


@pytest.mark.parametrize(
    ("fault", "check", "verdict"),
    [
        ("message-any-password", "credentials.refused[wrong]", Verdict.FAIL),
        ("text-not-carried", "configuration.text-carried", Verdict.FAIL),
        ("text-sent-with-error-inside", "message.no-error-inside[post-form]", Verdict.WARN),
        ("message-refusal-in-200", "refusal.not-in-2xx[wrong]", Verdict.WARN),
        ("message-refusal-html", "refusal.message[wrong]", Verdict.WARN),
        ("message-unknown-method", "configuration.method-known", Verdict.WARN),
        ("file-transfer-refused", "content.taken[file-transfer]", Verdict.WARN),
        ("smart-refused", "smart.taken", Verdict.WARN),
    ],
)
def test_only_what_is_stated_or_declared_can_fail(fault: str, check: str, verdict: Verdict) -> None:
    rehearsed = against_reference(fault, services=[SERVICE])
    assert rehearsed.verdicts[f"{SERVICE}.{check}"] is verdict
    if verdict is not Verdict.FAIL:
        assert Verdict.FAIL not in rehearsed.verdicts.values()


def changed(when: Callable[[Fields], bool], reply: Reply) -> Callable[[Received], Reply]:
    """A gateway that takes a form and answers `reply` where `when` the fields say so."""
    gateway = Gateway(lambda request: dict(request.form))

    def respond(request: Received) -> Reply:
        answer = gateway(request)
        return reply if answer.status == 202 and when(dict(request.form)) else answer

    return respond


FORM = """
post_data = "who=%account[username]%&key=%account[password]%&dest=%sms_to%&words=%sms_body%&type=%content_type%"
combinations = ["POST form"]
"""

OWN_WAYS: dict[str, tuple[Callable[[Fields], bool], Reply, set[str]]] = {
    "id-in-xml": (lambda fields: True, Reply.of(200, "text/xml", "<response><sms_id>7</sms_id></response>"), set()),
    "no-id": (lambda fields: True, Reply(204), {"message.id[post-form]"}),
    "older-success": (
        lambda fields: True,
        Reply.of(200, "text/xml", "<response><error>0</error><description>Success</description></response>"),
        {"message.id[post-form]"},
    ),
    "very-long-refused": (lambda fields: len(fields["words"]) > 5000, Reply(400), {"text.very-long"}),
    "report-on-nothing": (
        lambda fields: "disposition" in fields.get("type", ""),
        Reply(404),
        {"content.taken[disposition-notification]"},
    ),
}


@pytest.mark.parametrize("name", OWN_WAYS)
def test_a_providers_own_way_is_a_note_at_most(name: str, tmp_path: Path) -> None:
    when, reply, noted = OWN_WAYS[name]
    profile = PROFILE.replace('observer = { url = "/stored/{id}", wait = 1 }\n', "")
    rehearsed = against(changed(when, reply), profile + 'url = "/sms"\n' + FORM, tmp_path)
    assert not_passed(rehearsed) == dict.fromkeys(noted, Verdict.NOTE)


def test_the_account_xml_configures_it_by_either_spelling_of_its_keys(tmp_path: Path) -> None:
    nodes = {
        "genericSmsSendUrl": "https://sms.example.com/send",
        "genericSmsPostData": "to=%sms_to%&amp;text=%sms_body%",
        "genericSmsSendContentType": "application/x-www-form-urlencoded",
    }
    xml = "".join(f"<{name}>{value}</{name}>" for name, value in nodes.items())
    (tmp_path / "account.xml").write_text(f"<account>{xml}</account>", "utf-8")
    profile = load(Path(write_profile(tmp_path, PROFILE + 'account_xml = "account.xml"')), target="https://a.example")
    settings = profile.settings(SERVICE)
    assert (settings["url"], settings["post_data"]) == (nodes["genericSmsSendUrl"], "to=%sms_to%&text=%sms_body%")
    assert settings["named"]["post_data"] == "genericSmsPostData"


def test_one_key_in_both_spellings_is_one_too_many(tmp_path: Path) -> None:
    twice = 'url = "/sms"\ngenericSmsPostData = "a=%sms_body%"\ngenericSmsSendPostData = "b=%sms_body%"'
    with pytest.raises(ProfileError, match="given twice, as genericSmsPostData and as genericSmsSendPostData"):
        load(Path(write_profile(tmp_path, PROFILE + twice)))


@pytest.mark.parametrize(
    ("media_type", "body", "found"),
    [
        ("application/json", '{"sms_id": "a-1"}', ("sms_id", "a-1")),
        ("application/json", '{"message_id": 17, "state": "queued"}', ("message_id", 17)),
        ("text/plain", '{"response": {"error": 0, "sms_id": 3}}', ("sms_id", 3)),
        ("text/xml", '<r xmlns="urn:r"><sms_id> 9 </sms_id></r>', ("sms_id", "9")),
        ("application/json", '{"sms_id": "", "message_id": true}', None),
        ("application/json", '[{"sms_id": 1}]', None),
        ("text/html", "<!DOCTYPE html><p>sms_id: 4", None),
        ("text/plain", "", None),
    ],
)
def test_the_id_is_found_under_either_name(media_type: str, body: str, found: object) -> None:
    response = Response(200, "OK", (("Content-Type", media_type),), Body.of(body.encode()))
    assert message_id(response) == found


@pytest.mark.parametrize("name", LENGTHS)
def test_a_text_has_its_length_and_its_mark(name: str) -> None:
    made = text(name, "7f3a9c21-one-text-5b3a")
    assert len(made) == LENGTHS[name]
    assert made.startswith(described("7f3a9c21-one-text-5b3a"))


def test_the_shortest_text_has_room_for_what_tells_where_it_comes_from() -> None:
    longest = f"7f3a9c21-one-text-{max(LENGTHS, key=len)}-5b3a"
    assert len(described(longest)) < min(LENGTHS.values()) // 2


@pytest.mark.parametrize("case", ["truncated", "binary"])
@pytest.mark.parametrize("url", ["http://a/send/+1/hello", "http://a/send?to=1&text=hello"])
def test_a_request_without_a_body_is_damaged_where_its_values_are(case: str, url: str) -> None:
    damaged = in_pieces(Request("GET", url), case).url
    assert damaged != url
    assert damaged.startswith("http://a/send")
