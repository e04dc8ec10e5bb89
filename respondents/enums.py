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
    # Those that nobody asked for, so that a gemeente can decline them.
    mailings = nonmember(frozenset({"invitation", "reminder", "hand_over"}))


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
    SAME_PERSON = "same_person", "Is dezelfde persoon als een andere respondent"


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
    VOICEMAIL = "voicemail", "Voicemail"
    BUSY = "busy", "In gesprek"
    PROMISED = "promised", "Zegt toe"
    APPOINTMENT = "appointment", "Afspraak"
    ALREADY_ANSWERED = "already_answered", "Heeft al ingevuld"
    OTHER_PERSON = "other_person", "Andere persoon"
    REFUSED = "refused", "Wil niet meedoen"
    GEMEENTE_REFUSED = "gemeente_refused", "Gemeente wil niet meedoen"
    WRONG_NUMBER = "wrong_number", "Onjuist nummer"
    INTERVIEW = "interview", "Ingevuld aan de telefoon"

    # Nobody of the gemeente was spoken.
    unreached = nonmember(frozenset({"no_answer", "voicemail", "busy", "wrong_number"}))


class CaseState(models.TextChoices):
    OPEN = "open", "Open"
    APPOINTMENT = "appointment", "Afspraak"
    REFUSED = "refused", "Gemeente doet niet mee"


class GemeenteStanding(models.TextChoices):
    """How a gemeente stands in the fieldwork: of these the first that is so."""

    ANSWERED = "answered", "Heeft geantwoord"
    DECLINED = "declined", "Doet niet mee"
    APPOINTMENT = "appointment", "Belafspraak"
    BEGUN = "begun", "Begonnen, niet verzonden"
    CALLED = "called", "Gebeld, nog geen antwoord"
    BOUNCED = "bounced", "Mail onbestelbaar"
    SILENT = "silent", "Gemaild, nog geen antwoord"
    UNMAILED = "unmailed", "Nog niet gemaild"

    # From these no answer has to be waited for any more.
    settled = nonmember(frozenset({"answered", "declined"}))


class PersonStanding(models.TextChoices):
    """How an invited person stands in the fieldwork: of these the first that is so."""

    ANSWERED = "answered", "Heeft geantwoord"
    HANDED_OVER = "handed_over", "Doorgegeven aan een collega"
    OPTED_OUT = "opted_out", "Afgemeld"
    LEFT = "left", "Werkt er niet meer"
    BEGUN = "begun", "Begonnen, niet verzonden"
    BOUNCED = "bounced", "Mail onbestelbaar"
    SILENT = "silent", "Gemaild, nog geen antwoord"
    UNMAILED = "unmailed", "Nog niet gemaild"


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


class DispositionClass(models.TextChoices):
    """What a disposition counts as in the rates, in the letters of AAPOR."""

    COMPLETE = "I", "Volledig"
    PARTIAL = "P", "Gedeeltelijk"
    REFUSAL = "R", "Geweigerd of afgebroken"
    NON_CONTACT = "NC", "Niet bereikt"
    OTHER = "O", "Anders"
    UNKNOWN = "UH", "Onbekend"
    UNKNOWN_OTHER = "UO", "Onbekend, om een andere reden"
    NOT_ELIGIBLE = "NE", "Hoort er niet bij"


class Disposition(models.TextChoices):
    """How a person or a gemeente ended; `code` is the number that AAPOR gives it."""

    COMPLETE = "complete", "Vragenlijst verzonden"
    PARTIAL = "partial", "Niet verzonden, wel genoeg ingevuld"
    GEMEENTE_REFUSED = "gemeente_refused", "De gemeente doet niet mee"
    OTHER_REFUSED = "other_refused", "Iemand anders weigerde voor deze persoon"
    REFUSED = "refused", "Weigerde zelf"
    BROKE_OFF = "broke_off", "Begonnen, te weinig ingevuld"
    ABSENT = "absent", "Afwezig tot na de sluiting"
    LATE = "late", "Te laat verzonden"
    NOT_SENT = "not_sent", "Niets naartoe verstuurd"
    SILENT = "silent", "Aangeschreven, niets gehoord"
    UNDELIVERED = "undelivered", "Onbestelbaar"
    NEW_ADDRESS = "new_address", "Onbestelbaar, nieuw adres bekend"
    OUTSIDE = "outside", "Antwoord van buiten de steekproef"
    DOUBLE = "double", "Dezelfde persoon nog een keer"
    HANDED_OVER = "handed_over", "Doorgegeven aan een collega"
    LEFT = "left", "Werkt er niet meer"

    codes = nonmember(
        {
            "complete": "1.1",
            "partial": "1.2",
            "gemeente_refused": "2.11",
            "other_refused": "2.111",
            "refused": "2.112",
            "broke_off": "2.12",
            "absent": "2.26",
            "late": "2.27",
            "not_sent": "3.11",
            "silent": "3.19",
            "undelivered": "3.30",
            "new_address": "3.40",
            "outside": "3.91",
            "double": "4.81",
            "handed_over": "4.90",
            "left": "4.90",
        }
    )
    # By how its code begins.
    classes = nonmember(
        {
            "1.1": DispositionClass.COMPLETE,
            "1.2": DispositionClass.PARTIAL,
            "2.1": DispositionClass.REFUSAL,
            "2.2": DispositionClass.NON_CONTACT,
            "3.1": DispositionClass.UNKNOWN,
            "3.3": DispositionClass.UNKNOWN_OTHER,
            "3.4": DispositionClass.UNKNOWN_OTHER,
            "3.9": DispositionClass.UNKNOWN_OTHER,
            "4.8": DispositionClass.NOT_ELIGIBLE,
            "4.9": DispositionClass.NOT_ELIGIBLE,
        }
    )

    @property
    def code(self) -> str:
        return self.codes[self.value]

    @property
    def counts_as(self) -> DispositionClass:
        return self.classes[self.code[:3]]


