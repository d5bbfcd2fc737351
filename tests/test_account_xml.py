"""The Account XML: what it says of a service, and the one sentence about a wrong one."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.acrobits.account_xml import SUFFIXES, read, service_nodes
from conformance.profile import Profile, ProfileError, load
from conformance.resources import FIXTURES

ACCOUNTS = FIXTURES / "account"
MEDIA = "media-reference-send"
PREFIX = "genericMediaRefSend"
quick = settings(derandomize=True, deadline=None, max_examples=80, database=None)


class TestRead:
    def test_nodes_have_the_text_that_the_escapes_stand_for(self) -> None:
        text = "<account><a>x=%y%&amp;z=&lt;1&gt;</a>\n<b><![CDATA[<&]]></b><c/></account>"
        assert read(text) == {"a": "x=%y%&z=<1>", "b": "<&", "c": ""}

    @pytest.mark.parametrize(
        "text",
        [
            "<a>1</a>",
            "<any><deep><a> 1 </a></deep></any>",
            "<x:r xmlns:x='urn:x'><x:a>1</x:a></x:r>",
            "<r xmlns='urn:x'><a>1</a></r>",
            "<r><unbound:a>1</unbound:a></r>",
            "<r><a>1</a><b><a>2</a></b></r>",
        ],
    )
    def test_root_depth_and_namespace_do_not_matter(self, text: str) -> None:
        assert read(text)["a"] == "1"

    def test_bytes_obey_their_declaration(self) -> None:
        assert read('<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\xe9</a>'.encode("latin-1")) == {"a": "caf\xe9"}
        assert read("\ufeff<a>\u2603</a>".encode()) == {"a": "\u2603"}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "line 1, column 1 is not well-formed XML (no element found)"),
            ("<r>\n <a>MARKER</b></r>", "line 2, column 13 is not well-formed XML (mismatched tag)"),
            (
                "<a>1</a>\n<b>2</b>",
                "line 2, column 1 is not well-formed XML (junk after document element); one element",
            ),
            ("<a>x=1&y=MARKER</a>", "line 1, column 9 is not well-formed XML"),
            ("<!DOCTYPE a [<!ENTITY e 'MARKER'>]>\n<a>&e;</a>", "has a DOCTYPE, which could declare entities"),
            (
                b"<?xml version='1.0' encoding='MARKER'?><a/>",
                "is in an encoding that cannot be read; save the file in UTF-8",
            ),
            (b"<?xml version='1.0' encoding='shift_jis'?><a/>", "is in an encoding that cannot be read"),
        ],
    )
    def test_what_is_no_account_xml_is_told_by_its_place(self, text: str | bytes, said: str) -> None:
        with pytest.raises(ValueError, match=r"^line \d+, column \d+ ") as raised:
            read(text)
        assert said in str(raised.value)
        assert "MARKER" not in str(raised.value)

    @quick
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
    def test_any_text_comes_back(self, value: str) -> None:
        assert read(f"<account><node>{escape(value)}</node></account>")["node"] == value.strip()

    @quick
    @given(st.one_of(st.binary(), st.text(alphabet="<>/&;!?[]ax \n='\"")))
    def test_any_text_is_read_or_refused_in_one_sentence(self, text: str | bytes) -> None:
        said = "line "
        try:
            read(text)
        except ValueError as error:
            said = str(error)
        assert said.startswith("line ")
        assert "\n" not in said


class TestServiceNodes:
    def test_every_key_has_its_node(self) -> None:
        nodes = {PREFIX + suffix: "x" for suffix in SUFFIXES.values()}
        assert list(service_nodes(nodes, [PREFIX])) == list(SUFFIXES)

    def test_the_first_prefix_that_has_it_wins_and_an_empty_node_is_none(self) -> None:
        nodes = {
            "genericSmsUrl": "old",
            "genericSmsSendUrl": "new",
            "genericSmsPostData": "x",
            "genericSmsSendMethod": "",
        }
        found = service_nodes(nodes, ["genericSmsSend", "genericSms"])
        assert found == {"url": "genericSmsSendUrl", "post_data": "genericSmsPostData"}


@pytest.fixture
def with_account(tmp_path: Path):
    """Load a profile whose table of the service names an Account XML."""

    def load_account(xml: str | bytes, keys: str = "", target: str | None = None) -> Profile:
        (tmp_path / "account.xml").write_bytes(xml if isinstance(xml, bytes) else xml.encode())
        (tmp_path / "profile.toml").write_text(
            "recipients = ['1']\naccounts.main = { username = 'joe', password = 'hush-hush' }\n"
            f"[services.{MEDIA}]\naccount_xml = 'account.xml'\n{keys}\n"
        )
        return load(tmp_path / "profile.toml", target=target)

    return load_account


class TestInAProfile:
    @pytest.mark.parametrize(
        ("keys", "host"),
        [
            ("", "http://staging.example"),
            ("genericMediaRefSendUrl = 'https://live.example/x'", "http://staging.example"),
            ("url = 'https://live.example/x'", "https://live.example"),
        ],
    )
    def test_the_configuration_of_production_can_be_tried_on_another_host(self, with_account, keys, host) -> None:
        xml = (ACCOUNTS / "reference.xml").read_bytes()
        profile = with_account(xml, keys, target="http://staging.example")
        assert profile.url(MEDIA, profile.settings(MEDIA)["url"]).startswith(f"{host}/")
        at_home = with_account(xml, keys)
        assert at_home.url(MEDIA, at_home.settings(MEDIA)["url"]).startswith("https://")

    def test_the_file_configures_the_service(self, with_account) -> None:
        profile = with_account((ACCOUNTS / "reference.xml").read_bytes())
        media = profile.settings(MEDIA)
        assert profile.url(MEDIA, media["url"]) == "https://sms.example.com/send_media_message"
        assert media["method"] == "POST"
        assert media["post_data"].startswith("from=%account[username]%&password=%account[password]%&to=%sms_to%")
        assert media["custom_headers"].splitlines() == [
            "X-Preview-Width:%preview_width%",
            "X-Preview-Height:%preview_height%",
        ]
        assert profile.declares_key(MEDIA, "url")
        assert media["named"]["post_data"] == "genericMediaRefSendPostData"
        assert media["account_nodes"]["userCallerId"] == "+15551230000"
        assert "genericMediaUploadUrl" in media["account_nodes"]

    def test_the_table_goes_before_the_file(self, with_account) -> None:
        profile = with_account(
            (ACCOUNTS / "reference.xml").read_bytes(), "url = '/mine'\ngenericMediaRefSendMethod = 'PUT'"
        )
        media = profile.settings(MEDIA)
        assert (media["url"], media["method"]) == ("/mine", "PUT")
        assert media["named"]["url"] == "url"

    def test_what_the_file_leaves_out_is_unset(self, with_account) -> None:
        """The document's example of a body is none of this provider's."""
        profile = with_account(f"<account><{PREFIX}Url>https://h/?to=%sms_to%</{PREFIX}Url></account>")
        assert "post_data" not in profile.settings(MEDIA)
        assert profile.settings(MEDIA)["media_urls"]

    def test_passwords_and_secrets_in_it_are_secret(self, with_account) -> None:
        profile = with_account(
            f"<r><{PREFIX}Url>http://bob:pw-in-url@h/</{PREFIX}Url><authPassword>in-node</authPassword><apiSecret>k</apiSecret>"
            f"<{PREFIX}AuthPassword>for-digest</{PREFIX}AuthPassword><cloud_password/><host>h</host></r>"
        )
        assert profile.secrets == {
            "password_main": "hush-hush",
            "auth_password": "for-digest",
            "url_userinfo": "bob:pw-in-url",
            "url_password": "pw-in-url",
            "account_authpassword": "in-node",
            "account_apisecret": "k",
            "account_genericmediarefsendauthpassword": "for-digest",
        }
        assert "in-node" not in repr(profile)

    def test_a_url_without_a_scheme_is_left_to_the_lint(self, with_account) -> None:
        assert with_account(f"<r><{PREFIX}Url>sms.example.com/x</{PREFIX}Url></r>").declares_key(MEDIA, "url")

    @pytest.mark.parametrize(
        ("xml", "said"),
        [
            ("<r>\n<a></r>", "whose line 2, column 6 is not well-formed XML"),
            ("<!DOCTYPE r><r/>", "whose line 1, column 12 has a DOCTYPE"),
            ("<r><host>h</host></r>", f"which has no {PREFIX}Url; add that node, or state url beside"),
            (f"<r><{PREFIX}Url/></r>", f"which has no {PREFIX}Url"),
        ],
    )
    def test_a_file_that_cannot_be_used(self, with_account, xml: str, said: str) -> None:
        with pytest.raises(ProfileError) as raised:
            with_account(xml)
        assert f"profile.toml, line 4: services.{MEDIA}.account_xml names account.xml, {said}" in str(raised.value)
        assert "\n" not in str(raised.value)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "profile.toml"
        path.write_text((FIXTURES / "profiles" / "one-service.toml").read_text("utf-8") + "account_xml = 'none.xml'\n")
        with pytest.raises(ProfileError, match=r"line 7: .*account_xml names no file \(.*none\.xml\)"):
            load(path, environment={"SMS_PASSWORD": "hush-hush"})


def test_the_fixtures_differ_in_the_media_upload_alone() -> None:
    whole, without = (read((ACCOUNTS / name).read_bytes()) for name in ("reference.xml", "without-upload.xml"))
    assert {"genericMediaUploadUrl"} <= whole.keys() - without.keys()
    assert without.items() <= whole.items()
