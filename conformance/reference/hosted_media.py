"""The media to which messages refer: a picture and a video for anybody who has the URL (document 000, media_url)."""

from ..resources import FIXTURES
from .message import Received, Reply

PICTURE, VIDEO = "/media/picture.jpg", "/media/video.mp4"
FILES = {PICTURE: ("image/jpeg", "preview.jpg"), VIDEO: ("video/mp4", "video.mp4")}
"""The path of each medium: its content type, and the fixture that it is."""


class HostedMedia:
    """Serves the media, whatever their query says."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults

    def serve(self, request: Received) -> Reply:
        """200 with the file at the request's path, which must be one of `FILES`."""
        if request.method not in ("GET", "HEAD"):
            return Reply.text(405, "Use GET.", ("Allow", "GET, HEAD"))
        if "media-is-html" in self.faults:
            return Reply.of(200, "text/html", "<!DOCTYPE html><title>Media</title><p>Sign in to see this file.")
        media_type, name = FILES[request.path]
        return Reply.of(200, media_type, (FIXTURES / "media" / name).read_bytes())
