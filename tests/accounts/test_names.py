"""Which names can be had, and which look like others."""

import pytest

from forum.accounts.names import UnfitName, name_key, name_skeleton, prepared_name
from forum.app import Forum

GOOD = ["Wren", "wren_of-the.hill", "Jürgen", "Ольга", "王小明", "さくらサクラ", "k9runner", "Zoë"]
BAD = {
    "ab": "short",
    "x" * 31: "long",
    "two words": "space",
    "a/b/c": "slash",
    "me@home": "at",
    "12345": "no letter",
    ".hidden": "punctuation first",
    "line\nbreak": "control",
    "nul\x00nul": "nul",
    "wr\u200ben": "zero width",
    "wrеn": "Cyrillic e among Latin letters",
    "ρaul": "Greek rho among Latin letters",
}
RESERVED = [
    "admin",
    "Admin",
    "ADMIN",
    "adm1n",
    "admín",
    "ad.min",
    "m0derator",
    "rnoderator",
    "LDN",
    "1dn",
    "team",
    "Staff",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_name_of_one_alphabet_is_kept_as_written(app: Forum, name: str) -> None:
    with app.test_request_context():
        assert prepared_name(name) == name


@pytest.mark.parametrize("name", BAD, ids=list(BAD.values()))
def test_an_unfit_name_is_refused_with_a_sentence(app: Forum, name: str) -> None:
    with app.test_request_context(), pytest.raises(UnfitName, match=r"\.$"):
        prepared_name(name)


@pytest.mark.parametrize("name", RESERVED)
def test_nobody_can_pass_for_the_team(app: Forum, name: str) -> None:
    with app.test_request_context(), pytest.raises(UnfitName):
        prepared_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("scope", "ѕсоре"),
        ("HATA", "НАТА"),
        ("Paul_1", "paull"),
        ("Marnie", "mamie"),
        ("José", "jose"),
        ("bob-x", "bobx"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert name_skeleton(one) == name_skeleton(other)


def test_names_that_look_different_have_two() -> None:
    assert name_skeleton("wren") != name_skeleton("wrem")
    assert name_skeleton("anna") != name_skeleton("hanna")


def test_case_and_width_make_no_other_name() -> None:
    assert name_key("Ｗren") == name_key("wREN") == "wren"
