"""The certificate by which the suite's own listener speaks HTTPS."""

import ssl
from pathlib import Path


def server_context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """What a server needs that has `certificate`, with its private `key` in a file of its own or in the same. Raises
    ValueError, half a sentence that follows the name of what was given."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        # Without a password of ours a key that has one would be asked for on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError:
        missing = "and its unencrypted key in PEM" if key is None else f"in PEM for an unencrypted key in {key}"
        raise ValueError(f"names {certificate}, which does not hold a certificate {missing}") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ValueError(f"names {certificate}, which cannot be read ({why})") from None
    return context
