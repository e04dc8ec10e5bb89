"""What every list and edit page of the staff area shares."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from surveys.domain import audit
from surveys.enums import AuditVerb

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def staff(request: HttpRequest) -> AbstractBaseUser:
    """Whoever is signed in; the admin lets nobody else through."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


class Audited(admin.ModelAdmin):
    """Writes to our own log in the place of Django's: that one keeps names, which an erasure must be able to remove.

    Dates are the browser's own boxes: they need no script, have a label each, and speak Dutch.
    """

    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
        models.DateField: {"form_class": forms.DateField, "widget": DAY},
    }

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return audit.record(AuditVerb.ADDED, obj, by=staff(request))

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return audit.record(AuditVerb.CHANGED, obj, by=staff(request))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [audit.record(AuditVerb.DELETED, obj, by=staff(request)) for obj in queryset]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect(f"{reverse('audit_log')}?waaraan={self.opts.model_name}:{object_id}")


class ReadOnly(Audited):
    """Rows that the system makes, or that are settled: to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
