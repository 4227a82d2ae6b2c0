from placement_check.records import wording


def test_the_sentences_of_the_method_stand_word_for_word():
    assert wording.HEADER == (
        "This report describes documented features of a location. It does not assess a home, a provider or a child, "
        "and it does not say that any place is safe or unsafe."
    )
    assert wording.MISSING == "No usable data: {reason}. This is not evidence of low risk."
    assert wording.ZERO == (
        "No recorded events in {n} covered months. With 95 % confidence the underlying rate is below {upper}."
    )
    assert wording.PLANNING == (
        "Nothing in this report is evidence about the conduct of children who may live at the home."
    )
    assert wording.HUMAN == "A named professional must record a decision before this report is relied on."


def test_the_words_never_said_of_a_place_are_listed_with_a_blank_for_a_hyphen():
    assert set(wording.FORBIDDEN) == {
        "safe",
        "unsafe",
        "dangerous",
        "low risk",
        "no go",
        "crime free",
        "hotspot",
    }


def test_every_domain_of_a_finding_has_a_title():
    from placement_check.assess import DOMAINS

    assert list(wording.DOMAINS) == list(DOMAINS)
