"""How handing over a mail can end, whatever the way it goes; a mail that was taken gives the id of who took it."""


class NotNow(Exception):
    """The mail has not been taken and may be later; `is_away` if no other mail would be taken now either.

    `retry_after` is the number of seconds that the other side asked for, where it did.
    """

    def __init__(self, words: str, *, retry_after: int | None = None, is_away: bool = False) -> None:
        super().__init__(words)
        self.retry_after = retry_after
        self.is_away = is_away


class NotWelcome(Exception):
    """The mail has not been taken because of who we are: a wrong key, a closed account. A person must look."""


class Refused(Exception):
    """This mail will never be taken; the text is the reason."""


class InDoubt(Exception):
    """The mail left and no answer came: it was taken, or it was not."""
