"""Every status and every closed list of this app, with the words that people see."""

from enum import nonmember

from django.db import models


class Provincie(models.TextChoices):
    """The twelve, in the spelling of the published report."""

    DRENTHE = "drenthe", "Drenthe"
    FLEVOLAND = "flevoland", "Flevoland"
    FRIESLAND = "friesland", "Friesland"
    GELDERLAND = "gelderland", "Gelderland"
    GRONINGEN = "groningen", "Groningen"
    LIMBURG = "limburg", "Limburg"
    NOORD_BRABANT = "noord-brabant", "Noord-Brabant"
    NOORD_HOLLAND = "noord-holland", "Noord-Holland"
    OVERIJSSEL = "overijssel", "Overijssel"
    UTRECHT = "utrecht", "Utrecht"
    ZEELAND = "zeeland", "Zeeland"
    ZUID_HOLLAND = "zuid-holland", "Zuid-Holland"


class Landsdeel(models.TextChoices):
    """The four, as CBS and Eurostat divide the provincies (NUTS 1): Zeeland is West, Flevoland is Oost."""

    NOORD = "noord", "Noord"
    OOST = "oost", "Oost"
    WEST = "west", "West"
    ZUID = "zuid", "Zuid"

    @classmethod
    def of(cls, provincie: str) -> "Landsdeel":
        """The landsdeel of a provincie; ValueError if it is none."""
        return next(landsdeel for landsdeel, parts in cls.parts().items() if Provincie(provincie) in parts)

    @classmethod
    def parts(cls) -> "dict[Landsdeel, frozenset[Provincie]]":
        return {
            cls.NOORD: frozenset({Provincie.GRONINGEN, Provincie.FRIESLAND, Provincie.DRENTHE}),
            cls.OOST: frozenset({Provincie.OVERIJSSEL, Provincie.FLEVOLAND, Provincie.GELDERLAND}),
            cls.WEST: frozenset(
                {Provincie.UTRECHT, Provincie.NOORD_HOLLAND, Provincie.ZUID_HOLLAND, Provincie.ZEELAND}
            ),
            cls.ZUID: frozenset({Provincie.NOORD_BRABANT, Provincie.LIMBURG}),
        }


class FunctieFamily(models.TextChoices):
    """Functies taken together: those of one alone would lead to a person."""

    PARTICIPATIE = "participatie", "Participatie"
    BELEID = "beleid", "Beleid en wijken"
    COMMUNICATIE = "communicatie", "Communicatie"
    BESTUUR = "bestuur", "Bestuur, programma en anders"

    @classmethod
    def of(cls, functie: str) -> "FunctieFamily":
        """Of the code of an answer; what is not one of the others is of the last."""
        families = {
            "adviseur_participatie": cls.PARTICIPATIE,
            "medewerker_participatie": cls.PARTICIPATIE,
            "regisseur": cls.PARTICIPATIE,
            "adviseur_algemeen": cls.BELEID,
            "adviseur_wijkzaken": cls.BELEID,
            "medewerker_algemeen": cls.BELEID,
            "adviseur_communicatie": cls.COMMUNICATIE,
            "coordinator": cls.COMMUNICATIE,
            "strategisch_adviseur": cls.COMMUNICATIE,
        }
        return families.get(functie, cls.BESTUUR)


class SizeClass(models.TextChoices):
    """Inhabitants of a gemeente, in the classes that the exports show instead of its name."""

    SMALL = "small", "minder dan 20.000 inwoners"
    MEDIUM = "medium", "20.000 tot 50.000 inwoners"
    LARGE = "large", "50.000 tot 100.000 inwoners"
    CITY = "city", "100.000 inwoners of meer"

    @classmethod
    def of(cls, inhabitants: int) -> "SizeClass":
        """The class of a number of inhabitants; each lower bound belongs to the class that it opens."""
        return next((size for bound, size in cls.bounds() if inhabitants >= bound), cls.SMALL)

    @classmethod
    def bounds(cls) -> "list[tuple[int, SizeClass]]":
        """The largest first; what is below all of them is small."""
        return [(100_000, cls.CITY), (50_000, cls.LARGE), (20_000, cls.MEDIUM)]


