"""What the machine proposes: which element of the new version takes the place of which of the old one."""
import pytest

from app.cases.migration import mapping
from app.engine import compile_bundle
from tests.engine.diagram import definitions, end, flow, process, script, start, user
from tests.support.district import starter_files
from tests.support.second_whistle import second


def task(id, name, **properties):
    return user(id, **properties).replace(f'name="{id}"', f'name="{name}"', 1)


def line(*nodes, id="p"):
    """[(id, xml)] one after the other."""
    return process(start(), *(xml for _id, xml in nodes), end(), flow("s", *(n for n, _xml in nodes), "e"), id=id)


def proposed(old, new) -> dict[str, tuple]:
    bundles = (compile_bundle({"test.bpmn": content}) for content in (old, new))
    return {pair.node: (pair.to and pair.to[1], pair.sure) for pair in mapping.propose(*bundles)}


A, B, C = ("a", task("a", "起草")), ("b", task("b", "审核")), ("c", task("c", "签发"))
PROPOSALS = [
    ("the same id", line(A, B), line(A, B, C), {"a": ("a", 1.0), "b": ("b", 1.0)}),
    ("the same name", line(A, B), line(A, ("b2", task("b2", "审核"))), {"b": ("b2", 0.9)}),
    ("the same act", line(A, ("b", task("b", "审核", act="review"))), line(A, ("x", task("x", "把关", act="review"))), {"b": ("x", 0.8)}),
    ("the same form", line(A, ("b", task("b", "审核", form="f"))), line(A, ("x", task("x", "把关", form="f"))), {"b": ("x", 0.75)}),
    ("the same neighbours", line(A, B, C), line(A, ("x", task("x", "把关")), C), {"b": ("x", 0.6)}),
    ("a name that two have tells nothing", line(("b", task("b", "审核")), ("c", task("c", "审核"))), line(("x", task("x", "审核")), ("y", task("y", "审核"))), {"b": (None, 0.0), "c": (None, 0.0)}),
    ("another kind under the same id", line(A, B), line(A, ("b", script("b"))), {"b": (None, 0.0)}),
    ("nothing like it", line(A, B, C), line(A), {"b": (None, 0.0), "c": (None, 0.0)}),
]


@pytest.mark.parametrize("old, new, expected", [row[1:] for row in PROPOSALS], ids=[row[0] for row in PROPOSALS])
def test_elements_are_recognised_by(old, new, expected):
    assert expected.items() <= proposed(old, new).items()


def test_a_process_of_another_id_is_recognised_by_what_is_in_it():
    old, new = (compile_bundle({"test.bpmn": line(A, B, C, id=id)}) for id in ("p", "p2"))
    pairs = mapping.propose(old, new)
    assert {p.to for p in pairs if p.node == "b"} == {("p2", "b")}
    assert mapping.as_mapping(mapping.rows(pairs))["p", ""] == ("p2", "")


def test_of_the_products_own_processes_only_what_was_changed_is_asked_about():
    files = {n: c for n, c in starter_files().items() if not n.endswith(".form")}
    pairs = mapping.propose(compile_bundle(files), compile_bundle(files | {"whistle_report.bpmn": second()}))
    assert [(p.node, p.to) for p in pairs if not p.same] == [("ut04_issue", ("whistle_report", "ut04_sign"))]


def test_what_was_chosen_by_hand_stands_in_place_of_the_proposal():
    old, new = (compile_bundle({"test.bpmn": content}) for content in (line(A, B), line(A, ("b2", task("b2", "审核")), C)))
    pairs = {p.node: p for p in mapping.completed(mapping.propose(old, new), [["p", "b", "p", "c"]], new)}
    assert (pairs["b"].to, pairs["b"].why, pairs["a"].to) == (("p", "c"), "人工指定", ("p", "a"))
    pairs = {p.node: p for p in mapping.completed(mapping.propose(old, new), [["p", "b", None, None]], new)}
    assert pairs["b"].to is None


def test_a_file_with_two_processes_is_mapped_process_by_process():
    body = lambda *xml: start() + "".join(xml) + end()      # noqa: E731 because it is said once here
    old = definitions(f'<process id="p">{body(user("a"))}{flow("s", "a", "e")}</process>', f'<process id="q">{start("s2")}{user("a2")}{end("e2")}{flow("s2", "a2", "e2")}</process>')
    assert {n: to for n, (to, _sure) in proposed(old, old).items()} == {n: n for n in ("s", "a", "e", "s2", "a2", "e2")}
