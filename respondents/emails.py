"""The mails, as unsent messages; who gets one, and sending it, is of the domain."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse


@dataclass(frozen=True)
class Links:
    """The links of a letter; one that somebody asked for has no way to opt out."""

    answer: str
    opt_out: str = ""


@dataclass(frozen=True)
class Envelope:
    """How a letter is addressed; `answers_to` is the Message-ID of the invitation that it reminds of."""

    to: str
    message_id: str
    sender: str
    reply_to: str
    answers_to: str = ""


def letter(
    *, subject: str, body: str, title: str, links: Links, envelope: Envelope
) -> EmailMultiAlternatives:
    """The text as it was filled in, and the same words laid out for a mail program."""
    message = EmailMultiAlternatives(
        subject=subject,
        body=body,
        from_email=envelope.sender,
        to=[envelope.to],
        reply_to=[envelope.reply_to],
        headers=_headers(title, links, envelope),
    )
    context = {"title": title, "subject": subject, "paragraphs": _paragraphs(body, links), "links": links}
    message.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
    return message


def _headers(title: str, links: Links, envelope: Envelope) -> dict[str, str]:
    host = envelope.message_id.rstrip(">").split("@")[1]
    threading = {"In-Reply-To": envelope.answers_to, "References": envelope.answers_to}
    unsubscribing = {
        "List-Unsubscribe": f"<{links.opt_out}>, <mailto:{quote(envelope.reply_to, safe='@')}?subject=Afmelden>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return {
        "Message-ID": envelope.message_id,
        **(threading if envelope.answers_to else {}),
        "List-Id": f"{title} <barometer.{host}>",
        **(unsubscribing if links.opt_out else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
    }


@dataclass(frozen=True)
class Paragraph:
    """Some lines of the letter; a link under them is drawn as a button or as a word."""

    lines: list[str]
    button: str = ""
    opt_out: str = ""


def _paragraphs(body: str, links: Links) -> list[Paragraph]:
    return [_paragraph(block, links) for block in body.strip().split("\n\n")]


def _paragraph(block: str, links: Links) -> Paragraph:
    lines = [line for line in block.splitlines() if line not in (links.answer, links.opt_out)]
    return Paragraph(
        lines=lines,
        button=links.answer if links.answer in block.splitlines() else "",
        opt_out=links.opt_out if links.opt_out in block.splitlines() else "",
    )


def notice(to: str, subject: str, sentence: str) -> EmailMultiAlternatives:
    """To one of the team, about what stands still; plain words, and the way to the pages."""
    body = f"{sentence}\n\n{settings.PUBLIC_URL}{reverse('admin:index')}\n\nDeze mail komt één keer.\n"
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMultiAlternatives(f"Barometer: {subject}", body, to=[to], headers=headers)


def staff_invitation(to: str, name: str, link: str) -> EmailMultiAlternatives:
    """To somebody who will work here; plain words, and the link that works once."""
    context = {"name": name, "link": link}
    body = render_to_string("emails/staff-invitation.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMultiAlternatives("Uw toegang tot de Barometer", body, to=[to], headers=headers)
