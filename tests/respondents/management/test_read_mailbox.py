"""Reading a mailbox or a folder of mails: each once, whatever happens, and nothing goes away."""

import mailbox
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from respondents.domain import replies
from respondents.domain.incoming import LONGEST_MAIL
from respondents.models import Reply
from tests.certificates import make_certificate
from tests.imap import Mailbox, imap
from tests.mails import OURS, automatic, mail, with_attachment

pytestmark = pytest.mark.django_db

MAILS = [
    automatic("Ik ben afwezig tot en met 14 juli."),
    mail("Wanneer sluit de vragenlijst?"),
    mail("Hallo", sender=OURS),
    with_attachment("Ik ben niet de juiste persoon.", 1_000_000),
]
READ = [
    "Afwezig: 1",
    "Niet de juiste persoon: 1",
    "Voor mensen, in de mailbox: 1",
    "Van onszelf, overgeslagen: 1",
]


@pytest.fixture(autouse=True)
def _our_address(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Barometer <{OURS}>"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("read_mailbox", *arguments)
    return capsys.readouterr().out.splitlines()


def fill(folder: Path, kind: str) -> Path:
    """The mails in a folder of that kind; gives what the command is told."""
    if kind == "eml":
        for number, raw in enumerate(MAILS):
            (folder / f"{number}.eml").write_bytes(raw)
        return folder
    path = folder / "post"
    box = mailbox.mbox(path) if kind == "mbox" else mailbox.Maildir(path)
    for raw in MAILS:
        box.add(raw)
    box.close()
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["eml", "mbox", "maildir"])
def test_a_folder_is_read_once_and_stays_as_it_is(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fill(tmp_path, kind)
    before = files(tmp_path)

    printed = [run(capsys, "--folder", str(path)) for _ in range(2)]

    assert printed == [READ, ["Van onszelf, overgeslagen: 1", "Al eerder gelezen: 3"]]
    assert (files(tmp_path), Reply.objects.count()) == (before, 3)


def test_what_is_no_folder_of_mails_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "weg", "is er niet"), (tmp_path, "staat geen mail in")):
        with pytest.raises(CommandError, match=words):
            call_command("read_mailbox", "--folder", str(path))


def test_a_mailbox_is_read_and_what_is_for_people_stays_unread(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with imap(Mailbox(MAILS)) as box:
        settings.MAILBOX_URL = box.url
        printed = [run(capsys) for _ in range(2)]

    ours = "BarometerGelezen"
    assert printed == [READ, ["Er is geen nieuwe mail."]]
    assert box.flags == [{"\\Seen", ours}, {ours}, {"\\Seen", ours}, {"\\Seen", ours}]
    assert [words for words in box.said if "EXPUNGE" in words or "Deleted" in words] == []


def test_a_server_without_keywords_gives_what_is_unread(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with imap(Mailbox(MAILS, keywords=False)) as box:
        settings.MAILBOX_URL = box.url
        printed = [run(capsys) for _ in range(2)]

    assert printed == [READ, ["Al eerder gelezen: 1"]]
    assert box.flags == [{"\\Seen"}, set(), {"\\Seen"}, {"\\Seen"}]


def test_a_connection_that_breaks_halfway_loses_and_doubles_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with imap(Mailbox(MAILS, dies_after=5)) as box:
        settings.MAILBOX_URL = box.url
        with pytest.raises(CommandError, match="nu niet te lezen"):
            call_command("read_mailbox")
        noted, box.dies_after = Reply.objects.count(), 1000
        run(capsys)

    assert (noted, Reply.objects.count()) == (1, 3)


def test_a_mailbox_is_read_over_tls(
    settings: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with imap(Mailbox(MAILS, certificate=certificate)) as box:
        settings.MAILBOX_URL = box.url
        printed = run(capsys)

    assert printed == READ


@pytest.mark.parametrize(("host", "is_trusted"), [("localhost", False), ("mail.example", True)])
def test_a_server_that_cannot_prove_who_it_is_hears_no_password(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_trusted: bool
) -> None:
    certificate = make_certificate(tmp_path, host)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with imap(Mailbox(MAILS, certificate=certificate)) as box:
        settings.MAILBOX_URL = box.url
        with pytest.raises(CommandError, match="Het certificaat van localhost klopt niet"):
            call_command("read_mailbox")

    assert (box.said, Reply.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://x@y.example",
        "imaps://zonder-naam.example",
        "imaps://a:b@c.example:poort",
        "imaps://a@[",
        "geen adres",
    ],
)
def test_an_address_that_is_none_is_refused(settings: Settings, address: str) -> None:
    settings.MAILBOX_URL = address

    with pytest.raises(CommandError, match="Zet MAILBOX_URL"):
        call_command("read_mailbox")


def test_a_wrong_password_is_said_without_saying_it(settings: Settings) -> None:
    with imap(Mailbox(MAILS, password="fout-wachtwoord")) as box:
        settings.MAILBOX_URL = box.url
        with pytest.raises(CommandError) as refused:
            call_command("read_mailbox")

    assert "Kijk MAILBOX_URL na" in str(refused.value)
    assert "fout-wachtwoord" not in str(refused.value)


def test_one_mail_that_breaks_keeps_no_other_waiting(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on(raw: bytes) -> None:
        raise LookupError(raw)

    monkeypatch.setattr(replies, "take_in", break_on)
    with imap(Mailbox(MAILS[:2])) as box:
        settings.MAILBOX_URL = box.url
        printed = run(capsys)

    assert printed == ["Niet te lezen, voor mensen: 2"]
    assert [flags - {"BarometerGelezen"} for flags in box.flags] == [set(), set()]


def test_without_a_database_nothing_is_marked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_away(raw: bytes) -> None:
        raise OperationalError

    monkeypatch.setattr(replies, "take_in", be_away)
    with imap(Mailbox(MAILS[:1])) as box:
        settings.MAILBOX_URL = box.url
        with pytest.raises(OperationalError):
            call_command("read_mailbox")

    assert box.flags == [set()]


def test_of_a_large_mail_only_the_start_is_fetched(settings: Settings) -> None:
    with imap(Mailbox(MAILS[-1:])) as box:
        settings.MAILBOX_URL = box.url
        call_command("read_mailbox")

    fetched = [words for words in box.said if words.startswith("UID FETCH")]
    assert fetched == [f"UID FETCH 1 (BODY.PEEK[]<0.{LONGEST_MAIL}>)"]
