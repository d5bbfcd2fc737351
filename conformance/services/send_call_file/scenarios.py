"""What every CallREC API client sends: log in, mint a download token, fetch the media with it (document 001).

A client mints and then uses: the document does not promise that a session may hold several tokens at a time, so plays
that share one take turns.
"""

from ...conversation import Conversation
from ...scenario import scenario
from .client import shared_client, shared_session
from .servlets import to_download


@scenario()
def log_in(talk: Conversation) -> None:
    """The run's one log-in: `log_in`."""
    shared_session(talk)


@scenario()
def download(talk: Conversation, case: str) -> None:
    """Log in, mint, and download by POST what `DOWNLOADS` has by `case`, the session in a cookie: `log_in`, `token`,
    `file`."""
    with shared_client(talk) as client:
        client.use(client.mint(to_download(talk.profile, case)), "file")
