"""Where a run takes place: the webhook listener that it needs, and the embedded provider where no other is tested."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from .exchange.certificate import server_context
from .exchange.listener import Listener
from .exchange.redaction import Redactor
from .profile import Profile, ProfileError, Webhook
from .reference import Provider

ANY_PORT = "http://127.0.0.1:0"
"""Stands for the URL of a listener that is not there yet: that there will be one has to be known for the plan."""


def own_listener(webhook: Webhook) -> Webhook:
    """`webhook` with the listener's own address as its public URL."""
    return replace(webhook, public_url=ANY_PORT)


@contextmanager
def stage(
    profile: Profile, redactor: Redactor, embedded: bool, faults: Collection[str] = ()
) -> Iterator[tuple[Profile, Listener | None]]:
    """The profile, filled in with what is known only now, and the started webhook listener if it asks for one. Where
    the `embedded` provider plays the part, with `faults`, it is started as well. Raises ProfileError when the listener
    cannot listen."""
    with _listening(profile.webhook, redactor) as listener:
        if listener is not None and profile.webhook.public_url == ANY_PORT:
            profile = replace(profile, webhook=replace(profile.webhook, public_url=listener.url))
        if not embedded:
            yield profile, listener
            return
        with Provider(faults=faults, webhook_url=listener.url if listener else None) as provider:
            yield profile.on(provider.url), listener


@contextmanager
def _listening(webhook: Webhook, redactor: Redactor) -> Iterator[Listener | None]:
    if webhook.public_url is None:
        yield None
        return
    public_url = None if webhook.public_url == ANY_PORT else webhook.public_url
    tls = server_context(webhook.certificate, webhook.key) if webhook.certificate is not None else None
    try:
        listener = Listener(webhook.bind, webhook.port, public_url, webhook.path, tls)
    except OSError as error:
        why = f"cannot listen on {webhook.bind} port {webhook.port} ({(error.strerror or str(error)).lower()})"
        raise ProfileError(f"webhook: {why}; set webhook.bind and webhook.port") from None
    redactor.add("webhook_path", listener.path)
    listener.start()
    try:
        yield listener
    finally:
        listener.stop()
