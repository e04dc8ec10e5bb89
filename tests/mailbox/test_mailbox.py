"""The mailbox and the server that fills it, without the rest of the stack."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from barometer.localstack import ports

urlpatterns = [path("", include("barometer.mailbox.urls"))]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def smtp(tmp_path: Path, settings: Settings) -> Iterator[smtplib.SMTP]:
    settings.MAILBOX_DIR = str(tmp_path)
    port = ports.find_free()
    command = [sys.executable, "-m", "barometer.localstack.smtp_sink", str(tmp_path), str(port)]
    with subprocess.Popen(command) as sink:
        while not ports.answers(port):
            time.sleep(0.05)
        with smtplib.SMTP("127.0.0.1", port) as connection:
            yield connection
        sink.terminate()


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "barometer@localhost", to, "Hoe staat het ervóór?"
    message.set_content("Uw link: http://localhost:8000/u/abc/\n")
    message.add_alternative('<p style="color:red">Uw <b>link</b></p>', subtype="html")
    return message


def test_a_mail_is_shown_whole(smtp: smtplib.SMTP, client: Client) -> None:
    smtp.send_message(letter("sanne@zwolle.example"))

    found = client.get("/postvak/").context["page"].object_list
    page = client.get(f"/postvak/{found[0].name}/").content.decode()
    html = client.get(f"/postvak/{found[0].name}/html/")

    assert [(mail.recipient, mail.subject) for mail in found] == [
        ("sanne@zwolle.example", "Hoe staat het ervóór?")
    ]
    assert '<a href="http://localhost:8000/u/abc/"' in page
    assert "<b>link</b>" in html.content.decode()
    assert "style-src 'unsafe-inline'" in html["Content-Security-Policy"]
    assert "script-src 'none'" in html["Content-Security-Policy"]


def test_the_newest_comes_first_and_an_address_is_found(smtp: smtplib.SMTP, client: Client) -> None:
    for number in range(60):
        smtp.send_message(letter(f"ambtenaar{number}@gemeente.example"))

    first = client.get("/postvak/").context["page"]
    searched = client.get("/postvak/?adres=AMBTENAAR59@").context["page"]

    assert (len(first.object_list), first.paginator.count) == (50, 60)
    assert first.object_list[0].recipient == "ambtenaar59@gemeente.example"
    assert [mail.recipient for mail in searched] == ["ambtenaar59@gemeente.example"]


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "geheim.txt", "0.eml", "%00"])
def test_no_other_file_can_be_read(smtp: smtplib.SMTP, client: Client, tmp_path: Path, name: str) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")

    assert client.get(f"/postvak/{name}/").status_code == 404
