"""A test file that is written wrongly says where and how it should be."""
import json

import pytest

from app.definitions.scenarios import load

GOOD = {"process": "permit", "scenarios": [{"name": "甲", "actions": ["ask"], "expect": {"open": ["ask"]}}]}


def wrong(content) -> list[str]:
    raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    suite, problems = load("permit.test", raw)
    assert (suite is None) == bool(problems)
    assert all(p.file == "permit.test" and p.level == "error" for p in problems)
    return [problem.sentence for problem in problems]


def scenario(**more) -> dict:
    return {"process": "permit", "scenarios": [{"name": "甲", **more}]}


def test_a_good_file_is_read():
    suite, problems = load("permit.test", json.dumps(GOOD).encode())
    assert problems == [] and suite.scenarios[0].play.actions == ({"submit": "ask"},)


@pytest.mark.parametrize("content, sentence", [
    (b"{", "不是 JSON：第 1 行第 2 个字处写错了。"), (b"\xff", "文件不是 UTF-8 编码的文字。"), (b"[]", "最外层要是对象 {…}。"),
    (b"[" * 100_000, "不是 JSON，或者嵌套太深。"), (b'{"process": "p", "x": ' + b"[" * 60 + b"]" * 60 + b"}", "嵌套超过 40 层。"), (b" " * 1_000_001, "文件超过 1000 kB。"),
    ({"scenarios": []}, "缺“process”。"), ({"process": "p"}, "缺“scenarios”。"),
    ({**GOOD, "clock": "morgen"}, "clock：要是日期时间，如 2026-11-23T09:00。"),
    ({**GOOD, "colour": 1}, "“colour”不认识，可以写 clock、case、data、services、stand_ins、fill、title、process、scenarios。"),
    ({"process": "p", "scenarios": [1]}, "scenarios[0]：每个测试是一个对象，“name”要写名称，不超过 80 字。"),
    ({"process": "p", "scenarios": [{"name": "甲"}, {"name": "甲"}]}, "有两个测试都叫“甲”。"),
    (scenario(actions=[{"fly": 1}]), "scenarios[0].actions[0]：一步只做一件事：submit、advance、message、signal、answer、case、retry、cancel 之一。"),
    (scenario(actions=[{"submit": "a", "advance": "PT1H"}]), "scenarios[0].actions[0]：一步只做一件事：submit、advance、message、signal、answer、case、retry、cancel 之一。"),
    (scenario(actions=[{"submit": 1}]), "scenarios[0].actions[0].submit：要是文字。"),
    (scenario(actions=["a"] * 401), "scenarios[0]：一个测试最多 400 步。"),
    (scenario(expect={"state": "happy"}), "scenarios[0].expect.state：要是 completed、waiting、cancelled、error 之一。"),
    (scenario(expect={"tasks": [{"role": "officer"}]}), "scenarios[0].expect.tasks[0]：缺“node”。"),
    (scenario(expect={"path": "ask"}), "scenarios[0].expect.path：要是文字的列表。"),
])
def test_what_is_wrong_is_told_with_its_place(content, sentence):
    assert wrong(content) == [sentence]


def test_a_problem_names_its_test_and_its_line():
    raw = json.dumps(scenario(actions=[{"submit": 1}]), ensure_ascii=False, indent=1).encode()
    problem, = load("permit.test", raw)[1]
    assert (problem.element, problem.line) == ("甲", 5)
