"""The Acrobits / Cloud Softphone app and its sync server as callers: how they build requests and read answers."""
