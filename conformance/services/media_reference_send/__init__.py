"""Media Reference Send: the app hands a message with a media reference and a preview to the provider (document 000)."""
