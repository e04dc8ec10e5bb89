"""Mails as they come back: what Exchange, Gmail, Postfix and people send, made here word by word."""

import base64
import zlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

OURS = "barometer@bureau.example"
SANNE = "sanne@zwolle.example"
LETTER = "<kq3vY0-letter@barometer.example>"
MONDAY = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))

OUR_TEXT = """Beste Sanne,

Bent u niet de juiste persoon? Geef de vragenlijst door aan een collega.
Werkt u niet meer bij de gemeente? Laat het ons weten.
"""


def number_of(*words: str) -> int:
    """The same mail has the same Message-ID."""
    return zlib.crc32("|".join(words).encode())


def mail(
    text: str,
    *,
    sender: str = SANNE,
    subject: str = "RE: Hoe staat burgerparticipatie ervoor?",
    references: str = LETTER,
    charset: str = "utf-8",
    **headers: str,
) -> bytes:
    """A mail in plain text; `headers` have an underscore for a hyphen."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, OURS, subject
    made["Date"] = format_datetime(MONDAY)
    made["Message-ID"] = f"<{number_of(text, subject, sender)}@mail.zwolle.example>"
    if references:
        made["In-Reply-To"] = references
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, charset=charset)
    return made.as_bytes()


def automatic(
    text: str, *, subject: str = "Automatisch antwoord: Hoe staat het ervoor?", **more: str
) -> bytes:
    return mail(text, subject=subject, Auto_Submitted="auto-generated", **more)


def page(html: str, **more: str) -> bytes:
    """Only HTML, as phones send it."""
    plain = mail("x", **more)
    return plain.replace(b"text/plain", b"text/html").replace(b"\n\nx", b"\n\n" + html.encode())


def report(
    diagnostic: str,
    status: str = "",
    *,
    action: str = "failed",
    recipient: str = SANNE,
    text: str = "Uw bericht is niet bezorgd.",
    sender: str = "MAILER-DAEMON@mx.zwolle.example",
    subject: str = "Undelivered Mail Returned to Sender",
    returned: str = LETTER,
    headers_only: bool = False,
) -> bytes:
    """A report of delivery (RFC 3464), with the letter or only its headers inside."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    inside = (
        f"Message-ID: {returned}\nFrom: {OURS}\nTo: {recipient}\nSubject: Hoe staat het ervoor?\n\n{OUR_TEXT}"
    )
    lines = [
        f"From: Mail Delivery System <{sender}>",
        f"To: {OURS}",
        f"Subject: {subject}",
        f"Date: {format_datetime(MONDAY)}",
        f"Message-ID: <{number_of(diagnostic, status, action, recipient, returned)}@mx.zwolle.example>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="grens"',
        "",
        "--grens",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
        "--grens",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.zwolle.example",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Action: {action}",
        *([f"Status: {status}"] if status else []),
        *([f"Diagnostic-Code: smtp; {diagnostic}"] if diagnostic else []),
        "",
        *(["--grens", f"Content-Type: {kind}", "", inside] if returned else []),
        "--grens--",
        "",
    ]
    return "\n".join(lines).encode()


def with_attachment(text: str, size: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["In-Reply-To"] = SANNE, OURS, "Antwoord", LETTER
    made["Message-ID"] = "<groot@zwolle.example>"
    made.set_content(text)
    made.add_attachment(b"\x00" * size, maintype="application", subtype="pdf", filename="plan.pdf")
    return made.as_bytes()


def nested(depth: int) -> bytes:
    """Mails in mails in mails."""
    inside = b"Subject: binnenste\n\nIk ben niet de juiste persoon."
    for _ in range(depth):
        inside = b"Content-Type: message/rfc822\n\n" + inside
    return b"From: " + SANNE.encode() + b"\nSubject: Fwd\n" + inside


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
