"""The profile: what it makes of a file, and the one sentence about a wrong one."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema.validators import Draft202012Validator

from conformance.contract import services
from conformance.profile import Observer, Profile, ProfileError, load
from conformance.profile.schema import schema, service_schema
from conformance.profile.values import defaults
from conformance.resources import FIXTURES

PROFILES = FIXTURES / "profiles"
MEDIA = "media-reference-send"
FULL = """\
target = "https://sms.example.com"
recipients = ["+15551231234"]

[accounts.main]
username = "johndow"
password = "MARKER-password"

[http]
headers = { "X-Gate" = "MARKER-header" }
proxy = "http://joe:MARKER-proxy@proxy.example:3128"

[limits]
read = 2

[services.media-reference-send]
auth_username = "joe"
auth_password = "MARKER-digest"
post_data = '''
from=%account[username]%&
target=%sms_to%
'''
combinations = ["POST form", "put-json"]

[services.messaging-integration]
integration = "integration.json"
sender = "+61855555555"
properties = { "API key" = "MARKER-key", "api-key" = { env = "API_KEY" } }
"""
ENVIRONMENT = {"API_KEY": "MARKER-environment"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profile")
    (folder / "integration.json").write_text("{}")
    return folder


@pytest.fixture
def loaded(folder: Path):
    """Load a profile's text, written to `profile.toml`."""

    def load_text(text: str | bytes, **options: object) -> Profile:
        path = folder / "profile.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path, environment=ENVIRONMENT, **options)

    return load_text


@pytest.fixture
def complaint(loaded, folder: Path):
    """The sentence about a profile's text, without its folder."""

    def complain(text: str | bytes, **options: object) -> str:
        with pytest.raises(ProfileError) as raised:
            loaded(text, **options)
        assert "\n" not in str(raised.value)
        assert "MARKER" not in str(raised.value)
        return str(raised.value).replace(f"{folder}{os.sep}", "")

    return complain


def without(*beginnings: str) -> str:
    return "".join(line for line in FULL.splitlines(True) if not line.startswith(beginnings))


class TestWithoutProfile:
    def test_every_service_is_tried_with_the_examples_of_its_document(self) -> None:
        profile = load(target="http://127.0.0.1:8080/")
        assert not profile.declared
        assert profile.path is None
        assert [service for service in services() if not profile.declares(service)] == ["send-message"]
        assert (profile.account.username, profile.account.password) == ("johndow", "12345678")
        assert profile.recipients == ("+15551231234", "+15551234567")
        assert profile.url(MEDIA, profile.settings(MEDIA)["url"]) == "http://127.0.0.1:8080/send_media_message"
        assert profile.settings("messaging-integration")["integration"].is_relative_to(FIXTURES)
        assert not profile.declares_key(MEDIA, "url")

    def test_without_a_target_a_path_has_no_host(self) -> None:
        with pytest.raises(
            ProfileError, match=r"target is missing; give --target, or .* services\.media-reference-send\.url"
        ):
            load().url(MEDIA, "/x")

    @pytest.mark.parametrize("service", services())
    def test_defaults_obey_the_schema_of_their_service(self, service: str) -> None:
        Draft202012Validator({**service_schema(service), "$defs": schema()["$defs"]}).validate(defaults(service))


def test_schema_is_a_schema_and_can_put_every_breach_in_words() -> None:
    Draft202012Validator.check_schema(schema())

    def described(part: object) -> bool:
        if not isinstance(part, dict):
            return True
        inner = [*part.get("properties", {}).values(), part.get("additionalProperties"), part.get("items")]
        return ("description" in part or "$ref" in part) and all(map(described, inner))

    assert all(described(part) for part in schema()["properties"].values())
    assert all(described(part) for name, part in schema()["$defs"].items() if name != "environment")


