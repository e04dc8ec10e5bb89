from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Q

from surveys.enums import OptionRole, Population, QuestionnaireStatus

CODE = RegexValidator(
    r"^[a-z][a-z0-9_]*\Z", "Een code heeft alleen kleine letters, cijfers en _, en begint met een letter."
)


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def published(self) -> "QuestionnaireQuerySet":
        return self.filter(status=QuestionnaireStatus.PUBLISHED)

    def whole(self) -> "QuestionnaireQuerySet":
        """With every section, question, row and option, in four queries whatever the length."""
        return self.prefetch_related("sections__questions__rows", "sections__questions__options")

    def with_question_count(self) -> "QuestionnaireQuerySet":
        return self.annotate(question_count=Count("sections__questions"))


class Questionnaire(models.Model):
    """One version of a list of questions; once published it never changes."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField("versie", default=1)
    population = models.CharField("doelgroep", max_length=12, choices=Population)
    title = models.CharField("titel", max_length=100)
    heading = models.CharField("kop van de startpagina", max_length=150)
    intro = models.TextField("inleiding", blank=True)
    minutes = models.PositiveSmallIntegerField("duur in minuten", default=15)
    gemeente_text = models.CharField(
        "vraag naar de gemeente",
        max_length=200,
        blank=True,
        help_text="Alleen op de open link; leeg: niet gevraagd.",
    )
    gemeente_hint = models.CharField("toelichting daarbij", max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=QuestionnaireStatus, default=QuestionnaireStatus.CONCEPT)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True, editable=False)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "vragenlijst"
        verbose_name_plural = "vragenlijsten"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once"),
            models.CheckConstraint(
                name="questionnaire_published_has_a_time",
                condition=Q(status=QuestionnaireStatus.CONCEPT, published_at__isnull=True)
                | Q(status=QuestionnaireStatus.PUBLISHED, published_at__isnull=False),
                violation_error_message="Publiceren gaat met de knop Publiceren.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} versie {self.version}"

    @property
    def is_published(self) -> bool:
        return self.status == QuestionnaireStatus.PUBLISHED


class Section(models.Model):
    """One theme of a questionnaire, over one or more pages."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    title = models.CharField("titel", max_length=100)
    heading = models.CharField("kop", max_length=150, blank=True)
    intro = models.TextField("inleiding", blank=True)
    position = models.PositiveSmallIntegerField("plaats")

    class Meta:
        verbose_name = "deel"
        verbose_name_plural = "delen"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question; what is particular to its kind stands in `settings`, read by the module of that kind."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name="deel")
    page = models.PositiveSmallIntegerField("pagina in het deel", default=1)
    position = models.PositiveSmallIntegerField("plaats")
    code = models.CharField(max_length=40, validators=[CODE])
    number = models.CharField("nummer", max_length=8, blank=True)
    kind = models.CharField("soort", max_length=20)
    text = models.CharField("vraag", max_length=300)
    hint = models.CharField("toelichting", max_length=400, blank=True)
    is_optional = models.BooleanField("niet verplicht", default=False)
    show_if = models.JSONField("alleen na", null=True, blank=True)
    settings = models.JSONField("instellingen", default=dict, blank=True)
    is_assumed = models.BooleanField("aangenomen, niet uit het rapport", default=False)

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["section", "code"], name="question_code_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()


class Row(models.Model):
    """One line of a matrix, or one box of an open question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="rows")
    code = models.CharField(max_length=40, validators=[CODE])
    number = models.CharField("nummer", max_length=8, blank=True)
    label = models.CharField("tekst", max_length=200)
    position = models.PositiveSmallIntegerField("plaats")
    is_assumed = models.BooleanField("aangenomen, niet uit het rapport", default=False)

    class Meta:
        verbose_name = "rij"
        verbose_name_plural = "rijen"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="row_code_once")]

    def __str__(self) -> str:
        return self.label


class Option(models.Model):
    """One answer that can be chosen; its code keeps its meaning for ever."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    code = models.CharField(max_length=40, validators=[CODE])
    label = models.CharField("tekst", max_length=200)
    role = models.CharField("rol", max_length=16, choices=OptionRole, default=OptionRole.REGULAR, blank=True)
    text = models.CharField("vraag bij Anders, namelijk", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("plaats")
    is_assumed = models.BooleanField("aangenomen, niet uit het rapport", default=False)

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="option_code_once"),
            models.CheckConstraint(
                name="option_text_only_with_other",
                condition=Q(text="") | Q(role=OptionRole.OTHER),
                violation_error_message="Alleen bij Anders, namelijk hoort een eigen tekst.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def stands_apart(self) -> bool:
        return self.role in OptionRole.apart
