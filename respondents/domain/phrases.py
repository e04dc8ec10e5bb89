"""The words by which mail servers and people say what a mail is about, in Dutch and in English."""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


def some(most: int) -> str:
    """Up to so many words in between."""
    return rf"(?:[\w’'-]+ ){{0,{most}}}"


SERVER = any_of(r"^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]*|bounces?)\b[^@]*@")
BOUNCE_SUBJECT = any_of(
    "undeliver",
    "onbestelbaar",
    r"niet (?:te bezorgen|bezorgd|afgeleverd)",
    "delivery status notification",
    "returned mail",
    "mail delivery (?:failed|system|failure)",
    "failure notice",
    "delivery (?:has )?fail",
    "kan niet worden bezorgd",
    "message not delivered",
    "bezorging (?:is )?mislukt",
)
NO_SUCH_ADDRESS = any_of(
    "user unknown",
    "unknown user",
    "no such (?:user|mailbox|recipient)",
    "does(?:n't|n’t| not) exist",
    "bestaat niet",
    "recipient (?:not found|unknown)",
    "address (?:couldn't be|couldn’t be|could not be|wasn't) found",
    "invalid recipient",
    "niet (?:worden )?gevonden",
    "onbekende (?:gebruiker|ontvanger)",
)
DELAYED = any_of("delayed", "vertraagd", "nog niet bezorgd", "^warning:")

AUTOMATIC_SUBJECT = any_of(
    r"^(?:(?:re|aw|antw|antwoord|betreft)\s?:\s?){0,3}\W{0,3}(?:"
    r"automatisch (?:antwoord|bericht)|automatic (?:reply|response)|auto(?:matic)?[- ]?reply|"
    r"out of (?:the )?office|ooo\b|afwezig|niet aanwezig|vakantie|i(?:'|’| a)m away)"
)
AWAY = any_of(
    "afwezig",
    "niet aanwezig",
    "vakantie",
    "verlof",
    "out of (?:the )?office",
    r"\baway\b",
    "on (?:annual |maternity )?leave",
    "holiday",
    "weer (?:terug|bereikbaar|aanwezig)",
    "niet bereikbaar",
    "niet op kantoor",
    "back (?:in|on|at)",
    "beperkt (?:bereikbaar|beschikbaar)",
)
LEFT = any_of(
    rf"niet (?:meer|langer) {some(2)}(?:werkzaam|in dienst)",
    r"uit dienst\b",
    r"met pensioen\b",
    r"\bwerkt? niet (?:meer|langer) (?:hier|bij|voor|als|in|aan)\b",
    rf"\bwerkt? (?:(?:hier|er|daar) |(?:bij|voor|in) {some(4)})niet (?:meer|langer)",
    rf"niet (?:meer|langer) (?:bij|voor) {some(6)}werk(?:t|zaam)?\b",
    rf"(?:heeft|heb) {some(6)}verlaten\b",
    "andere (?:baan|werkgever)",
    r"no longer (?:be )?(?:employed|work\w*|with |part of)",
    r"no longer at (?:the|our|this)\b",
    "(?:has|have) left (?:the|our)",
    r"\bretired\b",
    rf"do(?:es)?(?: not|n't|n’t) work {some(3)}any ?more",
)
WRONG_PERSON = any_of(
    "niet de (?:juiste|goede|aangewezen) (?:persoon|contactpersoon|ambtenaar|functionaris|collega)",
    "verkeerde (?:persoon|adres)",
    "not the (?:right|correct|best) (?:person|contact)",
    "wrong (?:person|contact)",
)
SEE_COLLEAGUE = any_of(
    rf"\bga(?:at)? {some(3)}niet (?:meer )?over\b",
    "niet (?:meer )?(?:mijn|onze|in mijn|tot mijn) (?:taak|portefeuille|onderwerp|takenpakket)",
    rf"beter {some(3)}(?:bij|aan|naar|contact)\b",
    "(?:mijn|onze) collega",
    "contact opnemen met",
    "terecht bij",
    "doorgestuurd (?:naar|aan)",
    "please (?:contact|forward|send)",
    "my colleague",
    rf"(?:neemt|nam) {some(4)}over\b",
)
