"""Where the mail provider tells what became of our letters; a stranger is refused, and so is rubbish."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views import View
from django.views.decorators.csrf import csrf_exempt

VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "amazon_ses": "anymail.webhooks.amazon_ses.AmazonSESTrackingWebhookView",
}
# What a body that no provider makes does to the code that reads it.
RUBBISH = (ValueError, LookupError, TypeError, AttributeError)


@contextmanager
def _rubbish_is_refused() -> Iterator[None]:
    try:
        yield
    except (*RUBBISH, import_string("anymail.exceptions.AnymailAPIError")) as fault:
        raise BadRequest from fault


@csrf_exempt
def webhook(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Only of the provider that we use; it signs in with the secret, and tells again what we could not note."""
    if provider != settings.EMAIL_PROVIDER:
        raise Http404
    return _view_of(provider).as_view()(request)


@cache
def _view_of(provider: str) -> type[View]:
    """Anymail's, imported when it is first asked for: the one of Amazon brings a heavy library along."""
    theirs: Any = import_string(VIEWS[provider])

    class Webhook(theirs):
        def run_validators(self, request: HttpRequest) -> None:
            with _rubbish_is_refused():
                super().run_validators(request)

        def parse_events(self, request: HttpRequest) -> list[Any]:
            with _rubbish_is_refused():
                return list(super().parse_events(request))

    return Webhook
