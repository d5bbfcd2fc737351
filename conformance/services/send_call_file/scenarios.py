"""What every CallREC API client sends: log in, mint a download token, fetch the media with it; and the same in other
ways, to compare what comes (document 001).

A client mints and then uses: the document does not promise that a session may hold several tokens at a time, so plays
that share one take turns.
"""

from dataclasses import replace

from ...clients.callrec import CURL, Agent, Carry, Criteria
from ...conversation import Conversation
from ...scenario import scenario
from .alike import is_served
from .attribution import must_be_compared
from .client import shared_client, shared_session
from .given import by_command
from .leak import recordings_in
from .outcomes import ARCHIVES, DOWNLOADS
from .playing import tried
from .servlets import SERVICE, SEVERAL, couples, to_download

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "

AGENTS = {
    "browser": Agent("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", BROWSER),
    "media-player": Agent("Windows-Media-Player/12.0.7601.17514", "*/*"),
    "phone": Agent(f"{IPHONE}Version/17.5 Mobile/15E148 Safari/604.1", "*/*"),
    "anything": replace(CURL, accept="*/*"),
    "audio": replace(CURL, accept="audio/*"),
    "html": replace(CURL, accept="text/html"),
}
"""Programs other than curl, and curl with another Accept."""


@scenario()
def log_in(talk: Conversation) -> None:
    """The run's one log-in: `log_in`."""
    shared_session(talk)


@scenario()
def download(talk: Conversation, case: str) -> None:
    """Log in, mint, and download by POST what `DOWNLOADS` has by `case`, the session in a cookie: `log_in`, `token`,
    `file`. Where an archive does not tell by its names that each recording is there, each alone: `alone_1` and so on;
    not with tokens of a command's, which are counted."""
    wanted = to_download(talk.profile, case)
    with shared_client(talk) as client:
        file = client.use(client.mint(wanted), "file").answer
        if case not in ARCHIVES or by_command(talk.profile):
            return
        if must_be_compared(recordings_in(file), wanted.couples):
            for number, couple in enumerate(wanted.couples, 1):
                tried(client, replace(wanted, couples=(couple,)), f"alone_{number}")


@scenario()
def download_by_get(talk: Conversation, carry: Carry) -> None:
    """A download by GET, as a browser's address line does it: `file`."""
    with shared_client(talk) as client:
        client.use(client.mint(to_download(talk.profile), "token"), "file", "GET", carry)


@scenario()
def whole_download(talk: Conversation, case: str) -> None:
    """A download whose connection is read to its end, `body_1`, and once more where less or more came than was
    announced, `body_2`: the network may have cut the first."""
    with shared_client(talk) as client:
        for number in (1, 2):
            token = client.mint(to_download(talk.profile, case), f"token_{number}")
            body = client.use(token, f"body_{number}", to_the_end=True)
            if body.failure is None and not body.answer.surplus:
                return


@scenario()
def each_couple(talk: Conversation) -> None:
    """Two recordings, each by its own couple id: `file_1`, `file_2`, of the token service when it gave no token."""
    with shared_client(talk) as client:
        for number, couple in enumerate(couples(talk.profile, SEVERAL), 1):
            tried(client, Criteria((couple,), action="download"), f"file_{number}")


@scenario()
def sid_and_ids(talk: Conversation) -> None:
    """A download by SID and by couple ids at once, `file_1`, and by the SID alone, `file_2`; where they differ, each of
    the couples as well, `file_3` and `file_4`."""
    ids, by_sid = couples(talk.profile, SEVERAL), DOWNLOADS["sid"].criteria(talk.profile.settings(SERVICE))
    named = [replace(by_sid, couples=ids), by_sid, *(Criteria((id,), action="download") for id in ids)]
    bodies = set()
    with shared_client(talk) as client:
        for number, criteria in enumerate(named, 1):
            file = client.use(client.mint(criteria, f"token_{number}"), f"file_{number}").answer
            bodies.add(file.body.fingerprint)
            if number == 2 and len(bodies) == 1:
                return


@scenario()
def another_client(talk: Conversation, agent: str) -> None:
    """A download by `agent`: `answer_1`. Where it was not served, once more, `answer_2`, and by curl: `answer_3`."""
    with shared_client(talk) as client:
        for number, by in enumerate((AGENTS[agent], AGENTS[agent], CURL), 1):
            token = client.mint(to_download(talk.profile), f"token_{number}")
            answer = client.use(token, f"answer_{number}", agent=by).answer
            if number == 1 and is_served(answer):
                return
