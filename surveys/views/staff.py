"""Who may see the pages of staff: each view says it, and what says nothing is refused (`barometer.sign_in`)."""

from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from surveys.models import Edition

View = Callable[..., HttpResponseBase]


class Admission(Enum):
    """For whom a view is: for who has the right to it, for everybody of the staff, or for who is to sign in."""

    PERMISSION = auto()
    OWN_ACCOUNT = auto()
    ANYBODY = auto()


class StaffRequest(HttpRequest):
    """What a staff page gets: somebody is signed in. For the type checker; Django gives its own."""

    user: User


def staff_page(permission: str) -> Callable[[View], View]:
    """Strangers get the login page; who is signed in and is not staff, or may not do this, a refusal."""

    def decorate(view: View) -> View:
        @login_required
        @cache_control(private=True, no_store=True)
        @wraps(view)
        def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
            if not (request.user.is_staff and request.user.has_perm(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admit(Admission.PERMISSION)(guarded)

    return decorate


def admit(admitted: Admission) -> Callable[[View], View]:
    """Says for whom a view is that sees to its own rights."""

    def decorate(view: View) -> View:
        view.admission = admitted  # type: ignore[attr-defined]
        return view

    return decorate


def admission(view: View) -> Admission | None:
    """What the view says; None is nobody. The admin asks of each of its own pages who may see that model."""
    if hasattr(view, "admin_site") or hasattr(view, "model_admin"):
        return Admission.PERMISSION
    return getattr(view, "admission", None)


def render_staff(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page inside the frame of the admin; `title` in the context is its heading."""
    return render(request, template, admin.site.each_context(request) | context, status=status)


def newest_edition_or_404() -> Edition:
    """The edition that is open, or else the one that opened last."""
    edition = Edition.objects.open().first() or Edition.objects.first()
    if edition is None:
        raise Http404
    return edition
