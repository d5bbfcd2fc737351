"""What the app sends to each of its services in the same way, made of the service's usual message."""

from dataclasses import replace

from ..arrival import deliver
from ..conversation import Conversation
from ..damage import in_pieces
from ..exchange.message import Request
from ..profile import Account
from .recipients import in_form
from .service import AppService, Change

VERSIONS = {
    "next-version": "CloudSoftphone/2.0.1",
    "other-app": "Groundwire/25.2.34 (build 2335157; iOS 18.6.2; arm64-neon)",
}
"""User-Agents of the app's kin."""


def usual(
    talk: Conversation,
    app: AppService,
    mark: str,
    recipient: str | None = None,
    combination: str = "",
    *,
    account: Account | None = None,
    change: Change | None = None,
    reaches: bool = True,
) -> Request:
    """The request of the service's usual message, to the profile's first recipient and in the primary combination
    unless others are named. `reaches` is False for a recipient that is nobody."""
    profile = talk.profile
    to = profile.recipients[0] if recipient is None else recipient
    return app.request(
        talk,
        combination or app.primary(profile),
        app.usual(profile, mark, to),
        (to,) if reaches else (),
        account=account,
        change=change,
    )


def get_and_head(talk: Conversation, app: AppService) -> None:
    """The same message by `get` and by `head`, whose connection is read to its end."""
    for step in ("get", "head"):
        made = usual(talk, app, talk.mark(step), combination=step)
        talk.send(step, replace(made, to_the_end=step == "head"))


def one_form(talk: Conversation, app: AppService, form: str) -> None:
    """A message to a recipient whose number or address is written in `form`: `answer`."""
    recipient = in_form(talk.profile, form)
    assert recipient is not None
    mark = talk.mark()
    deliver(talk, usual(talk, app, mark, recipient), mark)


def other_version(talk: Conversation, app: AppService, name: str) -> None:
    """A message from another version of the app: `answer`."""
    mark = talk.mark()
    made = usual(talk, app, mark)
    headers = tuple((key, VERSIONS[name] if key == "User-Agent" else value) for key, value in made.headers)
    deliver(talk, replace(made, headers=headers), mark)


def damaged(talk: Conversation, app: AppService, case: str) -> None:
    """A request that no caller sends, and a valid one whatever came of it: `damaged`, `after`."""
    talk.attempt("damaged", in_pieces(usual(talk, app, talk.mark()), case))
    talk.send("after", usual(talk, app, talk.mark("after")))
