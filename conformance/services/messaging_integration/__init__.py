"""Messaging integration: requests and callbacks as the provider's own integration file describes them (002)."""
