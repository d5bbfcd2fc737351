"""Sessions and tokens that a command of the provider's own gives, where its log-in is not the documented one."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ...clients.callrec import SESSION_COOKIE, Criteria, Session
from ...conversation import Conversation
from ...exchange import command
from ...exchange.evidence import Halt
from ...exchange.message import Exchange
from ...expect import unproven
from ...profile import Profile
from ...resources import SCHEMAS
from ...verdict import Observation, Party
from .servlets import ONE, SERVICE, couples

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

KEY = "session_command"


def by_command(profile: Profile, case: str = "") -> str | None:
    """Why the suite neither logs in nor asks for tokens by itself, or None: a need of checks."""
    given = KEY in profile.settings(SERVICE)
    return f"the profile gives sessions and tokens by a command (services.{SERVICE}.{KEY})" if given else None


def spent(use: Exchange, profile: Profile) -> Observation | None:
    """That a token was refused of which the suite knows no more than that a command gave it, if so."""
    if not (by_command(profile) and use.answer.status == 403):
        return None
    return unproven(f"the token of {KEY} may have been used, or may be too old", "status", 403, Party.CONFIGURATION)


@dataclass(frozen=True)
class Given:
    """A token, what it was asked for, and the session that it was given in."""

    session: Session
    token: str = field(repr=False)
    criteria: Criteria


class Pool:
    """The tokens of a run, each for one who asks. Safe to share by threads."""

    def __init__(self, given: Iterable[Given]) -> None:
        self._lock = threading.Lock()
        self._left = list(given)
        self.session = self._left[0].session
        """The session of the first token."""

    def draw(self, criteria: Criteria, session: Session) -> Given | None:
        """The next token for `criteria`, of `session` if there is one, which nobody gets again; None without any."""
        with self._lock:
            fitting = [one for one in self._left if _sorted(one.criteria) == _sorted(criteria)]
            # Under whatever cookie a session goes on, it keeps the id that it was given by.
            drawn = min(fitting, key=lambda one: one.session.body_id != session.body_id, default=None)
            if drawn is not None:
                self._left.remove(drawn)
            return drawn


def pool(talk: Conversation) -> Pool | None:
    """What the profile's command gave, run once a run; None for a profile without one. Ends the play when the command
    fails or prints something else."""
    arguments = talk.profile.settings(SERVICE).get(KEY)
    return talk.once(KEY, lambda: _filled(talk, arguments)) if arguments else None


def given_in(printed: bytes, usual: tuple[str, ...]) -> list[Given]:
    """What a command `printed`: a JSON object, or an array of them, in the shape of `session-command.schema.json`.
    Without criteria a token is for downloading the couples that are `usual`. Raises ValueError, in half a sentence that
    follows "the command"."""
    try:
        document = json.loads(printed)
    except (ValueError, RecursionError):
        raise ValueError("printed something else than JSON") from None
    if not _schema().is_valid(document):
        raise ValueError("printed JSON of another shape than docs/profile.md tells")
    given = document if isinstance(document, list) else [document]
    if len({one["token"] for one in given}) < len(given):
        raise ValueError("printed a token twice, and each opens one recording once")
    return [_given(one, usual) for one in given]


def _filled(talk: Conversation, arguments: list[str]) -> Pool:
    named = f"services.{SERVICE}.{KEY}"
    response, failure = command.run(arguments, talk.profile.limits.total)
    if response is None or response.status != 200:
        raise talk.stop(f"{named} {command.trouble(response, failure)}", Halt.CONFIGURATION)
    try:
        found = given_in(response.body.head, couples(talk.profile, ONE))
    except ValueError as error:
        raise talk.stop(f"{named} {error}", Halt.CONFIGURATION) from None
    for one in found:
        talk.learn("token", one.token)
        for _, value in one.session.cookies:
            talk.learn("session", value)
    return Pool(found)


def _given(one: Mapping[str, Any], usual: tuple[str, ...]) -> Given:
    id, sid = one["session"], one.get("sid")
    ids = tuple(one.get("couples", () if sid else usual))
    cookies = {**one.get("cookies", {}), SESSION_COOKIE: id}
    criteria = Criteria(ids, sid, one.get("type", "1"), one.get("action", "download") or None)
    return Given(Session(id, tuple(cookies.items()), id), one["token"], criteria)


def _sorted(criteria: Criteria) -> tuple[list[str], str | None, str | None, str | None]:
    return sorted(criteria.couples), criteria.sid, criteria.type, criteria.action


@cache
def _schema() -> "Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((SCHEMAS / "session-command.schema.json").read_text("utf-8")))