class TestDeclared:
    def test_the_reference_profile_declares_everything(self) -> None:
        profile = load(PROFILES / "reference.toml", target="http://127.0.0.1:1")
        assert all(profile.declares(service) for service in services())
        assert len(profile.settings(MEDIA)["combinations"]) == 6
        assert profile.settings(MEDIA)["media_urls"].keys() == {"image/jpeg", "video/mp4"}
        assert profile.limits.exploration == 40
        assert profile.observer is not None
        assert profile.settings("messaging-integration")["integration"].is_file()
        assert profile.secrets == {
            "password_main": "12345678",
            "password_supervisor": "wonderland1",
            "password_player": "builder12",
            "password_listener": "christmas1",
            "property_api_key": "reference-api-key-7f3a",
            "account_password": "12345678",
        }
        assert {"eric", "madelaine", *profile.recipients} == profile.allowed_recipients

    def test_the_readme_profile_has_six_lines_and_declares_one_service(self) -> None:
        path = PROFILES / "one-service.toml"
        assert len(path.read_text("utf-8").splitlines()) == 6
        profile = load(path, environment={"SMS_PASSWORD": "hush-hush"})
        assert [service for service in services() if profile.declares(service)] == [MEDIA]
        assert profile.account.password == profile.secrets["password_main"] == "hush-hush"

    def test_a_table_goes_over_the_defaults_but_facts_of_the_provider_have_none(self, loaded) -> None:
        profile = loaded(FULL)
        media, messaging = profile.settings(MEDIA), profile.settings("messaging-integration")
        assert media["url"] == "/send_media_message"
        assert media["combinations"] == ["post-form", "put-json"]
        assert profile.declares_key(MEDIA, "combinations")
        assert not profile.declares_key(MEDIA, "url")
        assert "extension" not in messaging
        assert "couples" not in loaded(FULL + '[services.send-call-file]\ncouples=["7"]').settings(MEDIA)

    def test_a_stated_template_leaves_those_of_other_content_types(self, loaded) -> None:
        text = """
        [services.smart-contact-notification]
        number = "1"
        interested_parties = [{ username = "bob", device = "phone" }]
        post_data = { "application/json" = "{}" }
        """
        profile = loaded(text)
        templates = profile.settings("smart-contact-notification")["post_data"]
        assert templates["application/json"] == "{}"
        assert templates["application/xml"].startswith("<root>")
        assert profile.allowed_recipients == {"bob"}

    def test_limits_transport_and_paths(self, loaded, folder: Path) -> None:
        (folder / "ca.pem").touch()
        profile = loaded(FULL.replace("[http]", '[http]\nca = "ca.pem"'))
        assert (profile.limits.read, profile.limits.total, profile.limits.budget) == (2, 60, None)
        assert profile.transport.headers == (("X-Gate", "MARKER-header"),)
        assert profile.transport.ca == folder / "ca.pem"

    def test_secrets_have_labels_fit_for_a_shell(self, loaded) -> None:
        secrets = loaded(FULL, target="https://bob:MARKER-%41@host").secrets
        assert secrets == {
            "password_main": "MARKER-password",
            "header_x_gate": "MARKER-header",
            "auth_password": "MARKER-digest",
            "property_api_key": "MARKER-key",
            "property_api_key_2": "MARKER-environment",
            "target_userinfo": "bob:MARKER-A",
            "target_password": "MARKER-A",
            "proxy_userinfo": "joe:MARKER-proxy",
            "proxy_password": "MARKER-proxy",
        }

    def test_the_credentials_in_the_integration_file_are_secrets(self, loaded, folder: Path) -> None:
        method = {"request_url": "https://x/y?key=MARKER-query", "request_parameters": {"api_key": "MARKER-literal"}}
        (folder / "other.json").write_text(json.dumps({"API": {"SendMessage": method}}), "utf-8")
        secrets = loaded(FULL.replace("integration.json", "other.json")).secrets
        assert secrets["integration_key"] == "MARKER-query"
        assert secrets["integration_api_key"] == "MARKER-literal"

    def test_no_secret_shows_in_the_representation(self, loaded) -> None:
        assert "MARKER" not in repr(loaded(FULL))

    def test_the_hash_tells_profiles_apart_but_not_their_secrets_or_targets(self, loaded) -> None:
        hash = loaded(FULL).hash
        assert re.fullmatch("[0-9a-f]{16}", hash)
        assert loaded(FULL.replace("MARKER", "OTHER"), target="http://other.example").hash == hash
        assert loaded(FULL.replace("read = 2", "read = 3")).hash != hash

    def test_an_account_is_only_there_when_given(self, loaded) -> None:
        messaging_only = FULL[: FULL.index("[accounts")] + FULL[FULL.index("[services.messaging") :]
        profile = loaded(messaging_only)
        with pytest.raises(ProfileError, match=r"accounts\.main is missing"):
            _ = profile.account


