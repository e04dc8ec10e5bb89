"""The phone round: which gemeente is called next, who has which open, and what came of each call."""

from respondents.domain.calling.leases import LEASE, hold, is_held_by, is_over, keep, let_go
from respondents.domain.calling.people import people_of
from respondents.domain.calling.standing import gemeenten_to_call, has_answered

__all__ = [
    "LEASE",
    "gemeenten_to_call",
    "has_answered",
    "hold",
    "is_held_by",
    "is_over",
    "keep",
    "let_go",
    "people_of",
]
