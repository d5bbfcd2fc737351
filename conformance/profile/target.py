"""Where requests go: the target, and the URLs that are configured put onto it."""

from urllib.parse import urlsplit

from ..exchange.message import Url


def origin(target: str) -> str:
    """`target` as `scheme://host[:port]`, without a closing slash. Raises ValueError for anything else; its text
    completes a sentence that begins with the name of what was given."""
    scheme, separator, rest = target.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        raise ValueError("must start with http:// or https://, such as https://sms.example.com")
    authority = rest.removesuffix("/")
    if any(mark in authority for mark in "/?#;\\"):
        raise ValueError("must be scheme, host and port only; put a path or query into the url of the service")
    try:
        parts = urlsplit(f"{scheme}://{authority}")
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or not authority.isprintable() or " " in authority:
        raise ValueError("must name a host, and a port from 1 to 65535 if any, such as https://sms.example.com:8443")
    return f"{scheme.lower()}://{authority}"


def check_address(url: str) -> None:
    """Raise ValueError, in words like those of `origin`, for a `url`, or a path that starts with "/", to which nothing
    could be sent."""
    if not url.isprintable() or " " in url:
        raise ValueError("must have neither blanks nor control characters; percent-encode them")
    if not url.startswith("/"):
        origin(Url.parse(url).origin)


def origin_of(url: str) -> str | None:
    """`scheme://host[:port]` of an absolute URL; None for a path, and for what has no scheme or no host."""
    try:
        return Url.parse(url).origin
    except ValueError:
        return None


def placed(configured: str, home: str | None, target: str | None) -> str | None:
    """Where to send what is `configured` (an absolute URL, or a path starting with "/"), path and query untouched: a
    path to the origin `home`, else to `target`; a URL to `target`, unless its origin is `home`. None without a host."""
    if configured.startswith("/"):
        base = home or target
        return base and base + configured
    own = origin_of(configured)
    if own is None:
        return None
    return configured if target is None or own == home else target + configured[len(own) :]
