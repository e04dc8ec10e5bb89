"""Who is signed in, with what every staff page asks about them: one statement, which is made anyway."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

# Recovery codes alone are none: they are for who has lost the other.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffBackend(AuthenticationBackend):
    """`has_second_factor` and `role_ids` come with the user of a request."""

    def get_user(self, user_id: Any) -> User | None:
        roles = User.groups.through.objects.filter(user=OuterRef("pk")).order_by("group_id")
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        user = (
            User.objects.filter(pk=user_id)
            .annotate(role_ids=ArraySubquery(roles.values("group_id")), has_second_factor=Exists(factors))
            .first()
        )
        return user if user and self.user_can_authenticate(user) else None
