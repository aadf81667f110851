"""A request that is refused as a whole: what the sender is told, and when to come back."""

from handraiser.errors import HandraiserError


class RequestRefused(HandraiserError):
    """`code` is for programs, the message for people. `retry_after` is in seconds; None: trying again cannot help."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after
