from surveys.templatetags.words import with_breaks


def test_with_breaks_lets_a_line_break_after_a_slash_and_escapes_the_rest() -> None:
    assert with_breaks("beleid/zorg/<b> & 't") == "beleid/<wbr>zorg/<wbr>&lt;b&gt; &amp; &#x27;t"
    assert with_breaks("Weet niet") == "Weet niet"
