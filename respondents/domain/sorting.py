"""What a mail that came in means: judged from the mail alone, by its headers first and its words after that."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from respondents.domain import feedback
from respondents.domain.addresses import domain_of, normalize_email
from respondents.domain.dates_in_text import absent_until
from respondents.domain.incoming import Incoming, own_words
from respondents.enums import LetterEventKind, ReplyKind

LONGEST_EXCERPT = 240
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý“\"'])|\n\s*\n|\n(?=[A-ZÀ-Ý])")

SERVERS = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]*|bounce[^@]*)@")
BOUNCE_SUBJECT = re.compile(
    r"undeliver|onbestelbaar|niet (?:te bezorgen|bezorgd|afgeleverd)|delivery status notification|returned mail|"
    r"mail delivery (?:failed|system|failure)|failure notice|delivery (?:has )?fail|kan niet worden bezorgd|"
    r"message (?:not delivered|undeliverable)|bezorging (?:is )?mislukt",
    re.IGNORECASE,
)
NO_SUCH_ADDRESS = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|does(?:n't| not) exist|bestaat niet|"
    r"recipient (?:not found|unknown)|address (?:couldn't be|could not be|wasn't) found|invalid recipient|"
    r"(?:kan |kon )?niet (?:worden )?gevonden|onbekende (?:gebruiker|ontvanger)|account (?:has been|is) disabled",
    re.IGNORECASE,
)
DELAYED = re.compile(r"delayed|vertraagd|will (?:keep|be re)tr|nog niet bezorgd|warning:", re.IGNORECASE)

AUTOMATIC_SUBJECT = re.compile(
    r"^(?:\W*(?:re|aw|antw|antwoord|betreft)\s*:\s*)*(?:automatisch (?:antwoord|bericht)|automatic (?:reply|response)|auto(?:matic)?[- ]?reply|"
    r"out of (?:the )?office|ooo\b|afwezig|niet aanwezig|vakantie|i(?:'| a)m away|abwesen)",
    re.IGNORECASE,
)
AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply")
AWAY = re.compile(
    r"afwezig|niet aanwezig|vakantie|verlof|met ziekte|out of (?:the )?office|away|on (?:annual )?leave|holiday|"
    r"weer (?:terug|bereikbaar|aanwezig)|niet bereikbaar|niet op kantoor|back (?:in|on|at)|beperkt (?:bereikbaar|beschikbaar)",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"niet (?:meer|langer) (?:\w+ ){0,2}(?:werkzaam|in dienst|actief)|(?:uit dienst|met pensioen)\b|"
    r"\bwerkt?e? (?:\w+ ){0,4}niet (?:meer|langer)|niet (?:meer|langer) (?:bij|voor) (?:[\w’'-]+ ){1,6}werk(?:t|zaam)?\b|"
    r"(?:heeft|heb) (?:[\w’'-]+ ){1,6}verlaten|(?:een )?andere (?:baan|werkgever|functie elders)|"
    r"no longer (?:be )?(?:employed|work\w*|with |at |part of)|(?:has|have) left (?:the|our)|\bretired\b|"
    r"do(?:es)?(?: not|n't) work (?:\w+ ){0,3}any ?more",
    re.IGNORECASE,
)
WRONG_PERSON = re.compile(
    r"niet de (?:juiste|goede|aangewezen) (?:persoon|contactpersoon|ambtenaar|functionaris|collega)|verkeerde (?:persoon|adres)|"
    r"bij de verkeerde|not the (?:right|correct|best) (?:person|contact)|wrong (?:person|contact)",
    re.IGNORECASE,
)
SEE_COLLEAGUE = re.compile(
    r"\bga(?:at)? (?:hier |daar )?(?:\w+ ){0,2}niet (?:meer )?over\b|niet (?:meer )?(?:mijn|onze|in mijn|tot mijn) (?:taak|portefeuille|onderwerp|takenpakket)|"
    r"beter (?:\w+ ){0,3}(?:bij|aan|naar|contact)|(?:mijn|onze) collega|contact opnemen met|kunt u terecht bij|"
    r"doorgestuurd (?:naar|aan)|please (?:contact|forward|send)|my colleague|(?:neemt|nam) (?:\w+ ){0,3}over\b",
    re.IGNORECASE,
)

EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+'-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}", re.ASCII
)
PREFIX = r"(?:[Vv]an|[Dd]er|[Dd]en|[Dd]e|[Tt]en|[Tt]er|[Tt]e|[Ee]l|[Aa]l|[Oo]p|[Hh]et|[Ii]n|’t|'t|bin|ben)"
WORD = r"[A-ZÀ-Ý][A-Za-zÀ-ÿ’'-]{1,25}"
NAME = re.compile(
    rf"{WORD}(?: (?:{PREFIX}|[A-Z]\.|{WORD})){{0,5}}(?=\W{{0,3}}(?:via|op|per|at|on|mail|e-mail|email)?[\W]{{0,4}}(?:mailto:)?$)"
)
NOT_NAMES = {
    "Neem",
    "Met",
    "Mijn",
    "Collega",
    "Voor",
    "Contact",
    "Please",
    "Mail",
    "E-mail",
    "Email",
    "Via",
    "Uw",
    "Onze",
    "De",
    "Het",
    "U",
    "Van",
    "To",
    "Aan",
}
NO_PERSON = re.compile(
    r"^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounce|privacy|webmaster)\b", re.IGNORECASE
)
GENERAL = re.compile(
    r"^(?:info|gemeente|post|postbus|contact|secretariaat|receptie|balie|kcc|klantcontact|servicedesk|stadhuis|gemeentehuis)\b"
)


@dataclass(frozen=True)
class Colleague:
    """Somebody whom a mail names."""

    email: str
    name: str = ""

    @property
    def is_general(self) -> bool:
        """A mailbox of an organisation, behind which nobody in particular sits."""
        return bool(GENERAL.match(self.email))


@dataclass(frozen=True)
class Meaning:
    """The kind of a mail and what was found in it; `excerpt` is the sentence on which that rests."""

    kind: ReplyKind
    excerpt: str = ""
    absent_until: date | None = None
    colleague: Colleague | None = None
    event: LetterEventKind | None = None
    status: str = ""


OTHER = Meaning(ReplyKind.OTHER)


def sort(mail: Incoming, *, ours: str) -> Meaning:
    """`ours` is the address that our letters come from: what it sends itself is never looked into."""
    if is_own(mail, ours):
        return Meaning(ReplyKind.OWN)
    if bounce := _bounce(mail):
        return bounce
    if mail.report:
        return OTHER  # A note that it arrived or was read.
    text = own_words(mail.text)
    sentences = [" ".join(part.split()) for part in SENTENCE_ENDS.split(text) if part.strip()]
    colleagues = _colleagues(text, {normalize_email(ours), mail.sender})
    return (
        _left(mail, sentences, colleagues)
        or _absent(mail, sentences)
        or _wrong_person(mail, sentences, colleagues)
    )


def is_own(mail: Incoming, ours: str) -> bool:
    return mail.sender == normalize_email(ours) or "<barometer." in mail.header("list-id").lower()


def is_automatic(mail: Incoming) -> bool:
    submitted = mail.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.header("precedence").lower() in ("auto_reply", "auto-reply"):
        return True
    return any(mail.header(name) for name in AUTOMATIC_HEADERS) or bool(AUTOMATIC_SUBJECT.match(mail.subject))


def _bounce(mail: Incoming) -> Meaning | None:
    """What a server says that could not or not yet deliver; None for anything else."""
    if mail.failure is not None and mail.failure.action not in ("failed", "delayed", ""):
        return None
    if mail.failure is not None:
        return _of_words(mail.failure.words, is_delayed=mail.failure.action == "delayed")
    is_from_server = bool(SERVERS.match(mail.sender)) or not mail.sender
    if mail.report == "delivery-status" or is_from_server and BOUNCE_SUBJECT.search(mail.subject):
        text = own_words(mail.text) or mail.text
        return _of_words(text[:3000], is_delayed=bool(DELAYED.search(mail.subject)))
    return None


def _of_words(words: str, *, is_delayed: bool) -> Meaning:
    kind, status = feedback.meaning_of(words)
    if is_delayed:
        kind = LetterEventKind.DELAYED
    elif kind is None:
        kind = LetterEventKind.BOUNCED if NO_SUCH_ADDRESS.search(words) else LetterEventKind.REFUSED
    return Meaning(ReplyKind.BOUNCED, excerpt=_excerpt(words), event=kind, status=status)


def _left(mail: Incoming, sentences: list[str], colleagues: list[Colleague]) -> Meaning | None:
    found = _first(LEFT, [mail.subject, *sentences])
    if not found:
        return None
    return Meaning(ReplyKind.LEFT, _excerpt(found), colleague=next(iter(colleagues), None))


def _absent(mail: Incoming, sentences: list[str]) -> Meaning | None:
    """Only what a machine answers; who writes in person that they are away is read by a person."""
    if not is_automatic(mail):
        return None
    words = [mail.subject, *sentences]
    on = localdate(mail.sent_at)
    dated = next(((part, day) for part in words if (day := absent_until(part, on=on))), None)
    if dated is not None:
        return Meaning(ReplyKind.ABSENT, _excerpt(dated[0]), absent_until=dated[1])
    found = _first(AWAY, [*sentences, mail.subject])
    return Meaning(ReplyKind.ABSENT, _excerpt(found)) if found else OTHER


def _wrong_person(mail: Incoming, sentences: list[str], colleagues: list[Colleague]) -> Meaning:
    """Who only speaks of a colleague names an address too, or it is just a letter."""
    colleague = next(iter(colleagues), None)
    found = _first(WRONG_PERSON, sentences) or (colleague and _first(SEE_COLLEAGUE, sentences))
    if not found:
        return OTHER
    return Meaning(ReplyKind.NOT_THE_PERSON, _excerpt(found), colleague=colleague)


def _first(pattern: re.Pattern[str], sentences: list[str]) -> str:
    return next((sentence for sentence in sentences if pattern.search(sentence[:2000])), "")


def _colleagues(text: str, known: set[str]) -> list[Colleague]:
    """Those named, people before general mailboxes, and those of the domain of the sender before others."""
    sender_domains = {domain_of(email) for email in known}
    found: dict[str, Colleague] = {}
    for match in EMAIL.finditer(text):
        email = match[0].rstrip(".'-")
        if normalize_email(email) not in known and not NO_PERSON.match(email):
            found.setdefault(
                normalize_email(email), Colleague(email[:254], _name_before(text[: match.start()]))
            )
    colleagues = found.values()
    return sorted(colleagues, key=lambda one: (one.is_general, domain_of(one.email) not in sender_domains))


def _name_before(text: str) -> str:
    """The words with a capital right before an address."""
    line = " ".join(text[-120:].split())
    found = NAME.search(line)
    words = found[0].split() if found else []
    while words and words[0] in NOT_NAMES:
        words.pop(0)
    return " ".join(words)[:80]


def _excerpt(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= LONGEST_EXCERPT else f"{words[: LONGEST_EXCERPT - 1]}…"
