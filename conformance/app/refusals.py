"""What each service of the app has to refuse: credentials that are no account's, and recipients that are nobody
(document 000, Response)."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ..clients.acrobits.combination import without
from ..clients.acrobits.request import WebService
from ..conversation import Conversation
from ..exchange.secret import mark
from ..profile import Account, Profile
from .by_combination import ByCombination
from .plays import usual
from .service import NAME, PASSWORD, AppService, Change

CREDENTIALS = ("wrong", "empty", "absent", "masked", "unknown-account")
"""Bad credentials, each sent in the primary combination."""

WRONG_BY = ByCombination("wrong-by-", "the case wrong shows it by this combination")
BY_COMBINATION = WRONG_BY.cases
"""A wrong password in each other combination: what reads one of them may forget to look at it. They come last, so that
a cap on bad credentials leaves them out first."""

NOT_BY_HEAD = tuple(case for case in BY_COMBINATION if WRONG_BY.combination(case) != "head")
"""Those of `BY_COMBINATION` whose answer has a body."""

RECIPIENTS = ("missing", "empty", "malformed")
NOBODY = "@@"
"""A recipient that is neither a number nor the user of any address, with or without a domain."""

WRONG_PASSWORD = re.compile("wrong-[0-9a-f]{8}")
STARS = "********"
"""What the app puts in the place of the password over plain http."""


def without_password(service: WebService) -> WebService | None:
    """The configuration without any field for the password."""
    left = without(service, PASSWORD)
    return left and replace(left, auth_username="", auth_password="")


def without_recipient(service: WebService) -> WebService | None:
    """The configuration without any field for the recipient."""
    return without(service, "sms_to")


def bad_credentials(talk: Conversation, app: AppService, case: str) -> None:
    """A valid message, the same with credentials that are no account's, and a valid one: `good`, `refusal`, `after`,
    all in the same combination."""
    account = talk.profile.account
    combination = WRONG_BY.combination(case)
    wrong = {
        "wrong": Account(account.username, f"wrong-{talk.run_id}"),
        "empty": Account(account.username, ""),
        "masked": Account(account.username, STARS),
        "unknown-account": Account(f"nobody-{talk.run_id}", account.password),
    }
    bad = wrong["wrong"] if combination else wrong.get(case)
    change = without_password if case == "absent" else None
    talk.send("good", usual(talk, app, talk.mark("before"), combination=combination))
    talk.send("refusal", usual(talk, app, talk.mark(), combination=combination, account=bad, change=change))
    talk.send("after", usual(talk, app, talk.mark("after"), combination=combination))


def bad_recipient(talk: Conversation, app: AppService, case: str) -> None:
    """A valid message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    nobody = NOBODY if case == "malformed" else ""
    change = without_recipient if case == "missing" else None
    talk.send("good", usual(talk, app, talk.mark("before")))
    talk.send("refusal", usual(talk, app, talk.mark(), nobody, change=change, reaches=False))
    talk.send("after", usual(talk, app, talk.mark("after")))


def no_credentials(app: AppService, profile: Profile, case: str) -> str | None:
    """Why bad credentials cannot be tried, or None: a need of checks."""
    if reason := app.carries_password(profile):
        return reason
    if reason := WRONG_BY.not_sent(app, profile, case):
        return reason
    if case == "unknown-account" and (reason := app.unsent(profile, NAME)):
        return reason
    if case == "absent" and _lacks(without_password, app, profile):
        return "the configured template has no field of its own for the password"
    return None


def no_recipient(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a message to nobody cannot be tried, or None: a need of checks."""
    if case == "missing" and _lacks(without_recipient, app, profile):
        return "the configured template has no field of its own for the recipient"
    return None


def no_body(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a refusal of credentials can say nothing, or None: a need of checks."""
    return _headless(app, profile) or no_credentials(app, profile, case)


def no_body_for_nobody(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a refusal of a recipient can say nothing, or None: a need of checks."""
    return _headless(app, profile) or no_recipient(app, profile, case)


def password_in(message: str, profile: Profile, case: str) -> Iterable[str]:
    """What in `message`, an answer to `case` of `CREDENTIALS`, would be the password that was sent: the real one, as
    such or as saved runs write it, or the wrong one. The stars are none."""
    if case != "unknown-account":
        return WRONG_PASSWORD.findall(message)
    password = profile.account.password
    return (password, *(mark(label) for label, secret in profile.secrets.items() if secret == password))


def _headless(app: AppService, profile: Profile) -> str | None:
    return "an answer to HEAD has no body" if app.primary(profile) == "head" else None


def _lacks(change: Change, app: AppService, profile: Profile) -> bool:
    """Whether `change` is impossible. Of a configuration by which nothing can be sent the play itself tells why."""
    return app.unusable(profile) is None and change(app.configuration(profile)) is None
