"""Media Reference Send: the app gives the provider a link to a picture or video, and a preview of it (document 000)."""