class ImportState(models.TextChoices):
    READING = "reading", "Wordt gelezen"
    CHECKED = "checked", "Wacht op uw controle"
    STORING = "storing", "Wordt geïmporteerd"
    STORED = "stored", "Geïmporteerd"
    REFUSED = "refused", "Niet te lezen"
    CANCELLED = "cancelled", "Weggegooid"
    UNDONE = "undone", "Teruggedraaid"

    # The worker has it in hand.
    working = nonmember(frozenset({"reading", "storing"}))
    # Only in these there are personal data in its rows.
    keeps_rows = nonmember(frozenset({"reading", "checked", "storing"}))


class RowProblem(models.TextChoices):
    """What a person must look at before a row of a file goes in; the first that holds."""

    NONE = "", "In orde"
    UNREADABLE = "unreadable", "Niet goed ingevuld"
    SUPPRESSED = "suppressed", "Adres zonder mail"
    GEMEENTE_UNKNOWN = "gemeente_unknown", "Gemeente onbekend"
    DOUBLE = "double", "Staat er twee keer in"
    LEFT = "left", "Werkt er niet meer"
    GEMEENTE_PROPOSED = "gemeente_proposed", "Gemeente voorgesteld"
    NO_MAIL = "no_mail", "Krijgt geen mail"
    DIFFERS = "differs", "Staat er al, anders"
    GEMEENTE_DIFFERS = "gemeente_differs", "Mailadres van een andere gemeente"
    GENERAL = "general", "Algemeen adres"

    # These cannot go in as they are.
    fatal = nonmember(frozenset({"unreadable", "suppressed", "gemeente_unknown", "double", "left"}))


class RowAction(models.TextChoices):
    IMPORT = "import", "Importeren"
    UPDATE = "update", "Bijwerken"
    SKIP = "skip", "Overslaan"


class EarlierOutcome(models.TextChoices):
    """How somebody ended in an edition that this system did not hold."""

    NONE = "", "Niet bekend"
    ANSWERED = "answered", "Heeft geantwoord"
    NO_ANSWER = "no_answer", "Geen antwoord"
    DECLINED = "declined", "Wilde niet meedoen"
    BOUNCED = "bounced", "Adres bestond niet"
    OPTED_OUT = "opted_out", "Afgemeld"
    LEFT = "left", "Werkte er niet meer"


class SampleReason(models.TextChoices):
    """Why somebody of the base is not in the sample of an edition; the first that holds."""

    NONE = "", "In de steekproef"
    OPTED_OUT = "opted_out", "Wil geen mail meer"
    LEFT = "left", "Werkt niet meer bij de gemeente"
    BOUNCED = "bounced", "Adres bestaat niet"
    SUPPRESSED = "suppressed", "Adres staat op de lijst van adressen zonder mail"
    TEAM = "team", "Weggelaten door het projectteam"
    GEMEENTE_DECLINED = "gemeente_declined", "De gemeente doet niet mee"
    NO_GEMEENTE = "no_gemeente", "Geen gemeente die bij deze editie hoort"

    # The team may take these in all the same.
    soft = nonmember(frozenset({"team", "no_gemeente"}))


class Role(models.TextChoices):
    """What a member of staff does; which rights that gives is in `respondents.domain.groups`."""

    PROJECTTEAM = "projectteam", "Projectteam"
    CALLER = "beller", "Beller"
    ANALYST = "analist", "Analist"
    ADMINISTRATOR = "beheerder", "Beheerder"