class Population(models.TextChoices):
    AMBTENAREN = "ambtenaren", "Ambtenaren"
    INWONERS = "inwoners", "Inwoners"
    PANEL = "panel", "Panel"


class QuestionnaireStatus(models.TextChoices):
    CONCEPT = "concept", "Concept"
    PUBLISHED = "published", "Gepubliceerd"


class OptionRole(models.TextChoices):
    """What an option means beside its words; the analyst needs the last three kept apart."""

    REGULAR = "", "Gewoon antwoord"
    OTHER = "other", "Anders, namelijk"
    EXCLUSIVE = "exclusive", "Sluit de andere uit"
    DONT_KNOW = "dont_know", "Weet niet"
    NOT_APPLICABLE = "not_applicable", "Wil niet zeggen of niet van toepassing"

    # These stand apart, after "of", and cannot go together with any other option.
    apart = nonmember(frozenset({"exclusive", "dont_know", "not_applicable"}))
    # These say nothing about the subject, so they are left out of a mean.
    without_substance = nonmember(frozenset({"dont_know", "not_applicable"}))


class Channel(models.TextChoices):
    PERSONAL = "personal", "Persoonlijke link"
    OPEN = "open", "Open link"
    PHONE = "phone", "Telefonisch"


class ResponseFlag(models.TextChoices):
    """What is remarkable about how a response came in; for the analyst, and by itself no reason not to count it."""

    HONEYPOT = "honeypot", "Vulde een veld in dat mensen niet zien"
    FAST_START = "fast_start", "Eerste antwoord binnen een paar tellen"
    FAST_FINISH = "fast_finish", "Verstuurd in veel minder tijd dan de vragenlijst kost"
    UNPROVEN = "unproven", "Begonnen tijdens drukte, zonder rekensom"


class Missing(models.TextChoices):
    """Why there is no answer, in the codes that an export prints."""

    NOT_SHOWN = "-7", "Niet getoond (routing)"
    SKIPPED = "-8", "Gezien, niet ingevuld"
    NOT_REACHED = "-9", "Niet bereikt"


class Background(models.TextChoices):
    """The columns of an export that no question asks for; no question can be stored under their names."""

    RESPONS = "respons", "Respons"
    VRAGENLIJST = "vragenlijst", "Vragenlijst"
    PROVINCIE = "provincie", "Provincie"
    SIZE_CLASS = "grootteklasse", "Inwoners van de gemeente"
    CHANNEL = "kanaal", "Kanaal"
    SOURCE = "bron", "Bron van de open link"
    STARTED_ON = "begonnen_op", "Begonnen op"
    COMPLETED_ON = "verzonden_op", "Verzonden op"
    MINUTES = "minuten", "Minuten van begin tot verzenden"


class ExportState(models.TextChoices):
    """How far a file is that a worker makes."""

    WAITING = "waiting", "Wacht"
    RUNNING = "running", "Wordt gemaakt"
    READY = "ready", "Klaar"
    FAILED = "failed", "Niet gelukt"

    under_way = nonmember(frozenset({"waiting", "running"}))


class ThemeState(models.TextChoices):
    ACTIVE = "active", "In gebruik"
    RETIRED = "retired", "Vervallen"
    MERGED = "merged", "Samengevoegd"


class CodingState(models.TextChoices):
    """What a coder made of an answer; an empty one was taken back, and is as if nobody had looked."""

    EMPTY = "empty", "Nog niet gecodeerd"
    NONE = "none", "Geen thema past"
    THEMES = "themes", "Met thema’s"


class AnswerFilter(models.TextChoices):
    ALL = "", "Alle antwoorden"
    TO_DO = "nog-niet", "Nog niet door u gecodeerd"
    DIFFERENT = "verschil", "Codeurs verschillen"
    NONE_FITS = "geen-thema", "Geen thema past"
    QUOTED = "citaat", "Mag worden geciteerd"


class Sifted(models.TextChoices):
    """Which sent responses an analyst wants to see; the values stand in the address."""

    ALL = "alles", "Alle verstuurde"
    COUNTS = "telt", "Telt mee"
    LEFT_OUT = "weggelaten", "Telt niet mee"
    FLAGGED = "opvallend", "Opvallend binnengekomen"
    IN_GRACE = "na-sluiting", "Binnengekomen in het uur na de sluiting"


