import dataclasses
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveys.enums import AuditVerb
from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import AuditEntry, Edition
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def responses(edition: Edition) -> None:
    for word in ("één", "twee"):
        ResponseFactory(edition=edition, completed=True, answers={"budget": "ja", "definitie": word})


def expected(edition: Edition, code: str, labels: bool = False) -> bytes:
    return b"".join(FORMATS[code].write(read_extract(edition), labels))


@pytest.mark.parametrize("code", [code for code in FORMATS if not FORMATS[code].is_heavy])
def test_the_file_goes_to_standard_output_as_it_is(
    edition: Edition, code: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_responses", edition.slug, "--format", code)

    assert capfdbinary.readouterr().out == expected(edition, code)


def test_a_caller_in_python_gets_text(edition: Edition) -> None:
    out = io.StringIO(newline="")

    call_command("export_responses", edition.slug, format="csv-nl", labels=True, stdout=out)

    assert out.getvalue() == expected(edition, "csv-nl", labels=True).decode()


def test_the_file_goes_where_it_is_asked(edition: Edition, tmp_path: Path) -> None:
    out = io.StringIO()
    target = tmp_path / "antwoorden.csv"

    call_command("export_responses", edition.slug, format="csv", output=target, stdout=out)

    assert target.read_bytes() == expected(edition, "csv")
    assert out.getvalue() == f"{target}: 2 verzonden antwoorden\n"


@pytest.mark.parametrize(("code", "begin"), [("xlsx", b"PK"), ("sav", b"$FL2")])
def test_a_file_that_is_no_text_goes_where_it_is_asked(
    edition: Edition, tmp_path: Path, code: str, begin: bytes
) -> None:
    target = tmp_path / f"antwoorden.{code}"

    call_command("export_responses", edition.slug, format=code, output=target, stdout=io.StringIO())

    assert target.read_bytes().startswith(begin)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == (
        [".sav", ".sps"] if code == "sav" else [".xlsx"]
    )
    assert AuditEntry.objects.filter(verb=AuditVerb.EXPORTED_RESPONSES).count() == 1


def test_the_sets_open_the_file_by_its_name(edition: Edition, tmp_path: Path) -> None:
    target = tmp_path / "mijn-naam.sav"

    call_command("export_responses", edition.slug, format="sav", output=target, stdout=io.StringIO())

    assert "GET FILE='mijn-naam.sav'." in target.with_suffix(".sps").read_text(encoding="utf-8")


def test_a_caller_in_python_gets_no_workbook_as_text(edition: Edition) -> None:
    with pytest.raises(CommandError, match="Geef er een naam aan met --output"):
        call_command("export_responses", edition.slug, format="xlsx", stdout=io.StringIO())


def test_more_than_a_format_holds_is_refused(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    few = dataclasses.replace(FORMATS["sav"], most=1)
    monkeypatch.setitem(FORMATS, "sav", few)

    with pytest.raises(CommandError, match=r"plaats voor 1 vragenlijsten; dit zijn er 2\. Kies CSV"):
        call_command("export_responses", edition.slug, format="sav", output=Path("/dev/null"))


def test_an_export_is_written_down(edition: Edition) -> None:
    call_command("export_responses", edition.slug, format="csv", stdout=io.StringIO())

    entry = AuditEntry.objects.get(verb=AuditVerb.EXPORTED_RESPONSES)
    assert (entry.actor, entry.target, entry.count, entry.reason) == (
        None,
        f"edition:{edition.pk}",
        2,
        "opdracht op de server",
    )


def test_a_file_that_cannot_be_made_is_no_export(edition: Edition, tmp_path: Path) -> None:
    target = tmp_path / "geen-map" / "antwoorden.csv"

    with pytest.raises(CommandError, match="is niet te schrijven") as refusal:
        call_command("export_responses", edition.slug, format="csv", output=target)

    assert refusal.value.returncode == 2
    assert not AuditEntry.objects.filter(verb=AuditVerb.EXPORTED_RESPONSES).exists()


def test_an_unknown_edition_says_which_there_are(edition: Edition) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("export_responses", "ambtenaren-1999", format="csv")

    assert str(refusal.value) == f"Editie ‘ambtenaren-1999’ bestaat niet. Er zijn: {edition.slug}."
    assert refusal.value.returncode == 2
