from placement_check.sources import sources_of

BUILT, ABSENT, FAILED = ({"status": s} for s in ("built", "absent", "failed"))
ASKED = {"classes": ["a", "b"], "also_layers": ["x:one", "x:two", "y"], "fallback_layers": ["z:old", "w"]}


def test_a_question_rests_on_its_layer_and_on_every_other_that_it_names():
    layers = {"own": BUILT, "x": BUILT, "y": BUILT, "z": BUILT}
    assert sources_of(layers, "own", ASKED) == [("own", ("a", "b")), ("x", ("one", "two")), ("y", ())]


def test_a_layer_that_must_answer_is_named_though_it_is_not_held():
    layers = {"own": BUILT, "x": ABSENT, "y": FAILED}
    assert [name for name, _ in sources_of(layers, "own", ASKED)] == ["own", "x", "y"]


def test_where_its_file_is_not_held_those_that_stand_in_and_are_held_answer():
    assert sources_of({"own": ABSENT, "z": BUILT, "w": ABSENT}, "own", ASKED) == [("z", ("old",))]
    assert sources_of({"own": ABSENT, "z": BUILT, "w": BUILT}, "own", ASKED) == [("z", ("old",)), ("w", ())]


def test_nothing_stands_in_for_a_file_that_failed_its_checks():
    assert sources_of({"own": FAILED, "z": BUILT}, "own", ASKED)[0] == ("own", ("a", "b"))


def test_without_a_layer_that_stands_in_the_question_stays_with_its_own():
    for layers in ({"own": ABSENT}, {"own": ABSENT, "z": FAILED}):
        assert sources_of(layers, "own", ASKED)[0] == ("own", ("a", "b"))
    assert sources_of({"own": ABSENT}, "own", {"classes": [], "also_layers": []}) == [("own", ())]
