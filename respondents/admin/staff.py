from typing import Any

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from surveys.admin.base import Audited, ReadOnly

admin.site.unregister(User)
admin.site.unregister(Group)
# Addresses are those of the accounts, and secrets are nobody's to look at.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)


@admin.register(User)
class StaffAdmin(Audited, UserAdmin):
    """Who may sign in, and in which role? Nobody gives rights here but by a role, and none to oneself.

    Accounts are made, and passwords chosen, by an invitation (`respondents.views.staff_accounts`).
    """

    list_display = ["username", "email", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    fieldsets = (
        (None, {"fields": ("username",)}),
        ("Persoon", {"fields": ("first_name", "last_name", "email")}),
        ("Rol", {"fields": ("is_active", "is_staff", "groups")}),
        ("Data", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    def get_queryset(self, request: HttpRequest) -> Any:
        """A superuser is made on the server, and is out of reach of an administrator who is none."""
        found = super().get_queryset(request).prefetch_related("groups")
        return found if request.user.is_superuser else found.filter(is_superuser=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        own = ("is_active", "is_staff", "groups") if obj == request.user else ()
        return (*self.readonly_fields, "username", *own)

    def user_change_password(self, *_: Any, **__: Any) -> Any:
        """Nobody chooses the password of somebody else."""
        raise PermissionDenied

    @admin.display(description="rol")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


@admin.register(Group)
class RoleAdmin(ReadOnly, GroupAdmin):
    """What may each role do? The code says it (`respondents.domain.groups`); here it can be read."""