class AuditVerb(models.TextChoices):
    ADDED = "added", "Toegevoegd"
    CHANGED = "changed", "Gewijzigd"
    DELETED = "deleted", "Verwijderd"
    EXPORTED_RESPONSES = "exported_responses", "Antwoorden geëxporteerd"
    FETCHED_EXPORT = "fetched_export", "Exportbestand opgehaald"
    IMPORTED_CONTACTS = "imported_contacts", "Contacten geïmporteerd"
    UNDID_IMPORT = "undid_import", "Import van contacten teruggedraaid"
    EXPORTED_CONTACTS = "exported_contacts", "Contacten geëxporteerd"
    INVITED_SAMPLE = "invited_sample", "Steekproef uitgenodigd"
    CHOSE_SAMPLE = "chose_sample", "Steekproef met de hand gewijzigd"
    PUBLISHED_QUESTIONNAIRE = "published_questionnaire", "Vragenlijst gepubliceerd"
    CHANGED_QUESTIONNAIRE = "changed_questionnaire", "Andere versie van de vragenlijst gekozen"
    WIPED_TEST_RESPONSES = "wiped_test_responses", "Proefinvullingen gewist"
    RELEASED_WAVE = "released_wave", "Verzending vrijgegeven"
    PAUSED_WAVE = "paused_wave", "Verzending gepauzeerd"
    BRAKED_WAVE = "braked_wave", "Verzending vanzelf gestopt"
    RESUMED_WAVE = "resumed_wave", "Verzending hervat"
    CANCELLED_WAVE = "cancelled_wave", "Verzending geannuleerd"
    CHANGED_WAVE = "changed_wave", "Verzending gewijzigd"
    SENT_WAVE_NOW = "sent_wave_now", "Verzending nu verstuurd"
    TOPPED_UP_WAVE = "topped_up_wave", "Verzending aangevuld"
    TESTED_WAVE = "tested_wave", "Testmail gevraagd"
    READ_LETTER = "read_letter", "Mail van een brief bekeken"
    SETTLED_LETTER = "settled_letter", "Brief in twijfel beslist"
    OPTED_OUT = "opted_out", "Afgemeld"
    APPROVED_HAND_OVER = "approved_hand_over", "Doorgeven goedgekeurd"
    REFUSED_HAND_OVER = "refused_hand_over", "Doorgeven afgewezen"
    OPENED_CASE = "opened_case", "Beldossier geopend"
    REFUSED_CASE = "refused_case", "Beldossier geweigerd: van een ander, of niet van hier"
    TOOK_OVER_CASE = "took_over_case", "Beldossier overgenomen"
    FREED_CASE = "freed_case", "Beldossier vrijgegeven"
    LOGGED_CALL = "logged_call", "Gesprek vastgelegd"
    UNDID_CALL = "undid_call", "Gesprek ongedaan gemaakt"
    MAILED_LINK = "mailed_link", "Link gemaild op verzoek aan de telefoon"
    CORRECTED_CONTACT = "corrected_contact", "Contactgegevens verbeterd aan de telefoon"
    ADDED_CONTACT = "added_contact", "Contact toegevoegd aan de telefoon"
    CHANGED_CALL_SCRIPT = "changed_call_script", "Beltekst gewijzigd"
    STARTED_INTERVIEW = "started_interview", "Telefonisch interview begonnen"
    ACCEPTED_REPLY = "accepted_reply", "Teruggekomen mail overgenomen"
    DECLINED_REPLY = "declined_reply", "Teruggekomen mail niet overgenomen"
    CHOSE_RESPONSE = "chose_response", "Gekozen welk van twee antwoorden telt"
    RELEASED_RESULTS = "released_results", "Resultaten openbaar gemaakt"
    WITHDREW_RESULTS = "withdrew_results", "Resultaten niet meer openbaar"
    WROTE_HEADLINE = "wrote_headline", "Kop van een figuur geschreven"
    CONFIRMED_HEADLINE = "confirmed_headline", "Kop van een figuur bevestigd"
    WITHDREW_HEADLINE = "withdrew_headline", "Kop van een figuur teruggezet"
    LEFT_OUT_RESPONSE = "left_out_response", "Respons telt niet mee"
    COUNTED_RESPONSE = "counted_response", "Respons telt weer mee"
    ADDED_THEME = "added_theme", "Thema toegevoegd"
    CHANGED_THEME = "changed_theme", "Thema gewijzigd"
    RETIRED_THEME = "retired_theme", "Thema vervallen"
    BROUGHT_BACK_THEME = "brought_back_theme", "Thema weer in gebruik"
    MERGED_THEMES = "merged_themes", "Thema’s samengevoegd"
    SPLIT_THEMES = "split_themes", "Samenvoeging van thema’s teruggedraaid"
    SETTLED_CODING = "settled_coding", "Verschil tussen codeurs beslist"
    UNSETTLED_CODING = "unsettled_coding", "Beslissing over een verschil teruggedraaid"
    ALLOWED_QUOTE = "allowed_quote", "Citaat toegestaan"
    WITHDREW_QUOTE = "withdrew_quote", "Citaat ingetrokken"
    COMBINED_RESPONSES = "combined_responses", "Twee antwoorden van één persoon samengevoegd"
    SEPARATED_RESPONSES = "separated_responses", "Samenvoegen van antwoorden ongedaan gemaakt"
    CORRECTED_GEMEENTE = "corrected_gemeente", "Gemeente van een antwoord verbeterd"
    MOVED_CLOSE = "moved_close", "Sluiting verplaatst"
    MOVED_WAVE = "moved_wave", "Verzending verplaatst"
    GEMEENTE_DECLINED = "gemeente_declined", "Gemeente doet niet mee"
    GEMEENTE_TAKES_PART = "gemeente_takes_part", "Gemeente doet weer mee"
    REFUSED_DECLINE = "refused_decline", "Melding dat een gemeente niet meedoet afgewezen"
    UNDID_OPT_OUT = "undid_opt_out", "Afmelding ongedaan gemaakt"
    ROTATED_LINK_KEY = "rotated_link_key", "Sleutel van de links vervangen"
    REVOKED_LINKS = "revoked_links", "Links van een editie ingetrokken"
    ENDED_GEMEENTE = "ended_gemeente", "Herindeling vastgelegd"
    MOVED_PEOPLE = "moved_people", "Mensen van een gemeente verplaatst"
    MERGED_CONTACTS = "merged_contacts", "Contacten samengevoegd"
    KEPT_APART = "kept_apart", "Twee contacten zijn twee mensen"
    NOTED_GEMEENTE = "noted_gemeente", "Notitie bij een gemeente"
    HID_NOTE = "hid_note", "Notitie verborgen"
    SHOWED_NOTE = "showed_note", "Notitie weer getoond"
    SIGNED_IN = "signed_in", "Ingelogd"
    SIGN_IN_FAILED = "sign_in_failed", "Inloggen mislukt"
    SIGNED_OUT = "signed_out", "Uitgelogd"
    SECOND_FACTOR_FAILED = "second_factor_failed", "Tweede stap van het inloggen mislukt"
    ADDED_SECOND_FACTOR = "added_second_factor", "Tweede stap toegevoegd"
    REMOVED_SECOND_FACTOR = "removed_second_factor", "Tweede stap verwijderd"
    MADE_RECOVERY_CODES = "made_recovery_codes", "Nieuwe herstelcodes gemaakt"
    RESET_SECOND_FACTOR = "reset_second_factor", "Tweede stap van een collega gewist"
    CHANGED_PASSWORD = "changed_password", "Wachtwoord gewijzigd"
    INVITED_STAFF = "invited_staff", "Collega uitgenodigd"
    WITHDREW_STAFF_INVITATION = "withdrew_staff_invitation", "Uitnodiging van een collega ingetrokken"
    ACCEPTED_STAFF_INVITATION = "accepted_staff_invitation", "Uitnodiging aangenomen"
    STOPPED_STAFF = "stopped_staff", "Account van een collega gestopt"
    REOPENED_STAFF = "reopened_staff", "Account van een collega weer geopend"
    BROKE_GLASS = "broke_glass", "Inzage in antwoorden gevraagd"
    READ_ANSWERS = "read_answers", "Antwoorden van een respondent bekeken"
    REFUSED_ACCESS = "refused_access", "Toegang geweigerd"
