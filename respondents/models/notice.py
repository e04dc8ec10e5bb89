from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import HeartbeatName, NoticeKind


class Notice(models.Model):
    """One time that something stood still until a person would look; ended, it makes way for a next one.

    It is mailed once to the team, by whoever claims it first: `mailed_at`.
    """

    kind = models.CharField("soort", max_length=12, choices=NoticeKind)
    wave_id = models.BigIntegerField("verzending", default=0)
    raised_at = models.DateTimeField("sinds", db_default=Now())
    ended_at = models.DateTimeField("voorbij op", null=True, blank=True)
    mailed_at = models.DateTimeField("gemaild op", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)

    class Meta:
        verbose_name = "melding aan het team"
        verbose_name_plural = "meldingen aan het team"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "wave_id"],
                name="notice_one_at_a_time",
                condition=Q(ended_at__isnull=True),
                violation_error_message="Deze melding staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Heartbeat(models.Model):
    """When a process of the background last showed that it lives."""

    name = models.CharField("proces", max_length=10, choices=HeartbeatName, unique=True)
    at = models.DateTimeField("laatst gezien", db_default=Now())

    class Meta:
        verbose_name = "hartslag"
        verbose_name_plural = "hartslagen"

    def __str__(self) -> str:
        return self.get_name_display()
