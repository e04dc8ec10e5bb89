"""Proposes the gemeente of a mail address by its domain: that of the website, or another that it is known to use."""

import csv
from collections import defaultdict
from collections.abc import Iterable

from surveys.domain.gemeente_names import GemeenteFinder
from surveys.domain.gemeenten import DATA
from surveys.models import Gemeente


class MailDomains:
    """Of the gemeenten of one day; asks the database nothing."""

    def __init__(self, valid: Iterable[Gemeente], finder: GemeenteFinder) -> None:
        self._by_domain: dict[str, set[Gemeente]] = defaultdict(set)
        for gemeente in valid:
            if gemeente.domain:
                self._by_domain[gemeente.domain.lower()].add(gemeente)
        with (DATA / "mail_domains.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for domain in row["domains"].split("|"):
                    self._by_domain[domain].update(finder.find(row["code"]))

    def gemeenten_of(self, email: str) -> list[Gemeente]:
        """More than one after a split, or where two share a domain; the part before the domain may have any depth."""
        labels = email.rpartition("@")[2].lower().split(".")
        domains = (".".join(labels[start:]) for start in range(len(labels) - 1))
        found = next((self._by_domain[domain] for domain in domains if domain in self._by_domain), set())
        return sorted(found, key=lambda gemeente: gemeente.sort_key)
