"""Two people change one file: what goes together is together, what does not is told, nothing is lost in silence."""
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.definitions.merging import FILE, LAYOUT, diagrams, merge, records, resolve, tables
from app.engine import check_files
from app.engine.markup import local
from app.forms import schema
from app.rules import dmn
from tests.definitions.merging.changing import DIAGRAM, FORM, ROOT, TABLE, Drawing, Fields

TASKS = [u.key for u in diagrams.side(DIAGRAM).values() if local(u.source) == "userTask"]
FLOWS = [u.key for u in diagrams.side(DIAGRAM).values() if local(u.source) == "sequenceFlow"]
RULES = [u.key for u in tables.side(TABLE).values() if local(u.source) == "rule"]


def meaning(kind: str, content: bytes) -> dict:
    """{unit: (what it says, where it is, what is in it)}; of lists of flows and lanes the order says nothing."""
    side = {"bpmn": diagrams.side, "dmn": tables.side}.get(kind, lambda c: records.side(kind, c))(content)
    ordered = kind != "bpmn"
    return {key: (u.own, u.parent, u.inside if ordered else tuple(sorted(u.inside))) for key, u in side.items()}


def together(kind: str, base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """Merged without conflict, the same from either side."""
    one, other = merge(kind, base, mine, theirs), merge(kind, base, theirs, mine)
    assert one.conflicts == () and other.conflicts == (), one.conflicts
    assert meaning(kind, one.content) == meaning(kind, other.content)
    return one.content


# ---- diagrams -------------------------------------------------------------------------------------------------------------
def drawn() -> Drawing:
    return Drawing(DIAGRAM)


DISJOINT = {
    "two properties of two tasks": (lambda d: d.set_property(TASKS[0], "role", "server"), lambda d: d.rename(TASKS[1], "留置送达并拍照")),
    "a name and a place": (lambda d: d.rename(TASKS[0], "送达"), lambda d: d.move(TASKS[0], 30)),
    "a new step and a new role": (lambda d: d.insert(FLOWS[0], "extra"), lambda d: d.set_property(TASKS[0], "role", "server")),
    "two new steps": (lambda d: d.insert(FLOWS[0], "extra_1"), lambda d: d.insert(FLOWS[-1], "extra_2")),
    "a step less and a step more": (lambda d: d.remove("ut_notice_record"), lambda d: d.insert(FLOWS[0], "extra")),
    "a step less, and the place of another": (lambda d: d.remove("ut_notice_record"), lambda d: d.move(TASKS[0], 30)),
    "a step less and its place": (lambda d: d.remove("ut_notice_record"), lambda d: d.move("ut_notice_record", 30)),
    "a new step on either side of a task": (lambda d: d.insert("f_j1_try__ut02_serve", "extra_1"), lambda d: d.insert("f_ut02_serve__x1_result", "extra_2")),
}


@pytest.mark.parametrize("what", DISJOINT)
def test_changes_in_two_places_both_survive(what):
    mine, theirs = (change(drawn()).done() for change in DISJOINT[what])
    merged = together("bpmn", DIAGRAM, mine, theirs)
    for side in (mine, theirs):
        assert changed(DIAGRAM, side).items() <= meaning_alone(merged).items()
        assert not (meaning_alone(DIAGRAM).keys() - meaning_alone(side).keys()) & meaning_alone(merged).keys()
    assert not _new_errors(merged, mine, theirs)


def meaning_alone(content: bytes) -> dict:
    """{unit: (what it says, where it is)}, without the drawing."""
    return {key: (unit.own, unit.parent) for key, unit in diagrams.side(content).items() if unit.drawn is None}


def changed(base: bytes, side: bytes) -> dict:
    before = meaning_alone(base)
    return {key: unit for key, unit in meaning_alone(side).items() if before.get(key) != unit}


CLASHES = {
    "two names": (lambda d: d.rename(TASKS[0], "甲"), lambda d: d.rename(TASKS[0], "乙"), {TASKS[0]}),
    "two roles": (lambda d: d.set_property(TASKS[0], "role", "officer"), lambda d: d.set_property(TASKS[0], "role", "server"), {TASKS[0]}),
    "taken away and changed": (lambda d: d.remove("ut_notice_record"), lambda d: d.rename("ut_notice_record", "记一笔"), {"ut_notice_record"}),
    "taken away and gone on from": (lambda d: d.cut("ut_notice_record"), lambda d: d.insert("f_ut_notice_record__j2_served", "extra"),
                                    {"f_ut_notice_record__j2_served", "ut_notice_record"}),
    "two places of two tasks": (lambda d: d.move(TASKS[0], 30).move(TASKS[1], 30), lambda d: d.move(TASKS[0], 60).move(TASKS[1], 60), {LAYOUT}),
}


@pytest.mark.parametrize("what", CLASHES)
def test_what_both_changed_is_told_with_both_texts(what):
    one, other, units = CLASHES[what]
    mine, theirs = one(drawn()).done(), other(drawn()).done()
    merged = merge("bpmn", DIAGRAM, mine, theirs)
    assert merged.content is None and {c.unit for c in merged.conflicts} == units
    assert all(c.name and (c.mine or c.theirs) for c in merged.conflicts)
    assert {c.unit for c in merge("bpmn", DIAGRAM, theirs, mine).conflicts} == units


def test_a_conflict_says_what_each_side_says_in_words():
    [conflict] = merge("bpmn", DIAGRAM, drawn().set_property("ut02_serve", "role", "officer").done(),
                       drawn().set_property("ut02_serve", "role", "server").done()).conflicts
    assert conflict.name == "人工任务“送达执法文书”"
    assert ("岗位：officer" in conflict.mine, "岗位：server" in conflict.theirs, "岗位：officer|lead_officer|server" in conflict.base) == (True,) * 3


@pytest.mark.parametrize(("choice", "name"), [("mine", "甲"), ("theirs", "乙")])
def test_a_choice_settles_it_and_the_rest_of_both_stays(choice, name):
    mine = drawn().rename(TASKS[0], "甲").insert(FLOWS[0], "extra").done()
    theirs = drawn().rename(TASKS[0], "乙").rename(TASKS[1], "丙").done()
    merged = resolve("bpmn", DIAGRAM, mine, theirs, {TASKS[0]: choice})
    called = {key: u.source.get("name") for key, u in diagrams.side(merged.content).items()}
    assert (called[TASKS[0]], called[TASKS[1]], "extra" in called) == (name, "丙", True)


def test_who_keeps_what_the_other_took_away_keeps_its_flows_and_its_drawing():
    mine, theirs = drawn().rename("ut_notice_record", "记一笔").done(), drawn().cut("ut_notice_record").done()
    kept = resolve("bpmn", DIAGRAM, mine, theirs, {"ut_notice_record": "mine"})
    assert meaning("bpmn", kept.content) == meaning("bpmn", mine)
    gone = resolve("bpmn", DIAGRAM, mine, theirs, {"ut_notice_record": "theirs"})
    assert meaning("bpmn", gone.content) == meaning("bpmn", theirs)


def test_what_together_cannot_run_is_a_conflict_of_the_whole():
    """Each removes one of the two ways to the end; together nothing leads there."""
    both = [drawn().cut(id).done() for id in ("ut03_leave", "ut_notice")]
    merged = merge("bpmn", DIAGRAM, *both)
    assert [c.unit for c in merged.conflicts] == [FILE] or merged.content and not _new_errors(merged.content, *both)


def _new_errors(content, *sides):
    known = {(p.code, p.element) for side in sides for p in check_files({"x.bpmn": side})}
    return [p for p in check_files({"x.bpmn": content}) if p.level == "error" and (p.code, p.element) not in known]


NO_XML = [b"", b"<a", b"not xml", b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', b"<a/>"]
NO_JSON = [b"", b"{", b"[]", b"3"]
GOOD = {"bpmn": DIAGRAM, "dmn": TABLE, "form": FORM, "test": b'{"scenarios": [{"name": "a"}]}'}
UNREADABLE = [*((kind, bad) for kind in ("bpmn", "dmn") for bad in NO_XML), *((kind, bad) for kind in ("form", "test") for bad in NO_JSON),
              ("bpmn", DIAGRAM.replace(b'id="ut02_serve"', b'id="start"', 1)), ("dmn", TABLE.replace(b' id="D09_leniency_r1"', b"", 1)),
              ("form", b'{"components": 3}'), ("form", b'{"components": [{"type": "x"}]}'), ("test", b'{"scenarios": [{"name": "a"}, {"name": "a"}]}')]


@pytest.mark.parametrize(("kind", "bad"), UNREADABLE)
def test_what_cannot_be_taken_apart_is_a_conflict_of_the_whole(kind, bad):
    good = GOOD[kind]
    changed = good.replace(b"<", b"<!-- x --><", 1) if kind in ("bpmn", "dmn") else good + b" "
    [conflict] = merge(kind, good, bad, changed).conflicts
    assert conflict.unit == FILE and conflict.name.startswith("整个文件（")
    assert [resolve(kind, good, bad, changed, {FILE: side}).content for side in ("mine", "theirs")] == [bad, changed]


def test_comments_and_what_others_understand_stay():
    odd = DIAGRAM.replace(b"<bpmn:userTask ", b'<!-- kept --><bpmn:userTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:asyncBefore="true" ', 1)
    merged = together("bpmn", odd, Drawing(odd).insert(FLOWS[0], "extra").done(), Drawing(odd).rename(TASKS[1], "改").done())
    assert b"camunda:asyncBefore" in merged and b"<!-- kept -->" in merged


# ---- at random ------------------------------------------------------------------------------------------------------------
def edits(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=4)


EDIT = st.one_of(
    st.tuples(st.just("rename"), st.sampled_from(TASKS), st.sampled_from("甲乙丙")), st.tuples(st.just("move"), st.sampled_from(TASKS), st.integers(1, 99)),
    st.tuples(st.just("set_property"), st.sampled_from(TASKS), st.just("role"), st.sampled_from(["server", "officer"])),
    st.tuples(st.just("insert"), st.sampled_from(FLOWS), st.sampled_from(["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"])))


def edited(content: bytes, steps) -> bytes:
    drawing, known = Drawing(content), set()
    for verb, *given_ in steps:
        if verb == "insert" and given_[1] in known:
            continue
        known |= {given_[1]} if verb == "insert" else set()
        getattr(drawing, verb)(*given_)
    return drawing.done()


def touched(steps) -> set[str]:
    return {s[1] for s in steps} | {s[2] for s in steps if s[0] == "insert"}


@settings(max_examples=25, deadline=None)
@given(edits(EDIT))
def test_with_a_side_that_changed_nothing_the_other_comes_out(steps):
    mine = edited(DIAGRAM, steps)
    rewritten = Drawing(DIAGRAM).done()
    assert meaning("bpmn", together("bpmn", DIAGRAM, mine, rewritten)) == meaning("bpmn", mine)


@settings(max_examples=40, deadline=None)
@given(edits(EDIT), edits(EDIT))
@example([("rename", "ut03_leave", "甲"), ("move", "ut03_leave", 2)], [("move", "ut03_leave", 1)])
def test_whatever_two_do_nothing_is_lost_and_no_side_comes_first(mine_steps, their_steps):
    mine, theirs = edited(DIAGRAM, mine_steps), edited(DIAGRAM, their_steps)
    one, other = merge("bpmn", DIAGRAM, mine, theirs), merge("bpmn", DIAGRAM, theirs, mine)
    assert {(c.unit, c.mine, c.theirs) for c in one.conflicts} == {(c.unit, c.theirs, c.mine) for c in other.conflicts}
    if not touched(mine_steps) & touched(their_steps):
        assert one.conflicts == ()
    if one.content is not None:
        assert meaning("bpmn", one.content) == meaning("bpmn", other.content)
        base, both = meaning("bpmn", DIAGRAM), meaning("bpmn", one.content)
        for side in (meaning("bpmn", mine), meaning("bpmn", theirs)):
            assert all(both[key][:2] == unit[:2] for key, unit in side.items() if base.get(key, ())[:2] != unit[:2])
        assert not _new_errors(one.content, mine, theirs)
    for choice in ("mine", "theirs"):
        settled = resolve("bpmn", DIAGRAM, mine, theirs, {c.unit: choice for c in one.conflicts})
        assert settled.content is not None or {c.unit for c in settled.conflicts} == {FILE}


@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*.bpmn")), ids=lambda p: p.stem)
def test_every_diagram_of_ours_goes_through_unchanged(path):
    content = path.read_bytes()
    written = diagrams.together(content, content, content, {})
    assert written[1] == [] and meaning("bpmn", written[0]) == meaning("bpmn", content)


# ---- tables ---------------------------------------------------------------------------------------------------------------
def table() -> Drawing:
    return Drawing(TABLE)


def grid(content: bytes) -> dict[str, list[str]]:
    """{row: texts of its cells}"""
    root = Drawing(content).root
    return {r.get("id"): ["".join(e.itertext()).strip() for e in r if local(e).endswith("Entry")] for r in root.iter("{*}rule")}


def test_cells_rows_and_columns_of_two_go_together():
    mine = table().cell(RULES[0], 3, "true").add_rule(RULES[1], "mine_row", "false").done()
    theirs = table().cell(RULES[0], 4, "false").add_input("D09_leniency_i3", "their_column", "harm").remove_rule(RULES[2]).done()
    merged = together("dmn", TABLE, mine, theirs)
    rows = grid(merged)
    assert list(rows)[:3] == [RULES[0], RULES[1], "mine_row"] and RULES[2] not in rows
    assert rows[RULES[0]][2:6] == ["-", "-", "true", "false"] and rows["mine_row"][:3] == ["false", "true", "-"]
    assert dmn.load(merged).problems == [] and len({len(row) for row in rows.values()}) == 1


TABLE_CLASHES = {
    "one cell": (lambda t: t.cell(RULES[0], 0, "true or false"), lambda t: t.cell(RULES[0], 0, "false"), {f"{RULES[0]} D09_leniency_i1"}),
    "a row taken away and changed": (lambda t: t.remove_rule(RULES[1]), lambda t: t.cell(RULES[1], 0, "true"), {f"{RULES[1]} D09_leniency_i1", RULES[1]}),
    "two orders where the first row counts": (lambda t: t.swap_rules(RULES[0], RULES[1]), lambda t: t.swap_rules(RULES[0], RULES[2]),
                                              {"order D09_leniency_table"}),
}


@pytest.mark.parametrize("what", TABLE_CLASHES)
def test_what_both_changed_in_a_table_is_told(what):
    one, other, units = TABLE_CLASHES[what]
    mine, theirs = one(table()).done(), other(table()).done()
    merged = merge("dmn", TABLE, mine, theirs)
    assert {c.unit for c in merged.conflicts} <= units and merged.conflicts
    for choice, side in (("mine", mine), ("theirs", theirs)):
        settled = resolve("dmn", TABLE, mine, theirs, {unit: choice for unit in units})
        assert grid(settled.content) == grid(side)


def test_a_cell_is_named_by_its_row_and_column():
    [conflict] = merge("dmn", TABLE, table().cell(RULES[2], 5, '"more"').done(), table().cell(RULES[2], 5, '"minor"').done()).conflicts
    assert (conflict.name, conflict.mine, conflict.theirs) == ("第 3 行“危害后果”", '"more"', '"minor"')


CELL = st.tuples(st.just("cell"), st.sampled_from(RULES), st.integers(0, 6), st.sampled_from(["-", "true"]))
ROW = st.tuples(st.just("add_rule"), st.sampled_from(RULES), st.sampled_from(["n1", "n2", "n3"]))


@settings(max_examples=40, deadline=None)
@given(edits(st.one_of(CELL, ROW)), edits(st.one_of(CELL, ROW)))
def test_whatever_two_do_to_a_table_it_stays_a_table(mine_steps, their_steps):
    def change(steps, mark):
        one = table()
        for n, (verb, row, *more) in enumerate(steps):
            getattr(one, verb)(row, *(more if verb == "cell" else [f"{mark}{n}"]))
        return one.done()

    mine, theirs = change(mine_steps, "m"), change(their_steps, "t")
    merged = merge("dmn", TABLE, mine, theirs)
    if {s[1:3] for s in mine_steps if s[0] == "cell"}.isdisjoint(s[1:3] for s in their_steps if s[0] == "cell"):
        assert merged.conflicts == ()
        assert {k for side in (mine, theirs) for k in grid(side)} == set(grid(merged.content))
    if merged.content:
        assert meaning("dmn", merged.content) == meaning("dmn", merge("dmn", TABLE, theirs, mine).content)
        assert dmn.load(merged.content).problems == []


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*.dmn")), ids=lambda p: p.stem)
def test_every_table_of_ours_goes_through_unchanged(path):
    content = path.read_bytes()
    written = tables.together(content, content, content, {})
    assert written[1] == [] and meaning("dmn", written[0]) == meaning("dmn", content)


# ---- forms and tests --------------------------------------------------------------------------------------------------------
def fields() -> Fields:
    return Fields(FORM)


def test_fields_of_two_go_together_each_in_its_place():
    known = fields().ids()
    mine, theirs = fields().add(1, "mine").set(known[0], label="意见").done(), fields().remove(known[1]).add(len(known) - 1, "theirs").done()
    merged = together("form", FORM, mine, theirs)
    assert Fields(merged).ids() == [known[0], "mine", *known[2:], "theirs"]
    assert json.loads(merged)["components"][0]["label"] == "意见" and schema.load(merged)


def test_a_field_that_both_changed_is_told_in_words():
    known = fields().ids()[0]
    [conflict] = merge("form", FORM, fields().set(known, label="甲").done(), fields().set(known, label="乙").done()).conflicts
    assert (conflict.unit, conflict.name) == (known, "栏目“甲”") and "名称：甲" in conflict.mine and "名称：乙" in conflict.theirs


def test_the_order_of_fields_follows_who_moved_them():
    form = fields()
    form.form["components"].reverse()
    merged = together("form", FORM, form.done(), fields().set(fields().ids()[0], label="意见").done())
    assert Fields(merged).ids() == fields().ids()[::-1]


def scenarios(**named) -> bytes:
    return json.dumps({"process": "p", "scenarios": [{"name": name, "data": data} for name, data in named.items()]}).encode()


def test_scenarios_go_together_by_name():
    base = scenarios(one=1, two=2)
    merged = together("test", base, scenarios(one=1, two=3), scenarios(one=1, two=2, three=3))
    assert {s["name"]: s["data"] for s in json.loads(merged)["scenarios"]} == {"one": 1, "two": 3, "three": 3}
    assert [c.unit for c in merge("test", base, scenarios(one=5, two=2), scenarios(one=6, two=2)).conflicts] == ["one"]


@pytest.mark.parametrize(("mine", "theirs"), [(None, b"x"), (b"x", None)])
def test_a_file_that_one_deleted_and_the_other_changed_is_a_conflict(mine, theirs):
    assert [c.unit for c in merge("form", FORM, mine, theirs).conflicts] == [FILE]
    assert resolve("form", FORM, mine, theirs, {FILE: "mine"}).content == mine
    assert merge("form", FORM, None, FORM).content is None and merge("form", FORM, None, FORM).conflicts == ()
