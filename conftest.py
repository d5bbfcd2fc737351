"""Makes `pytest conformance --target URL` work in a checkout: the plugin's options must be known before collection."""

pytest_plugins = ["conformance.plugin"]
