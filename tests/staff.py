"""Staff who are signed in, by role."""

from django.contrib.auth.models import Group
from django.test import Client

from tests.factories.respondents import StaffFactory


def client_of(role: str | None, **options: bool) -> Client:
    """A browser in which somebody of that role is signed in; None: nobody, and an empty role: staff without one."""
    client = Client(**options)
    if role is not None:
        user = StaffFactory()
        if role:
            user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
    return client
