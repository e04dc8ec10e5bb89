"""SMTP that knows how far it came: only a failure after the body left leaves a letter in doubt."""

import re
import smtplib
from dataclasses import dataclass
from email.header import Header
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused

LINE_THAT_STARTS_WITH_A_DOT = re.compile(rb"(?m)^\.")
START_OF_BODY = 354
CLOSING = 421
# One must sign in first, or may not with these words.
NOT_WELCOME = {530, 534, 535, 538}


@dataclass(frozen=True)
class Mail:
    """A mail as it goes over the wire, to one recipient."""

    sender: str
    recipient: str
    body: bytes

    @classmethod
    def of(cls, message: EmailMessage) -> "Mail":
        """Everything that can fail about a message fails here, before anything is sent."""
        built = message.message()
        # Django folds a long subject with accents before its first word, and then it begins with a space.
        built.replace_header("Subject", Header(str(message.subject), "utf-8", header_name="Subject"))
        body = built.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        return cls(parseaddr(message.from_email)[1], parseaddr(message.to[0])[1], body)


class StagedEmailBackend(EmailBackend):
    """Django's backend, with a `deliver` for one mail over a connection that is kept."""

    takes_bytes = True

    def prepare(self, message: EmailMessage, reference: str) -> Mail:
        return Mail.of(message)

    def deliver(self, mail: Mail) -> str:
        """Gives what the server said when it took the mail."""
        connection = self._begin(mail.sender)
        # In words: smtplib would take each address apart once more.
        self._expect(*self._ask(connection, f"RCPT TO:<{mail.recipient}>"))
        self._expect(*self._ask(connection, "DATA"))
        return self._send_body(connection, mail.body)

    def _begin(self, sender: str) -> smtplib.SMTP:
        """A connection that has taken the sender; one that the server closed meanwhile is opened anew, once."""
        is_kept = self.connection is not None
        try:
            connection = self._opened()
            connection.ehlo_or_helo_if_needed()
            answer = connection.docmd("MAIL", f"FROM:<{sender}>")
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            if error.smtp_code in NOT_WELCOME:
                raise NotWelcome(_words(error)) from error
            raise NotNow(_words(error), is_away=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if is_kept:
                return self._begin(sender)
            raise NotNow(_words(error), is_away=True) from error
        self._expect(*answer)
        return connection

    def _opened(self) -> smtplib.SMTP:
        if self.connection is None:
            self.open()
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("no connection")
        return self.connection

    def _ask(self, connection: smtplib.SMTP, command: str) -> tuple[int, bytes]:
        try:
            return connection.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotNow(_words(error)) from error

    def _send_body(self, connection: smtplib.SMTP, body: bytes) -> str:
        quoted = LINE_THAT_STARTS_WITH_A_DOT.sub(b"..", body)
        end = b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            connection.send(quoted + end)
            code, reply = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise InDoubt(_words(error)) from error
        self._expect(code, reply)
        return reply.decode(errors="replace")

    def _expect(self, code: int, reply: bytes) -> None:
        if 200 <= code < 300 or code == START_OF_BODY:
            return
        words = f"{code} {reply.decode(errors='replace')}"
        self._reset()
        if code in NOT_WELCOME:
            raise NotWelcome(words)
        raise Refused(words) if 500 <= code < 600 else NotNow(words, is_away=code == CLOSING)

    def _reset(self) -> None:
        """Makes the connection ready for the next mail, or lets it go."""
        try:
            if self.connection is not None:
                self.connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
