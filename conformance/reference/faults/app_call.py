"""Faults that every service can have that the app calls: who may send, to whom, and how a refusal looks."""

from functools import partial

from .fault import Fault, fault


def faults_of_app_calls(service: str, prefix: str = "") -> tuple[Fault, ...]:
    """The faults of `service`, the name of each after `prefix`."""

    row = partial(fault, service)
    return tuple(
        row(prefix + name, summary, *checks)
        for name, summary, *checks in (
            ("method-not-served", "Answers PUT 405.", "combination.served"),
            ("head-with-body", "Sends bytes after the header of an answer to HEAD.", "head.no-body"),
            ("head-differs", "Answers 202 to HEAD where GET is answered 200.", "head.answers-like-get"),
            ("new-app-refused", "Answers any version of the app but one 403.", "app.any-version"),
            ("any-password", "Accepts any password of a known user.", "credentials.refused"),
            ("any-password-by-get", "Accepts any password of a known user by GET.", "credentials.refused"),
            ("empty-password-accepted", "Accepts an empty password of a known user.", "credentials.refused"),
            ("absent-password-accepted", "Accepts a known user without a password.", "credentials.refused"),
            ("masked-password-accepted", "Accepts a password of nothing but asterisks.", "credentials.refused"),
            ("unknown-account-accepted", "Accepts users whom it does not know.", "credentials.refused"),
            (
                "login-cached",
                "Accepts any password within a minute of a good one of the same user.",
                "credentials.refused",
            ),
            ("missing-recipient-accepted", "Accepts a message without a recipient.", "recipient.refused"),
            ("empty-recipient-accepted", "Accepts a message to an empty recipient.", "recipient.refused"),
            ("malformed-recipient-accepted", "Accepts a message to what is no address.", "recipient.refused"),
            ("refusal-in-200", "Answers wrong credentials 200 with an error inside.", "refusal.not-in-2xx"),
            ("refusal-html", "Refuses with a page of HTML.", "refusal.message", "recipient.message"),
            ("refusal-empty", "Refuses with an empty body.", "refusal.message", "recipient.message"),
            ("refusal-message-number", "Refuses with a number for a message.", "refusal.message", "recipient.message"),
            ("refusal-type-missing", "Refuses without saying the content type.", "refusal.content-type"),
            (
                "refusal-trace",
                "Puts a stack trace beside the message of a refusal.",
                "refusal.reveals-nothing",
                "recipient.reveals-nothing",
            ),
            ("refusal-markup", "Puts the message of a refusal in bold type.", "refusal.plain-message"),
            ("refusal-repeats-password", "Repeats a wrong password in its refusal.", "refusal.plain-message"),
            (
                "recipient-refusal-in-200",
                "Answers a message to nobody 200 with an error inside.",
                "recipient.not-in-2xx",
            ),
            ("recipient-refusal-html", "Refuses a message to nobody with a page of HTML.", "recipient.message"),
            (
                "recipient-refusal-trace",
                "Puts a stack trace beside the message of its refusal of nobody.",
                "recipient.reveals-nothing",
            ),
        )
    )