class TestUrl:
    PATH = "/a//b/../%7E?x=%account[username]%&y=%2b|#z"

    @pytest.mark.parametrize(
        ("own", "target", "configured", "expected"),
        [
            (None, "http://t:1", PATH, "http://t:1" + PATH),
            (None, "http://t:1", "https://a.example:8443" + PATH, "http://t:1" + PATH),
            (None, "http://t:1", "https://a.example?x=1", "http://t:1?x=1"),
            (None, None, "HTTPS://a.example" + PATH, "HTTPS://a.example" + PATH),
            ("https://own.example/base", "http://t:1", "https://own.example/base", "https://own.example/base"),
            (
                "https://own.example/base",
                "http://t:1",
                "https://own.example/base/more?x",
                "https://own.example/base/more?x",
            ),
            ("https://own.example/base", "http://t:1", "https://other.example/x", "http://t:1/x"),
            ("https://own.example/base", "http://t:1", "/expire", "https://own.example/expire"),
            ("https://own.example/base", None, "/expire", "https://own.example/expire"),
            ("/base", "http://t:1", "/base", "http://t:1/base"),
        ],
    )
    def test_scheme_host_and_port_alone_are_replaced(self, loaded, own, target, configured, expected) -> None:
        url = f"url = '{own}'\n" if own else ""
        text = without("target").replace("auth_username", url + "auth_username")
        assert loaded(text, target=target).url(MEDIA, configured) == expected

    def test_the_target_given_goes_before_the_profiles(self, loaded) -> None:
        assert loaded(FULL).target == "https://sms.example.com"
        assert loaded(FULL, target="HTTP://[::1]:8080/").target == "http://[::1]:8080"


