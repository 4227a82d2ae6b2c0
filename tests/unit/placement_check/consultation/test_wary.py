import pytest
from drawn.commands import ROOT

from placement_check.consultation.wary import PATTERNS, UNREAD, warnings, warnings_of

ORDINARY = [
    "Searched to 31 May; the station was looked at in 2024.",
    "A 12 bed home at a 3 way crossing; to 30 places, in 10 day blocks.",
    "Regulation 11(2)(d)(ii) of SI 2010/959, section 47, E08000005, OL16 1AE, LU6 1LH, SW1A 1AA.",
    "Record EX-REL-1, plan version 3, reviewed twice. It is called in by the panel.",
    "Head of commissioning, children's services; the duty team of the area authority.",
    "ab" * 32,
    "SOT-2024-17, LUT-2024-0417, EX-AB12-CDE-1, REF 2024, KPI 2024/25.",
    "Consulted Rochdale, then Central Bedfordshire and Greater Manchester Police; Stoke-on-Trent City Council.",
    "Director of Children's Services, Head of Placements, Placement Notifications Team, Emergency Duty Team.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_passes_without_a_warning(text):
    assert warnings(text) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Mr X said so", "a name"), ("dr xyz said so", "a name"), ("J. Xyz said so", "a name"),
        ("a child called Xyz", "a name"), ("aka Xyz", "a name"), ("Surname: Xyz", "a name"), ("Name: Xyz", "a name"),
        ("3/5/2011", "a full date, which may be of birth"), ("3rd of May 2011", "a full date, which may be of birth"),
        ("May 3, 2011", "a full date, which may be of birth"), ("d.o.b. known", "a full date, which may be of birth"),
        ("07700 900123", "a telephone number"), ("+44 (0)7700 900 123", "a telephone number"),
        ("(01632) 960 123", "a telephone number"), ("AB12 CDE", "a vehicle number"), ("ab12cde", "a vehicle number"),
        ("AB 12 CDE", "a vehicle number"), ("A123 BCD", "a vehicle number"), ("ABC 123D", "a vehicle number"),
        ("spoke to Xyz Abcd", "a name"), ("Xyz Abcd", "a name"), ("we saw Xyz York", "a name"),
        ("JB dob 03/05/12", "a full date, which may be of birth"),
        ("born 3.5.12", "a full date, which may be of birth"),
        ("write to x.y@example.org", "an e-mail address"), ("943 476 5919", "a National Health Service number"),
    ],
)  # fmt: skip
def test_what_looks_like_a_person_is_warned_of(text, what):
    found = warnings(text, "reasons")
    assert what in [w.what for w in found]
    assert "'reasons' may hold" in str(found[0])
    assert "No person is named in a case" in str(found[0])


def test_each_sort_is_warned_of_once():
    assert len(warnings("Mr X, Mr Y and Mrs Z")) == 1
    assert len(PATTERNS) == 6


def test_what_the_program_writes_is_not_read():
    assert warnings_of(dict.fromkeys(UNREAD, "Mr X")) == ()
    assert warnings_of({"age": 14, "departs": True, "none": None}) == ()


def test_the_examples_pass_without_a_warning():
    for path in sorted((ROOT / "docs/examples/consultation").rglob("*.toml")):
        for line in path.read_text("utf-8").splitlines():
            words = (
                line.partition("=")[2]
                if not line.startswith(
                    ("happened", "conversation_at", "to =", "last_", "reuse", "proposed_start")
                )
                else ""
            )
            if "secure portal" not in words and not line.startswith(("case", "sha256")):
                assert warnings(words.partition(" # ")[0]) == (), line
