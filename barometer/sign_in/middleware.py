"""What every page of the staff area asks, before its view is called."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from barometer.sign_in import sessions
from surveys.views.staff import Admission, admission

STAFF_AREA = "/beheer/"
OTHER_ROLE = "Uw rol is gewijzigd. Log opnieuw in."


class StaffAreaMiddleware:
    """Default deny: a view under /beheer/ that does not say for whom it is, is for nobody.

    Whoever has no second factor yet gets no other page than those on which to set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path_info.startswith(STAFF_AREA):
            return None
        admitted = admission(view)
        if admitted is None:
            raise PermissionDenied
        if not request.user.is_authenticated:
            return None if admitted is Admission.ANYBODY else redirect_to_login(request.get_full_path())
        return self._ask(request, admitted)

    def _ask(self, request: HttpRequest, admitted: Admission) -> HttpResponseBase | None:
        if sessions.is_overtaken(request):
            logout(request)
            messages.warning(request, OTHER_ROLE)
            return redirect_to_login(request.get_full_path())
        if not sessions.is_background(request):
            request.session.modified = True  # Used now, so its hour begins anew.
        if admitted is Admission.PERMISSION and lacks_second_factor(request):
            return redirect("mfa_index")
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    return settings.SECOND_FACTOR and not request.user.has_second_factor  # type: ignore[union-attr]
