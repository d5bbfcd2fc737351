"""The files that the suite offers itself: what a provider is sent the URL of, it can fetch."""

import mimetypes
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

from ..resources import FIXTURES
from .callback_server import Reply
from .message import Request

MEDIA = FIXTURES / "media"


@dataclass(frozen=True)
class HostedFile:
    """A file, answered with `status` after `delay` seconds; its content goes with a 200 only."""

    media_type: str
    content: bytes = field(repr=False)
    status: int = 200
    delay: float = 0.0

    def reply(self, request: Request) -> Reply:
        """The answer to a GET or HEAD; 405 to anything else."""
        if request.method not in ("GET", "HEAD"):
            return Reply(405, (("Allow", "GET, HEAD"),))
        if self.status != 200:
            return Reply(self.status, delay=self.delay)
        return Reply(200, (("Content-Type", self.media_type),), self.content, self.delay)


class Shelf:
    """The hosted files, each at a path of its own below `folder`."""

    def __init__(self, folder: str) -> None:
        self._folder = f"/{folder}/"
        self._numbers = count(1)
        self._files: dict[str, HostedFile] = {}

    def put(self, name: str, status: int, delay: float) -> str:
        """The path at which the file `name` of the fixtures' media lies from now on. Raises FileNotFoundError."""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        path = f"{self._folder}{next(self._numbers)}/{PurePosixPath(name).name}"
        self._files[path] = HostedFile(media_type, (MEDIA / name).read_bytes(), status, delay)
        return path

    def place(self, path: str) -> str | None:
        """`path` from the folder on, whatever stands before that, which a proxy may change; None for another path."""
        _, folder, rest = path.partition(self._folder)
        return folder + rest if folder else None

    def reply(self, place: str, request: Request) -> Reply:
        """What is answered to `request` for the file at `place`."""
        file = self._files.get(place)
        return file.reply(request) if file else Reply(404)
