"""The profile that a session goes by: the one that was given, or what stands in for it, and the operator's options over
it."""

import ssl
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from .naming import did_you_mean
from .options import Options, UnknownName
from .profile import Profile, ProfileError, Webhook, load
from .profile.target import origin_of
from .reference import FAULTS
from .resources import FIXTURES
from .stage import own_listener

REFERENCE_PROFILE = FIXTURES / "profiles" / "reference.toml"


def is_embedded(options: Options) -> bool:
    """Whether the provider under test is the embedded one."""
    return options.target is None and options.profile is None and not options.listen


def chosen_profile(options: Options) -> Profile:
    """The given profile, else the embedded provider's own, else the documents' examples.

    Raises options.UnknownName or profile.ProfileError, each with one sentence.
    """
    embedded = is_embedded(options)
    if options.faults and not embedded:
        raise ProfileError("--fault breaks the embedded provider only: leave out --target and --profile")
    if unknown := [name for name in sorted(options.faults) if name not in FAULTS]:
        hint = did_you_mean(unknown[0], tuple(FAULTS), "conformance list faults")
        raise UnknownName(f"--fault {unknown[0]}: no such fault; {hint}")
    profile = load(
        REFERENCE_PROFILE if embedded else options.profile,
        target=options.target,
        services=options.services,
        overlay=misconfigured(options.faults),
    )
    if not embedded and not options.listen and options.judge is None:
        _all_reachable(profile)
    if options.ca is not None:
        _readable(options.ca)
    transport = profile.transport
    profile = replace(
        profile,
        transport=replace(transport, ca=options.ca or transport.ca, insecure=options.insecure or transport.insecure),
        webhook=_webhook(profile.webhook, options, embedded),
        discover=options.discover,
        seed=options.seed,
        interactive=options.interactive,
    )
    return misled(profile, options.faults)


def _webhook(webhook: Webhook, options: Options, embedded: bool) -> Webhook:
    if options.listen:
        port = webhook.port if options.listen_port is None else options.listen_port
        webhook = replace(webhook, port=port, public_url=options.public_url or webhook.public_url)
    local = embedded or (options.listen and webhook.public_url is None)
    return own_listener(webhook) if local else webhook


def _readable(ca: Path) -> None:
    """Raises ProfileError when `ca` holds no certificates."""
    try:
        ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ProfileError(f"--ca {ca}: this is no PEM file of certificates; name one") from None
    except OSError as error:
        raise ProfileError(f"--ca {ca}: cannot be read ({(error.strerror or str(error)).lower()})") from None


def misconfigured(faults: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the embedded provider with `faults` writes otherwise into its own configuration, by service."""
    overlay: dict[str, dict[str, Any]] = {}
    for fault in (FAULTS[name] for name in sorted(faults)):
        overlay.setdefault(fault.service, {}).update(fault.settings)
    return overlay


def misled(profile: Profile, faults: Collection[str]) -> Profile:
    """`profile` with what the embedded provider with `faults` tells otherwise than in its services' configuration."""
    for fault in (FAULTS[name] for name in sorted(faults)):
        url = fault.webhook_url or profile.webhook.public_url
        profile = replace(
            profile,
            recipients=fault.recipients or profile.recipients,
            webhook=replace(profile.webhook, public_url=url),
            discover=profile.discover or fault.discover,
        )
    return profile


def _all_reachable(profile: Profile) -> None:
    """Raises ProfileError when a declared service, or the observer, has no host to be sent to. A URL that has none for
    want of a scheme is a mistake in the provider's configuration, which its checks tell."""
    for service, settings in profile.services.items():
        configured = settings.get("url", "")
        if configured.startswith("/") or origin_of(configured):
            profile.url(service, configured)
    observer = profile.observer
    if observer is not None and observer.url is not None and observer.url.startswith("/"):
        raise ProfileError(f"{profile.path}: target is missing; give --target, or an absolute URL in observer.url")
