from respondents.urls import answering_urls
from surveys.domain.definition import RESERVED_SECTIONS


def test_no_section_can_be_called_like_a_page_of_ours() -> None:
    """A section's code is part of the address of its pages, below the same link."""
    below_the_link = [str(url.pattern).removeprefix("u/<token>/").strip("/") for url in answering_urls]

    ours = {name for name in below_the_link if name.isalpha()}
    assert "antwoorden" in ours
    assert ours - RESERVED_SECTIONS == set()
