"""The pages of coding, with one question coded by two: at a small and at a large number of answers."""

from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from surveys.domain import themes
from surveys.domain.open_answers import open_variables, written
from surveys.domain.tabulation import tabulate
from surveys.enums import CodingState
from surveys.models import Coding, Edition, GivenTheme
from tests.benchmarks import Figure, cpu_seconds
from tests.benchmarks.csv_export import fill, make_edition
from tests.factories.respondents import StaffFactory

SIZES, THEMES, VARIABLE = (800, 8_000), 15, "gaat_goed"


PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def figures() -> Iterator[Figure]:
    with override_settings(STORAGES=settings.STORAGES | PLAIN):
        yield from _figures()


def _figures() -> Iterator[Figure]:
    edition = make_edition()
    one, other = StaffFactory(is_superuser=True), StaffFactory()
    codebook = [themes.make(edition, VARIABLE, label=f"Thema {n}", by=None) for n in range(THEMES)]
    client = Client(SERVER_NAME="localhost")
    client.force_login(one)
    for size in SIZES:
        fill(edition, size)
        for coder, step in ((one, 1), (other, 2)):
            code_all(edition, coder.pk, [theme.pk for theme in codebook], step)
        works = {
            "overview": partial(client.get, reverse("coding", args=[edition.slug])),
            "a page of answers": partial(
                client.get, reverse("coding_variable", args=[edition.slug, VARIABLE])
            ),
            "a search": partial(
                client.get, reverse("coding_variable", args=[edition.slug, VARIABLE]), {"zoek": "inwoners"}
            ),
            "all figures, with the themes": partial(tabulate, edition),
        }
        for (name, work), spent in zip(works.items(), cpu_seconds([*works.values()], rounds=3), strict=True):
            yield Figure(f"{name} at {size:,}, CPU", f"{spent * 1000:.0f} ms, {queries_of(work)} queries")


def code_all(edition: Edition, coder: int, codebook: list[int], step: int) -> None:
    """Two themes for every answer, so chosen that coders agree now and then."""
    variable = next(one for one in open_variables(edition) if one.code == VARIABLE)
    Coding.objects.filter(coder=coder).delete()
    made = Coding.objects.bulk_create(
        Coding(
            response_id=response, variable=VARIABLE, coder_id=coder, state=CodingState.THEMES, digest=digest
        )
        for response, digest in written(edition, variable).values_list("pk", "digest")
    )
    GivenTheme.objects.bulk_create(
        GivenTheme(coding=coding, theme_id=codebook[(coding.response_id * step + more) % THEMES])
        for coding in made
        for more in (0, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE surveys_coding, surveys_giventheme")


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)
