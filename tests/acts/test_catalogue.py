"""The list of guards and the catalogue belong together, and what people read of them is whole."""
import re

import pytest

from app.acts.catalogue import ACTS
from app.acts.guards import GUARDS
from app.acts.guards.base import guard

REQUIRED_BY_LAW = [
    ("decide", {"E-17-1", "E-38-1", "E-42-1", "E-54-1", "E-36-1", "E-27-1", "E-44-1", "E-62-1", "E-45-1", "E-63-2", "E-58-1", "E-57-2",
                "E-57-3", "E-57-6", "E-28-1", "E-59-1", "E-33-1", "E-33-2", "E-30-1"}),
    ("decide_on_spot", {"E-17-1", "E-38-1", "E-42-1", "E-51-1", "E-52-1", "E-44-1", "E-62-1", "E-45-1", "E-28-1", "E-36-1", "E-27-1", "E-58-1"}),
    ("decide_no_penalty", {"E-17-1", "E-54-1", "E-27-1", "E-57-3", "E-33-3"}),
    ("file_case", {"E-17-1", "E-38-1", "E-42-1", "E-42-2", "E-54-2", "E-36-1"}),
    ("review", {"E-58-2", "E-58-3", "E-58-4"}),
    ("serve", {"E-42-1", "E-61-1", "E-61-2"}),
    ("collect", {"E-67-1", "E-68-1", "E-70-1"}),
    ("close", {"E-66-1"}),
    ("archive", {"E-47-1"}),
]


@pytest.mark.parametrize("code, guards", REQUIRED_BY_LAW, ids=[row[0] for row in REQUIRED_BY_LAW])
def test_each_act_carries_its_guards(code, guards):
    assert guards <= {g.code for g in ACTS[code].guards}


@pytest.mark.parametrize("one", GUARDS, ids=[g.code for g in GUARDS])
def test_every_guard_can_be_listed(one):
    assert re.fullmatch(r"E-[0-9A-Z]+-\d+", one.code)
    assert set(one.acts) <= set(ACTS) and one.acts
    assert one.article.startswith("《") and one.sentence.endswith("。") and one.quote
    assert one.cited().startswith("（大意）") != one.literal, "a paraphrase is never shown as the words of the law"
    assert one.cited().count("**") == (2 if one.decisive else 0)


def test_two_guards_never_share_a_code():
    with pytest.raises(ValueError, match="there twice"):
        guard(GUARDS[0].code, article="《法》", quote="甲", sentence="乙。", acts=("decide",))(lambda view: None)


def test_decisive_words_stand_in_the_quote():
    with pytest.raises(ValueError, match="not in the quote"):
        guard("E-99-9", article="《法》", quote="甲", sentence="乙。", acts=("decide",), decisive="丙")(lambda view: None)


def test_acts_are_named_and_grounded():
    for code, act in ACTS.items():
        assert act.code == code and act.name and act.article.startswith("《行政处罚法》")
