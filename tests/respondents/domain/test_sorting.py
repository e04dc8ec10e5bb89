"""Sixty mails as they come back, and what each means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respondents.domain.incoming import read
from respondents.domain.sorting import Meaning, sort
from respondents.enums import LetterEventKind, ReplyKind
from tests.mails import (
    LETTER,
    OUR_TEXT,
    OURS,
    SANNE,
    automatic,
    mail,
    nested,
    packed,
    page,
    report,
    with_attachment,
)

BOUNCED, REFUSED, DELAYED = LetterEventKind.BOUNCED, LetterEventKind.REFUSED, LetterEventKind.DELAYED
FATIMA = "fatima@zwolle.example"
QUOTED = "\n\nOp ma 15 jun 2026 om 09:00 schreef Barometer <barometer@bureau.example>:\n" + "".join(
    f"> {line}\n" for line in OUR_TEXT.splitlines()
)
OUTLOOK = f"\n\n________________________________\nVan: Barometer\nVerzonden: maandag\n\n{OUR_TEXT}"


def meaning(raw: bytes) -> Meaning:
    return sort(read(raw), ours=OURS)


BOUNCES = {
    "postfix": (report("550 5.1.1 <sanne@zwolle.example>: User unknown", "5.1.1"), BOUNCED, "5.1.1"),
    "exchange in Dutch": (
        report(
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            "5.1.10",
            subject="Onbestelbaar: Hoe staat het ervoor?",
            sender="postmaster@zwolle.example",
            text="Uw bericht aan sanne@zwolle.example kan niet worden bezorgd.",
        ),
        BOUNCED,
        "5.1.10",
    ),
    "office365 that blocks": (
        report("550 5.7.1 Service unavailable, client host blocked using Spamhaus", "5.7.1"),
        REFUSED,
        "5.7.1",
    ),
    "office365 that restricts": (
        report("550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", "5.7.133"),
        REFUSED,
        "5.7.133",
    ),
    "gmail": (
        report(
            "550-5.1.1 The email account that you tried to reach does not exist.",
            "5.1.1",
            sender="mailer-daemon@googlemail.com",
            subject="Delivery Status Notification (Failure)",
        ),
        BOUNCED,
        "5.1.1",
    ),
    "mailbox full": (report("552 5.2.2 Mailbox full", "5.2.2"), REFUSED, "5.2.2"),
    "greylisted for days": (report("451 4.7.1 Greylisting in action", "4.7.1"), DELAYED, "4.7.1"),
    "delayed": (report("451 4.4.1 timed out", "4.4.1", action="delayed"), DELAYED, "4.4.1"),
    "a wrong code that is delayed": (
        report("550 5.1.1 unknown", "5.1.1", action="delayed"),
        DELAYED,
        "5.1.1",
    ),
    "about our own address": (report("553 5.1.8 Sender address rejected", "5.1.8"), REFUSED, "5.1.8"),
    "only headers came back": (report("550 5.1.1 unknown", "5.1.1", headers_only=True), BOUNCED, "5.1.1"),
    "only a status": (report("", "5.1.1"), BOUNCED, "5.1.1"),
    "the code of the receiver wins": (report("550 5.7.26 DMARC", "5.0.0"), REFUSED, "5.7.26"),
    "a number of a server is no code": (
        report("host mx[5.1.2.3] said: 550 5.7.1 policy", "5.7.1"),
        REFUSED,
        "5.7.1",
    ),
    "without a code": (report("550 no such user here"), BOUNCED, ""),
    "without any word": (report(""), REFUSED, ""),
    "qmail": (
        mail(
            "Hi. This is the qmail-send program.\n<sanne@zwolle.example>:\n550 sorry, no such user here (#5.1.1)",
            sender="MAILER-DAEMON@mx.example",
            subject="failure notice",
        ),
        BOUNCED,
        "5.1.1",
    ),
    "exim": (
        mail(
            "A message that you sent could not be delivered.\n\n  sanne@zwolle.example\n    Unrouteable: unknown user",
            sender="Mailer-Daemon@mx.example",
            subject="Mail delivery failed: returning message to sender",
        ),
        BOUNCED,
        "",
    ),
    "exim that waits": (
        mail(
            "Uw bericht is nog niet bezorgd.",
            sender="Mailer-Daemon@mx.example",
            subject="Mail delivery failed: delayed",
        ),
        DELAYED,
        "",
    ),
    "in Dutch without a report": (
        mail(
            "De ontvanger sanne@zwolle.example bestaat niet.",
            sender="postmaster@zwolle.example",
            subject="Onbestelbaar: x",
        ),
        BOUNCED,
        "",
    ),
    "from nobody": (mail("550 5.1.1 unknown", sender="<>", subject="Undeliverable: x"), BOUNCED, "5.1.1"),
    "a report that was packed": (
        report("", returned="").replace(
            b"message/delivery-status\n\nReporting-MTA: dns; mx.zwolle.example\n\n"
            b"Final-Recipient: rfc822; sanne@zwolle.example\nAction: failed\n",
            b"message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
            + packed(
                "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n"
            ).encode()
            + b"\n",
        ),
        BOUNCED,
        "5.1.1",
    ),
}


@pytest.mark.parametrize(("raw", "event", "status"), BOUNCES.values(), ids=BOUNCES)
def test_a_server_says_that_a_letter_did_not_arrive(raw: bytes, event: LetterEventKind, status: str) -> None:
    found = meaning(raw)

    assert (found.kind, found.event, found.status) == (ReplyKind.BOUNCED, event, status)


# What came on Monday 15 June 2026.
ABSENCES = {
    "up to and with": (automatic("Ik ben afwezig tot en met 14 juli."), date(2026, 7, 14)),
    "t/m with a weekday": (automatic("Vakantie t/m vrijdag 24 juli 2026. Groet, Sanne"), date(2026, 7, 24)),
    "reachable again": (
        automatic("Dank voor uw bericht.\nIk ben weer bereikbaar op maandag 3 augustus 2026."),
        date(2026, 8, 2),
    ),
    "back on a number": (automatic("Ik ben terug op 03-08."), date(2026, 8, 2)),
    "until": (automatic("Ik ben tot 6 juli op vakantie."), date(2026, 7, 5)),
    "from again": (automatic("Vanaf 3 augustus beantwoord ik uw mail weer."), date(2026, 8, 2)),
    "a range": (automatic("Ik ben van 10 t/m 24 juli met verlof."), date(2026, 7, 24)),
    "over the year": (automatic("Ik ben terug op 4 januari."), date(2027, 1, 3)),
    "the weekday says the year": (automatic("Ik ben terug op maandag 5 juli."), date(2027, 7, 4)),
    "a note that is stale": (automatic("Afwezig tot en met 12 juni."), date(2026, 6, 12)),
    "a short year": (automatic("Afwezig t/m 1-9-26"), date(2026, 9, 1)),
    "English": (
        automatic("I am out of office until July 14, 2026.", subject="Automatic reply: x"),
        date(2026, 7, 13),
    ),
    "English, back on": (
        automatic("I will be back on Monday, August 3rd.", subject="Out of office"),
        date(2026, 8, 2),
    ),
    "American": (automatic("I am away through 07/24/2026", subject="Out of office"), date(2026, 7, 24)),
    "in the subject": (mail("Zie onderwerp.", subject="Afwezig t/m 1 juli"), date(2026, 7, 1)),
    "by a header of its own": (
        mail("Terug op 1 juli.", subject="Hallo", X_Autoreply="yes"),
        date(2026, 6, 30),
    ),
    "gmail": (mail("Vakantie tot 1 juli", subject="x", Precedence="auto_reply"), date(2026, 6, 30)),
    "only HTML": (
        page("<html><style>p{color:red}</style><p>Afwezig tot en met<br>14&nbsp;juli</p>", subject="Afwezig"),
        date(2026, 7, 14),
    ),
    "without a date": (automatic("Ik ben met verlof. Bel het secretariaat."), None),
    "a telephone number": (automatic("Ik ben afwezig. Ik ben bereikbaar op 06-12 34 56 78."), None),
    "another telephone number": (automatic("Met verlof, bereikbaar op 06.12.34.56.78"), None),
    "a day that does not exist": (automatic("Afwezig tot en met 31 juni"), None),
    "a replacement is not a successor": (
        automatic(f"Ik ben afwezig tot en met 14 juli. Neem contact op met Fatima ({FATIMA})."),
        date(2026, 7, 14),
    ),
    "an old charset": (
        automatic("Ik ben afwezig t/m 14 juli, geniet van de zomer\u00e9.", charset="iso-8859-1"),
        date(2026, 7, 14),
    ),
    "a charset that does not exist": (
        automatic("Afwezig t/m 14 juli.").replace(b"utf-8", b"x-onbekend"),
        date(2026, 7, 14),
    ),
}


@pytest.mark.parametrize(("raw", "until"), ABSENCES.values(), ids=ABSENCES)
def test_a_machine_says_until_when_somebody_is_away(raw: bytes, until: date | None) -> None:
    found = meaning(raw)

    assert (found.kind, found.absent_until, found.colleague) == (ReplyKind.ABSENT, until, None)


COLLEAGUES = {
    "left, a note": (
        automatic(
            f"Sanne de Vries is niet meer werkzaam bij de gemeente. Neem contact op met Fatima El Amrani ({FATIMA})."
        ),
        (ReplyKind.LEFT, FATIMA, "Fatima El Amrani"),
    ),
    "left, out of service": (
        automatic(f"Ik ben per 1 mei uit dienst. Mail Jan van der Berg, {FATIMA}."),
        (ReplyKind.LEFT, FATIMA, "Jan van der Berg"),
    ),
    "left, in person": (mail("Ik werk hier niet meer." + QUOTED), (ReplyKind.LEFT, "", "")),
    "left, by a colleague": (mail("Hij werkt niet meer bij ons."), (ReplyKind.LEFT, "", "")),
    "left, a long one": (mail("Ze werkt bij de gemeente Zwolle niet meer."), (ReplyKind.LEFT, "", "")),
    "left, English": (
        automatic(f"Sanne is no longer employed here. Please mail {FATIMA}", subject="Automatic reply"),
        (ReplyKind.LEFT, FATIMA, ""),
    ),
    "left, with a general mailbox first": (
        automatic(f"Ik ben met pensioen. Mail info@zwolle.example of {FATIMA}"),
        (ReplyKind.LEFT, FATIMA, ""),
    ),
    "wrong person": (
        mail(f"Ik ben niet de juiste persoon. Dat is mijn collega Fatima El Amrani <{FATIMA}>." + QUOTED),
        (ReplyKind.NOT_THE_PERSON, FATIMA, "Fatima El Amrani"),
    ),
    "wrong person, Outlook": (
        mail(
            f"Hallo,\nHier ga ik niet over. U kunt beter contact opnemen met {FATIMA}\nGroet,\nSanne"
            + OUTLOOK
        ),
        (ReplyKind.NOT_THE_PERSON, FATIMA, ""),
    ),
    "wrong person, nobody named": (
        mail("Ik ben niet de juiste persoon hiervoor."),
        (ReplyKind.NOT_THE_PERSON, "", ""),
    ),
    "wrong person, English": (
        mail(f"I am not the right person, please contact {FATIMA}"),
        (ReplyKind.NOT_THE_PERSON, FATIMA, ""),
    ),
    "wrong person, elsewhere": (
        mail("Verkeerde persoon. Mail g.bos@omgevingsdienst.example"),
        (ReplyKind.NOT_THE_PERSON, "g.bos@omgevingsdienst.example", ""),
    ),
    "with 5 MB": (
        with_attachment(f"Ik ben niet de juiste persoon, dat is {FATIMA}", 5_000_000),
        (ReplyKind.NOT_THE_PERSON, FATIMA, ""),
    ),
    "a boundary that never ends": (
        mail(f"--x\nContent-Type: text/plain\n\nVerkeerde persoon, mail {FATIMA}").replace(
            b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=x"
        ),
        (ReplyKind.NOT_THE_PERSON, FATIMA, ""),
    ),
}


@pytest.mark.parametrize(("raw", "expected"), COLLEAGUES.values(), ids=COLLEAGUES)
def test_somebody_else_is_named(raw: bytes, expected: tuple[ReplyKind, str, str]) -> None:
    found = meaning(raw)

    colleague = found.colleague
    assert (found.kind, colleague.email if colleague else "", colleague.name if colleague else "") == expected


OTHERS = {
    "a question": mail("Wanneer sluit de vragenlijst?" + QUOTED),
    "a link that broke": mail("De link werkt niet meer, mail hem nog eens?"),
    "a day off": mail("Ik werk niet meer op vrijdag, maandag lees ik het."),
    "thanks, above our words": mail("Dank, ik vul hem vandaag in." + OUTLOOK),
    "a colleague without an address": mail("Ik vraag mijn collega ernaar te kijken."),
    "an absence in person": mail("Ik ben tot 14 juli op vakantie, daarna vul ik hem in."),
    "an automatic note of receipt": automatic(
        "Wij hebben uw bericht ontvangen en antwoorden binnen 5 werkdagen."
    ),
    "a report that it arrived": report("", "2.0.0", action="delivered"),
    "read": report("", "2.0.0", action="displayed").replace(b"delivery-status", b"disposition-notification"),
    "a reply to a reply": mail("Prima, tot dan!", references="<iets-anders@zwolle.example>"),
    "nothing": b"",
    "no boundary": b"Content-Type: multipart/mixed\n\nhallo",
    "mails in mails": nested(200),
    "a header that injects": b"Subject: x\r\nFrom: a@b.example\r\n\r\nBcc: " + SANNE.encode(),
    "broken words in a header": b"Subject: =?utf-8?B?A?=\nFrom: =?x?Q?=zz?= <"
    + SANNE.encode()
    + b">\n\nHallo",
}


@pytest.mark.parametrize("raw", OTHERS.values(), ids=OTHERS)
def test_what_is_for_people_is_left_to_them(raw: bytes) -> None:
    assert meaning(raw) == Meaning(ReplyKind.OTHER)


@pytest.mark.parametrize(
    "raw",
    [
        mail("Ik ben niet de juiste persoon", sender=f"Barometer <{OURS.upper()}>"),
        mail("Ik ben niet de juiste persoon", List_Id="Barometer <barometer.barometer.example>"),
        automatic("Wij zijn afwezig t/m 14 juli", sender=OURS),
    ],
)
def test_our_own_mail_is_never_looked_into(raw: bytes) -> None:
    assert meaning(raw).kind == ReplyKind.OWN


def test_the_letter_is_named_by_an_answer_and_by_what_came_back() -> None:
    raws = [mail("x"), report("550 5.1.1 x", "5.1.1"), report("550 5.1.1 x", "5.1.1", headers_only=True)]

    assert [read(raw).references for raw in raws] == [(LETTER,)] * 3


def test_the_excerpt_is_the_sentence_and_not_the_mail() -> None:
    raw = mail(
        f"Beste mensen. Ik ben niet de juiste persoon. Mijn geheime verhaal. {'Nog meer. ' * 100}" + QUOTED
    )

    assert meaning(raw).excerpt == "Ik ben niet de juiste persoon."
    assert len(meaning(mail("Ik ben niet de juiste persoon " + "en " * 500)).excerpt) == 240


PIECES = (
    b"Subject: |From: |Date: |\n|\n\n--x\n|=?utf-8?B?|Content-Transfer-Encoding: base64\n|"
    b"Content-Type: text/html; charset=|Content-Type: multipart/report; boundary=x; report-type=|"
    b"Content-Type: message/delivery-status\n\n|Auto-Submitted: auto-replied\n|tot en met 14 |"
    b"Status: 5.1.1\n|Action: failed\n|niet de juiste persoon"
).split(b"|")


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(PIECES)), max_size=30).map(b"".join))
def test_any_bytes_mean_something(raw: bytes) -> None:
    found = read(raw)

    assert sort(found, ours=OURS).kind in ReplyKind
    assert "\x00" not in found.text + found.subject + found.sender


@pytest.mark.parametrize(
    "text",
    [
        "<" * 300_000,
        "a@" * 150_000,
        "\n" * 300_000,
        "niet meer " * 30_000,
        "Op " + "x " * 150_000,
        "Aa " * 90_000,
    ],
)
def test_no_mail_keeps_the_others_waiting(text: str) -> None:
    assert meaning(automatic(text)).kind in ReplyKind
    assert meaning(mail("x").replace(b"\n\nx", b"\n\n" + text.encode())).kind in ReplyKind