class TestWrongFile:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ProfileError, match="there is no such file"):
            load(tmp_path / "profile.toml")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ProfileError, match="is a folder"):
            load(tmp_path)

    def test_unreadable(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def refuse(_: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(ProfileError, match=r"cannot be read \(Permission denied\)"):
            load(tmp_path / "profile.toml")

    def test_not_utf8(self, complaint) -> None:
        assert complaint(FULL.encode() + b"# caf\xe9").startswith(
            f"profile.toml, line {FULL.count(chr(10)) + 1}: the text is not UTF-8"
        )

    @pytest.mark.parametrize(
        ("text", "line"),
        [("a = 1\nb = MARKER\n", 2), ("a = 1\n\na = 'MARKER'\n", 3), ('a = """MARKER\n', 1), ("a = [" * 5000, 1)],
    )
    def test_not_toml(self, complaint, text: str, line: int) -> None:
        assert complaint(text).startswith(f"profile.toml, line {line}: this is not valid TOML")

    def test_byte_order_mark_and_windows_line_ends_are_fine(self, loaded, complaint) -> None:
        windows = b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode()
        assert loaded(windows).declares(MEDIA)
        assert complaint(windows.replace(b"read = 2", b"read = 0")).startswith("profile.toml, line 13: limits.read")


class TestNamesOfTheProvider:
    URL = 'genericMediaRefSendUrl = "https://sms.example.com/x"'

    def test_the_names_of_the_account_xml_mean_the_same_keys(self, loaded) -> None:
        text = FULL.replace("auth_password", "genericMediaRefSendAuthPassword").replace(
            "auth_username", f"{self.URL}\ngenericMediaRefSendMethod = 'post'\nauth_username"
        )
        profile = loaded(text)
        media = profile.settings(MEDIA)
        assert (media["url"], media["method"]) == ("https://sms.example.com/x", "post")
        assert "genericMediaRefSendUrl" not in media
        assert profile.declares_key(MEDIA, "url")
        assert profile.secrets["auth_password"] == "MARKER-digest"
        named = media["named"]
        assert (named["url"], named["auth_username"]) == ("genericMediaRefSendUrl", "auth_username")
        assert (named["auth_password"], named["content_type"]) == ("genericMediaRefSendAuthPassword", "content_type")
        assert profile.hash == loaded(text.replace("genericMediaRefSendMethod", "method")).hash

    def test_a_secret_from_the_environment_is_one_under_any_name(self, loaded) -> None:
        text = FULL.replace('auth_username = "joe"', "genericMediaRefSendAuthUsername = { env = 'API_KEY' }")
        profile = loaded(text)
        assert profile.settings(MEDIA)["auth_username"] == "MARKER-environment"
        assert profile.secrets["auth_username"] == "MARKER-environment"

    def test_a_key_is_given_by_one_of_its_names(self, complaint) -> None:
        text = FULL.replace("auth_username", f"url = '/x'\n{self.URL}\nauth_username")
        assert complaint(text) == (
            "profile.toml, line 17: services.media-reference-send.url is given twice, "
            "as url and as genericMediaRefSendUrl; leave one out"
        )

    @pytest.mark.parametrize(
        "configured", ["sms.example.com/x?to=%sms_to%", "%account[host]%/x", "https:///x", "ftp:/x"]
    )
    def test_a_url_without_a_host_is_kept_for_the_lint_and_cannot_be_sent_to(self, loaded, configured: str) -> None:
        profile = loaded(FULL.replace("auth_username", f"genericMediaRefSendUrl = '{configured}'\nauth_username"))
        with pytest.raises(ProfileError, match=r"genericMediaRefSendUrl must begin with https:// and a host$"):
            profile.url(MEDIA, profile.settings(MEDIA)["url"])
        assert profile.url(MEDIA, "/media/x") == "https://sms.example.com/media/x"


class TestSmartContacts:
    SERVICE = "smart-contact-notification"
    TABLE = """
    [services.smart-contact-notification]
    number = "1"
    interested_parties = [{ username = "bob", device = "phone" }]
    """

    def test_neither_content_type_stated_means_both(self, loaded) -> None:
        assert loaded(self.TABLE).settings(self.SERVICE)["content_types"] == ["application/json", "application/xml"]

    def test_the_options_of_the_portal_configure_one_content_type(self, loaded) -> None:
        options = "smartContactNotificationContentType = 'text/json'\nsmartContactNotificationPostData = '{}'\n"
        profile = loaded(f"{self.TABLE}\n{options}")
        settings = profile.settings(self.SERVICE)
        assert settings["content_types"] == ["text/json"]
        assert settings["post_data"]["text/json"] == "{}"
        assert settings["named"]["content_types"] == "smartContactNotificationContentType"
        assert profile.declares_key(self.SERVICE, "content_types")

    def test_what_was_built_goes_beyond_what_is_configured(self, loaded) -> None:
        both = "content_type = 'application/xml'\ncontent_types = ['application/json', 'application/xml']\n"
        assert len(loaded(f"{self.TABLE}\n{both}").settings(self.SERVICE)["content_types"]) == 2

    def test_a_template_without_its_content_type_is_refused(self, complaint) -> None:
        said = complaint(self.TABLE + "\nsmartContactNotificationPostData = '{}'\n")
        assert said.startswith("profile.toml, line 6: services.smart-contact-notification.smartContactNotificationPost")
        assert "state content_type beside it" in said


class TestMedia:
    def test_one_url_goes_among_those_of_all_content_types(self, loaded) -> None:
        text = FULL.replace("auth_username", "media_url = '/m?{id}'\nauth_username")
        urls = loaded(text).settings(MEDIA)["media_urls"]
        assert urls["video/mp4"] == "/m?{id}"
        assert urls["image/jpeg"] == defaults(MEDIA)["media_urls"]["image/jpeg"]
        picture = text.replace("media_url", "media_content_type = 'image/jpeg'\nmedia_url")
        assert loaded(picture).settings(MEDIA)["media_urls"]["image/jpeg"] == "/m?{id}"

    def test_variables_may_be_empty_and_come_from_the_environment(self, loaded) -> None:
        variables = "variables = { imei = '', 'account[host]' = { env = 'API_KEY' } }"
        profile = loaded(FULL.replace("auth_username", f"{variables}\nauth_username"))
        assert profile.settings(MEDIA)["variables"] == {"imei": "", "account[host]": "MARKER-environment"}
        assert profile.secrets["variable_account_host"] == "MARKER-environment"


class TestObserver:
    def test_a_path_is_put_onto_the_target(self, loaded) -> None:
        text = f"{FULL}[observer]\nurl = '/stored?id={{id}}'\n"
        observer = loaded(text, target="http://t:1").observer
        assert observer == Observer("http://t:1/stored?id={id}", wait=5)
        untargeted = loaded(text.replace('target = "https', '# target = "https'))
        assert untargeted.observer == Observer("/stored?id={id}")
        assert untargeted.on("http://late:2").observer == Observer("http://late:2/stored?id={id}")

    def test_an_absolute_url_stays_and_its_user_information_is_secret(self, loaded) -> None:
        profile = loaded(f"{FULL}[observer]\nurl = 'https://joe:MARKER-observer@o.example/{{id}}'\nwait = 9\n")
        assert profile.observer == Observer("https://joe:MARKER-observer@o.example/{id}", wait=9)
        assert profile.secrets["observer_password"] == "MARKER-observer"

    def test_a_command_has_words(self, loaded) -> None:
        profile = loaded(f"{FULL}[observer]\ncommand = ['./stored', '--id={{id}}']\n")
        assert profile.observer == Observer(command=("./stored", "--id={id}"))


class TestOnRequest:
    @pytest.fixture(autouse=True)
    def only_on_request(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(schema()["properties"]["services"]["properties"][MEDIA], "x-on-request", True)

    def test_without_a_profile_it_is_tested_when_asked_for(self) -> None:
        assert not load().declares(MEDIA)
        assert load(services=[MEDIA]).declares(MEDIA)

    def test_a_profile_asks_for_it_by_its_table(self, loaded) -> None:
        assert loaded(FULL).declares(MEDIA)
        assert not loaded(FULL[: FULL.index("[services.media")] + TestSmartContacts.TABLE, services=[MEDIA]).declares(
            MEDIA
        )


class TestOverlay:
    def test_its_keys_go_over_those_of_the_same_meaning_and_none_takes_one_away(self, loaded) -> None:
        over = {"genericMediaRefSendUrl": "x", "auth_password": None}
        profile = loaded(FULL.replace("auth_username", "url = '/y'\nauth_username"), overlay={MEDIA: over})
        assert profile.settings(MEDIA)["url"] == "x"
        assert profile.settings(MEDIA)["named"]["url"] == "genericMediaRefSendUrl"
        assert "auth_password" not in profile.settings(MEDIA)
        assert profile.settings(MEDIA)["combinations"] == ["post-form", "put-json"]

    def test_it_declares_no_service_and_is_checked_like_the_profile(self, loaded, complaint) -> None:
        assert not loaded(FULL, overlay={"send-call-file": {"couples": ["1"]}}).declares("send-call-file")
        assert "media-reference-send.ulr is not a known key" in complaint(FULL, overlay={MEDIA: {"ulr": "x"}})


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("recipients", "recipient", 2, "recipient is not a known key; did you mean recipients?"),
        ("password =", "pasword =", 6, "accounts.main.pasword is not a known key; did you mean password?"),
        ("read = 2", "zzz = 2", 13, "limits.zzz is not a known key; the keys here are connect, read, total"),
        (
            "post_data",
            "postdata",
            18,
            "services.media-reference-send.postdata is not a known key; did you mean post_data?",
        ),
        ("[services.media-reference-send]", "[services.media-ref-send]", 15, "did you mean media-reference-send?"),
        ("read = 2", "read = '2'", 13, "limits.read must be a number of seconds above 0"),
        ("read = 2", "read = nan", 13, "limits.read must be a number of seconds above 0"),
        ("read = 2", "read = true", 13, "limits.read must be a number of seconds above 0"),
        ("read = 2", "per_minute = 0", 13, "limits.per_minute must be a number of requests above 0"),
        ("read = 2", "budget = -1", 13, "limits.budget must be a whole number of messages, at least 0"),
        ("read = 2", "budget = 1.5", 13, "limits.budget must be a whole number"),
        ("read = 2", "exploration = -1", 13, "limits.exploration must be a whole number of messages, at least 0"),
        (
            "[http]",
            "[observer]\nwait = 1\n[http]",
            8,
            "observer must be a table with url or command, and not with both",
        ),
        (
            "[http]",
            "[observer]\nurl = '/{id}'\ncommand = ['{id}']\n[http]",
            8,
            "observer must be a table with url or command, and not with both",
        ),
        ("[http]", "[observer]\nurl = '/x'\n[http]", 9, "observer.url must be a URL with {id} in it"),
        ("[http]", "[observer]\ncommand = ['x']\n[http]", 9, "observer.command must be a list of strings, the program"),
        ("auth_username", "method = ''\nauth_username", 16, "method must be a string that is not empty"),
        (
            "auth_username",
            "variables = { 'a b' = '' }\nauth_username",
            16,
            "must be named as between the percent signs",
        ),
        ("auth_username", "media_urls = { jpeg = '/x' }\nauth_username", 16, "must be named like a content type"),
        ('["+15551231234"]', "[15551231234]", 2, "recipients[0] must be a number or address in quotes"),
        ('["+15551231234"]', "[]", 2, "recipients must be a list of the numbers"),
        (
            "[accounts.main]",
            "[accounts.first]",
            4,
            "accounts.main is missing; it must be a table with username and password",
        ),
        (
            'password = "MARKER-password"',
            "",
            4,
            "accounts.main.password is missing; it must be a string that is not empty",
        ),
        ('"MARKER-password"', "12345678", 6, "accounts.main.password must be a string"),
        ('"MARKER-password"', '{ env = "NOT_SET" }', 6, "from the environment variable NOT_SET, which is not set"),
        ('"MARKER-password"', '{ evn = "API_KEY" }', 6, 'must be a string that is not empty, or { env = "NAME" }'),
        ('"X-Gate"', '"X Gate"', 9, 'http.headers."X Gate" must be named like an HTTP header'),
        ("MARKER-header", "MARKER\\nx", 9, "http.headers.X-Gate must be a string of one line"),
        ('"http://joe', '"joe', 10, "http.proxy must be a URL that starts with http"),
        (
            "[http]",
            '[http]\nca = "none.pem"',
            9,
            "http.ca names no file (none.pem); paths start at the profile's folder",
        ),
        ("[http]", '[http]\nclient_key = "x"', 8, "http.client_certificate is missing; client_key needs it beside it"),
        ("[http]", "[webhook]\nport = 70000\n[http]", 9, "webhook.port must be a port number"),
        ("[http]", "[webhook]\nbind = 'a b'\n[http]", 9, "webhook.bind must be an address of this machine"),
        ("[http]", '[webhook]\nbind = "a\\u0000"\n[http]', 9, "webhook.bind must be an address of this machine"),
        (
            "[http]",
            "[webhook]\npublic_url = 'http://h:99999'\n[http]",
            9,
            "webhook.public_url must name a host, and a port from 1 to 65535 if any",
        ),
        ("[http]", '[webhook]\npath = "/a\\u0007"\n[http]', 9, "webhook.path must have neither blanks nor control"),
        (
            "[http]",
            "[webhook]\ncertificate = 'integration.json'\n[http]",
            9,
            "integration.json, which does not hold a certificate and its unencrypted key in PEM",
        ),
        ("[http]", "[observer]\nurl = 'http://[::1/{id}'\n[http]", 9, "observer.url must name a host, and a port"),
        ("[http]", "[observer]\ncommand = ['', '{id}']\n[http]", 9, "observer.command[0] must be the program"),
        ("[http]", '[observer]\ncommand = ["a\\u0000", "{id}"]\n[http]', 9, "observer.command[0] must be the program"),
        ("[http]", '[observer]\ncommand = ["a", "{id}\\u0000"]\n[http]', 9, "observer.command[1] must be a string w"),
        ("sender =", "delivered_within = nan\nsender =", 26, "delivered_within must be a number of seconds above 0"),
        ("sender =", "inbound_wait = inf\nsender =", 26, "inbound_wait must be a number of seconds above 0"),
        (
            "sender =",
            "inbound_message = { url = 'http://h:99999/{id}' }\nsender =",
            26,
            "messaging-integration.inbound_message.url must name a host, and a port from 1 to 65535 if any",
        ),
        (
            "sender =",
            "inbound_message = { url = '/t?c={contents}&i={id}' }\nsender =",
            26,
            "inbound_message.url has {contents} in it, which stands for nothing; did you mean {content}?",
        ),
        (
            "sender =",
            "inbound_file = { url = '/t?{id}{x}' }\nsender =",
            26,
            "has {x} in it, which stands for nothing; there are {from}, {to}, {content}, {url}, {id}",
        ),
        (
            "sender =",
            "inbound_file = { command = ['./x', '--to={too}', '{id}'] }\nsender =",
            26,
            "inbound_file.command has {too} in it, which stands for nothing; did you mean {to}?",
        ),
        ("integration.json", "none.json", 25, "services.messaging-integration.integration names no file (none.json)"),
        ("sender =", "# sender =", 24, "services.messaging-integration.sender is missing; it must be the number"),
        ('"POST form"', '"patch"', 22, 'combinations[0] must be one of "get", "head"'),
        ("auth_username", 'url = "sms.example.com/x"\nauth_username', 16, "url must be a URL that starts with http"),
        ("https://sms.example.com", "sms.example.com", 1, "target must start with http:// or https://"),
        ("https://sms.example.com", "https://sms.example.com/send", 1, "target must be scheme, host and port only"),
        ("https://sms.example.com", "https://sms.example.com?x", 1, "target must be scheme, host and port only"),
        ("https://sms.example.com", "https://sms.example.com:port", 1, "target must name a host, and a port"),
        ("https://sms.example.com", "https://", 1, "target must name a host"),
        ('recipients = ["+15551231234"]', "", 15, "recipients is missing; media-reference-send sends messages"),
    ],
)
def test_wrong_profile(complaint, old: str, new: str, line: int, said: str) -> None:
    assert old in FULL
    sentence = complaint(FULL.replace(old, new))
    assert sentence.startswith(f"profile.toml, line {line}: ")
    assert said in sentence


def test_the_braces_of_a_script_are_its_own(loaded) -> None:
    script = """inbound_file = { command = ['sh', '-c', 'ls | awk "{print}" > ${HOME}/{id}'] }\nsender ="""
    assert "inbound_file" in loaded(FULL.replace("sender =", script)).settings("messaging-integration")


def test_nan_is_no_time_in_the_table_of_a_service(complaint) -> None:
    table = "[services.send-call-file]\ncouples = ['1']\nsession_life = nan\n"
    text = FULL[: FULL.index("[services")] + table
    assert "session_life must be a number of seconds above 0" in complaint(text)


def test_service_without_account(complaint) -> None:
    text = '[services.send-call-file]\ncouples = ["1"]\n'
    assert complaint(text).startswith(
        "profile.toml, line 1: accounts.main is missing; send-call-file acts as an account"
    )


def test_own_facts_must_be_stated(complaint) -> None:
    text = '[accounts.main]\nusername = "a"\npassword = "MARKER"\n[services.send-call-file]\n'
    assert "line 4: services.send-call-file.couples is missing; it must be a list of couple ids" in complaint(text)


def test_profile_without_services(complaint) -> None:
    assert complaint("").startswith("profile.toml: services is missing; it must be a table with at least one service")


def test_an_environments_value_obeys_the_schema_too(complaint) -> None:
    text = FULL.replace('"http://joe:MARKER-proxy@proxy.example:3128"', '{ env = "API_KEY" }')
    assert complaint(text).startswith("profile.toml, line 10: http.proxy must be a URL")


def test_wrong_target_option_names_the_option() -> None:
    with pytest.raises(ProfileError, match=r"^--target must start with http:// or https://"):
        load(target="sms.example.com")


def test_every_key_stands_in_the_documentation() -> None:
    page = (FIXTURES.parent / "docs" / "profile.md").read_text("utf-8")

    def keys(part: dict) -> set[str]:
        own = part.get("properties", {})
        return set(own) | {name for inner in own.values() for name in keys(inner)}

    assert [key for key in sorted(keys(schema())) if not re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", page)] == []


@settings(derandomize=True, deadline=None, max_examples=80, database=None)
@given(
    at=st.integers(0, len(FULL) - 1), put=st.sampled_from(["", '"', "'", "=", ".", "[", "]", "{", "\n", "#", "1", "\0"])
)
@example(at=0, put="")
def test_a_slip_of_the_finger_gives_a_profile_or_one_sentence_without_a_secret(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "slip.toml"
    path.with_name("integration.json").write_text("{}")
    path.write_text(FULL[:at] + put + FULL[at + 1 :])
    said = ""
    try:
        load(path, environment=ENVIRONMENT)
    except ProfileError as error:
        said = str(error)
    assert "MARKER-" not in said
    assert "\n" not in said


def test_a_field_that_holds_the_password_is_known_by_its_name(loaded) -> None:
    text = FULL.replace("from=%account[username]%&", "pin=%account[password]%&")
    assert loaded(text).secret_fields == {"X-Gate", "pin"}
