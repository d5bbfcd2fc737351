"""Who asks for what they may not have: other users' recordings, downloads, pictures (document 001, introduction and
Parameters for Download Token Service)."""

from collections.abc import Callable

from ...clients.callrec import Criteria
from ...conversation import Conversation
from ...profile import Account, Profile
from ...scenario import Phase, scenario
from .client import Client, logged_in, shared_client
from .given import by_command
from .recording import is_recording
from .servlets import ONE, SERVICE, SEVERAL, couples, to_download

ALONE, AMONG, PLAYED, DOWNLOADED = "alone", "among", "played", "downloaded"
ACCOUNTS = ("forbidden_heard_by", "play_only_account", "audio_only_account")
"""The keys that name an account."""


def lacks(*keys: str) -> Callable[[Profile, str], str | None]:
    """Why what `keys` of the service name cannot be tried, or None: a need of checks."""

    def need(profile: Profile, case: str) -> str | None:
        settings = profile.settings(SERVICE)
        for key in keys:
            if key not in settings:
                return f"the profile gives no {key}: see services.{SERVICE}"
            if key in ACCOUNTS and settings[key] not in profile.accounts:
                return f"services.{SERVICE}.{key} names {settings[key]}, and there is no accounts.{settings[key]}"
        return by_command(profile)

    return need


@scenario(phase=Phase.ABNORMAL)
def forbidden_file(talk: Conversation, case: str) -> None:
    """Recordings that the account may hear: `allowed`. Then one that it may not, alone, to be played, or with these:
    `token`, and what it opens: `end`; without a token they are the same."""
    allowed = couples(talk.profile, SEVERAL if case == AMONG else ONE)
    forbidden = talk.profile.settings(SERVICE)["forbidden_couples"][:1]
    action = None if case == PLAYED else "download"
    with shared_client(talk) as client:
        client.use(client.mint(Criteria(allowed, action=action), "allowed_token"), "allowed")
        ids = (*(allowed if case == AMONG else ()), *forbidden)
        client.go(Criteria(ids, action=action))


@scenario(phase=Phase.ABNORMAL)
def foreign_token(talk: Conversation) -> None:
    """A token that another account got for a recording which this one may not hear, used by this one, and by its owner:
    `refusal`, `after`. The first may have used it up, so that the owner uses another."""
    settings = talk.profile.settings(SERVICE)
    forbidden = Criteria((settings["forbidden_couples"][0],), action="download")
    owner = Client(talk, logged_in(talk, _account(talk.profile, "forbidden_heard_by"), "other_log_in"))
    with shared_client(talk) as client:
        token = owner.mint(forbidden)
        client.use(token, "refusal")
        talk.steps["after"] = owner.use(token, "same_token")
        if not is_recording(talk.steps["after"].answer):
            owner.use(owner.mint(forbidden, "another_token"), "after")


@scenario(phase=Phase.ABNORMAL)
def download_by_player(talk: Conversation) -> None:
    """An account that may play and not download: it plays a recording, `stream`, and asks for a token to download it:
    `token`, and what that opens: `end`; without a token they are the same."""
    _overstep(talk, "play_only_account", to_download(talk.profile))


@scenario(phase=Phase.ABNORMAL)
def video_for_listener(talk: Conversation, case: str) -> None:
    """An account that may hear and not watch: it plays a recording, `stream`, and asks for a token to watch or download
    a video: `token`, and what that opens: `end`; without a token they are the same."""
    video = talk.profile.settings(SERVICE)["video_couples"][0]
    action = "download" if case == DOWNLOADED else None
    _overstep(talk, "audio_only_account", Criteria((video,), type="16", action=action))


def _overstep(talk: Conversation, key: str, criteria: Criteria) -> None:
    client = Client(talk, logged_in(talk, _account(talk.profile, key), "other_log_in"))
    with talk.alone(SERVICE):
        client.use(client.mint(Criteria(couples(talk.profile, ONE)), "stream_token"), "stream")
        client.go(criteria)


def _account(profile: Profile, key: str) -> Account:
    return profile.accounts[profile.settings(SERVICE)[key]]
