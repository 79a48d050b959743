"""What the domain raises when it cannot do as asked; app.py turns each into a status and a page."""


class ForumError(Exception):
    """A refusal that is no fault of the program."""


class NotFound(ForumError):
    """The thing does not exist, or this viewer may not know that it does (404)."""


class NotAllowed(ForumError):
    """The viewer may see the thing but not do this to it (403)."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(ForumError):
    """It could be done, but not now (409). The reason is a sentence for the reader."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMany(ForumError):
    """Too many attempts (429). `retry_after` is in seconds."""

    def __init__(self, reason: str, *, retry_after: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
