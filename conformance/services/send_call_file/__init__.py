"""Send Call File: a client logs in, mints a one-time token and fetches recorded calls with it (document 001)."""
