"""How the Ringotel server calls a provider, as the provider's own integration file describes it (document 002)."""
