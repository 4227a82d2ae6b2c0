"""The book of postcodes: what it finds, and how uncertain it says each centre is."""

from __future__ import annotations

import pytest
from drawn.book import book_of

from geodata.postcodes import PostcodeBook


def test_imputed_postcodes_far_from_others_are_three_spacings_uncertain():
    book = book_of({"LU11AA": (509_000, 221_000, 50), "LU11AB": (509_200, 221_000, 30)})
    assert book.uncertainty_m(0) == 600
    assert book.uncertainty_m(1) == 250


def test_a_postcode_alone_in_the_book_is_as_uncertain_as_the_widest_search():
    assert book_of({"LU11AA": (509_000, 221_000, 10)}).uncertainty_m(0) == 32_000


def test_two_postcodes_at_one_point_are_fifty_metres_uncertain():
    assert (
        book_of({"LU11AA": (509_000, 221_000, 10), "LU11AB": (509_000, 221_000, 10)}).uncertainty_m(0) == 50
    )


def test_a_book_refuses_keys_that_would_be_copied_at_each_look_up():
    book = book_of({"LU11AA": (509_200, 221_200, 10), "LU17AA": (0, 0, 90)})
    with pytest.raises(ValueError, match="S7"):
        PostcodeBook(book.key.astype("S8"), book.x, book.y, book.quality, book.index)
    with pytest.raises(ValueError, match="one length"):
        PostcodeBook(book.key, book.x[1:], book.y, book.quality, book.index)


def test_longer_text_never_matches_a_shorter_key():
    assert book_of({"EC1A1BB": (532_000, 181_000, 10)}).find(["EC1A1BBX", "EC1A1BB"]) == {"EC1A1BB": 0}
