"""Every status and every closed list of this app, with the words that people see."""

from enum import nonmember

from django.db import models


class WaveKind(models.TextChoices):
    INVITATION = "invitation", "Uitnodiging"
    REMINDER = "reminder", "Herinnering"


class WaveState(models.TextChoices):
    CONCEPT = "concept", "Concept"
    RELEASED = "released", "Vrijgegeven"
    RUNNING = "running", "Wordt verstuurd"
    PAUSED = "paused", "Gepauzeerd"
    FINISHED = "finished", "Verstuurd"
    CANCELLED = "cancelled", "Geannuleerd"

    # Before it runs its hour may change; then it waits for a release again.
    plannable = nonmember(frozenset({"concept", "released", "paused"}))
    # Its words also after a part has left, as long as it stands still.
    editable = nonmember(frozenset({"concept", "released", "paused"}))
    releasable = nonmember(frozenset({"concept", "released"}))
    # Those whose hour is still to come.
    movable = nonmember(frozenset({"concept", "released"}))
    pausable = nonmember(frozenset({"released", "running"}))
    begun = nonmember(frozenset({"running", "finished"}))
    cancellable = nonmember(frozenset({"concept", "released", "running", "paused"}))


class LetterKind(models.TextChoices):
    INVITATION = "invitation", "Uitnodiging"
    REMINDER = "reminder", "Herinnering"
    HAND_OVER = "hand_over", "Uitnodiging namens een collega"
    LINK = "link", "Link op verzoek"
    THANKS = "thanks", "Bedankmail"
    TEST = "test", "Testmail aan een medewerker"

    # Whoever got one of these has been invited, and can be reminded of it.
    invites = nonmember(frozenset({"invitation", "hand_over"}))


class LetterState(models.TextChoices):
    QUEUED = "queued", "In de wachtrij"
    SENDING = "sending", "Wordt verstuurd"
    ACCEPTED = "accepted", "Aangenomen door de mailserver"
    FAILED = "failed", "Geweigerd"
    SKIPPED = "skipped", "Overgeslagen"
    IN_DOUBT = "in_doubt", "In twijfel"

    # Whoever got an invitation, or may have got one, can be reminded of it.
    may_have_arrived = nonmember(frozenset({"accepted", "in_doubt"}))
    underway = nonmember(frozenset({"queued", "sending"}))
    # Nothing more is to be done for these; a letter in doubt waits for a person.
    settled = nonmember(frozenset({"accepted", "failed", "skipped"}))


class SkipReason(models.TextChoices):
    NONE = "", "Niet overgeslagen"
    ANSWERED = "answered", "Heeft al geantwoord"
    COLLEAGUE_ANSWERED = "colleague_answered", "Een collega heeft al geantwoord"
    HANDED_OVER = "handed_over", "Heeft de vragenlijst doorgegeven"
    OPTED_OUT = "opted_out", "Wil geen mail meer"
    LEFT = "left", "Werkt niet meer bij de gemeente"
    SUPPRESSED = "suppressed", "Adres staat op de lijst van adressen zonder mail"
    SAME_ADDRESS = "same_address", "Zelfde adres als een andere respondent"
    CANCELLED = "cancelled", "Verzending geannuleerd"
    CLOSED = "closed", "De vragenlijst is gesloten"
    GEMEENTE_DECLINED = "gemeente_declined", "De gemeente doet niet mee"


class SuppressionReason(models.TextChoices):
    OPT_OUT = "opt_out", "Afgemeld"
    BOUNCED = "bounced", "Adres bestaat niet"
    COMPLAINT = "complaint", "Klacht"


class LetterEventKind(models.TextChoices):
    TAKEN = "taken", "Aangenomen door de mailprovider"
    DELIVERED = "delivered", "Bezorgd"
    DELAYED = "delayed", "Nog niet bezorgd"
    BOUNCED = "bounced", "Onbestelbaar: het adres bestaat niet"
    REFUSED = "refused", "Geweigerd door de mailserver van de ontvanger"
    COMPLAINED = "complained", "Klacht"
    UNSUBSCRIBED = "unsubscribed", "Afgemeld"


