"""How the passwords of staff are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """With the memory that OWASP asks for, less than half of Django's 100 MB: a web process has to find it.

    A password that was kept in another way is kept in this one from the next sign-in on.
    """

    memory_cost = 46 * 1024  # KiB
    parallelism = 1
