"""Smart-contact notification: the sync server tells the provider about a new smart contact (document 003)."""