class ReplyKind(models.TextChoices):
    """What a mail that came back says; OWN is never stored."""

    BOUNCED = "bounced", "Niet bezorgd"
    ABSENT = "absent", "Afwezig"
    LEFT = "left", "Werkt er niet meer"
    NOT_THE_PERSON = "not_the_person", "Niet de juiste persoon"
    OTHER = "other", "Voor mensen"
    OWN = "own", "Van onszelf"


class ReplyState(models.TextChoices):
    OPEN = "open", "Wacht op het projectteam"
    ACCEPTED = "accepted", "Overgenomen"
    DECLINED = "declined", "Niet overgenomen"
    NOTED = "noted", "Niets te beslissen"
    EXPIRED = "expired", "Verlopen"

    decided = nonmember(frozenset({"accepted", "declined"}))


class HandOverState(models.TextChoices):
    WAITING = "waiting", "Wacht op het projectteam"
    SENT = "sent", "Doorgegeven"
    REFUSED = "refused", "Afgewezen"
    UNDONE = "undone", "Teruggenomen"

    # The link of who handed over is closed in these.
    active = nonmember(frozenset({"waiting", "sent"}))


class CallOutcome(models.TextChoices):
    NO_ANSWER = "no_answer", "Geen gehoor"
    PROMISED = "promised", "Zegt toe"
    APPOINTMENT = "appointment", "Afspraak"
    ALREADY_ANSWERED = "already_answered", "Heeft al ingevuld"
    OTHER_PERSON = "other_person", "Andere persoon"
    REFUSED = "refused", "Wil niet meedoen"
    WRONG_NUMBER = "wrong_number", "Nummer klopt niet"


class CaseState(models.TextChoices):
    OPEN = "open", "Open"
    APPOINTMENT = "appointment", "Afspraak"
    REFUSED = "refused", "Gemeente doet niet mee"


class OptOutReason(models.TextChoices):
    """What somebody may say after opting out; nobody has to."""

    NONE = "", "Niet gezegd"
    NO_TIME = "no_time", "Ik heb er geen tijd voor"
    NOT_MY_WORK = "not_my_work", "Dit is niet mijn werk"
    TOO_MUCH_MAIL = "too_much_mail", "Ik krijg te veel mail hierover"
    GEMEENTE_DECLINES = "gemeente_declines", "Onze gemeente doet niet mee"
    OTHER = "other", "Iets anders"


class DeclineState(models.TextChoices):
    PROPOSED = "proposed", "Gemeld, wacht op het projectteam"
    DECLINED = "declined", "Doet niet mee"
    REFUSED = "refused", "Melding afgewezen"
    UNDONE = "undone", "Doet weer mee"

    # At most one of these for each gemeente of an edition.
    active = nonmember(frozenset({"proposed", "declined"}))


class NoticeKind(models.TextChoices):
    """What the team must know of, because nothing goes on until a person has looked."""

    BRAKE = "brake", "Een verzending is vanzelf gestopt"
    DOUBT = "doubt", "Brieven in twijfel"
    UNRELEASED = "unreleased", "Een verzending wacht op vrijgave"
    HELD = "held", "Een verzending is te laat en wacht"
    DECLINE = "decline", "Een gemeente doet misschien niet mee"
    WORKER = "worker", "De verzender van mail staat stil"
    BEAT = "beat", "De klok staat stil"
    GLASS = "glass", "Iemand ziet antwoorden van een respondent in"


class HeartbeatName(models.TextChoices):
    WORKER = "worker", "Verzender van mail"
    BEAT = "beat", "Klok"


class Role(models.TextChoices):
    """What a member of staff does; which rights that gives is in `respondents.domain.groups`."""

    PROJECTTEAM = "projectteam", "Projectteam"
    CALLER = "beller", "Beller"
    ANALYST = "analist", "Analist"
    ADMINISTRATOR = "beheerder", "Beheerder"
