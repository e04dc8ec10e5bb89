"""What each provider posts about a letter, as its documents show it."""

import base64
import json
from typing import Any

from django.test import Client
from pytest_django import Settings

SECRET = "provider:a-secret-of-thirty-characters"
AT = 1_812_700_800  # 11 June 2027
HARD_SMTP = "smtp; 550 5.1.1 <x>: user unknown"


def choose(settings: Settings, provider: str) -> None:
    settings.EMAIL_PROVIDER = provider
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, f"{provider.upper()}_API_KEY": "key"}


def post(provider: str, body: Any, *, secret: str = SECRET) -> int:
    headers = {"authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    if provider == "amazon_ses" and isinstance(body, dict):
        headers |= {"x-amz-sns-message-type": body["Type"], "x-amz-sns-message-id": body["MessageId"]}
    text = body if isinstance(body, str) else json.dumps(body)
    return (
        Client()
        .post(f"/webhooks/{provider}/", text, content_type="application/json", headers=headers)
        .status_code
    )


def brevo(event: str, reference: str, *, provider_id: str = "<1@brevo>", **more: Any) -> dict[str, Any]:
    custom = {"X-Mailin-custom": json.dumps({"letter": reference})} if reference else {}
    return {"event": event, "ts_epoch": AT * 1000, "message-id": provider_id, "id": 1, **custom, **more}


def mailjet(event: str, reference: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "time": AT, "MessageID": 1, "Payload": json.dumps({"letter": reference}), **more}


def postmark(record: str, reference: str, **more: Any) -> dict[str, Any]:
    return {"RecordType": record, "MessageID": "1", "Metadata": {"letter": reference}, **more}


def amazon(event: str, reference: str, *, number: str = "1", **more: Any) -> dict[str, Any]:
    headers = [{"name": "X-Metadata", "value": json.dumps({"letter": reference})}]
    mail = {"messageId": "1", "destination": ["x@x.example"], "headers": headers}
    return {
        "Type": "Notification",
        "MessageId": number,
        "Timestamp": "2027-06-11T08:00:00Z",
        "Message": json.dumps({"eventType": event, "mail": mail, event.lower(): more}),
    }
