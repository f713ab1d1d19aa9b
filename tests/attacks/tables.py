"""Hostile decision models. An attack loads the file and, if it loads, asks every decision in it: "refused", "error" or "value"."""
from datetime import UTC, datetime

from app.rules import dmn
from app.rules.dmn.xml import MAX_BYTES

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*inside: str, before: str = "") -> bytes:
    return f'{before}<definitions xmlns="{SPACE}" id="d" name="d" namespace="n">{"".join(inside)}</definitions>'.encode()


def literal(id: str, text: str, *needs: str) -> str:
    required = "".join(f'<informationRequirement><requiredDecision href="#{n}"/></informationRequirement>' for n in needs)
    return f'<decision id="{id}" name="{id}"><variable name="{id}"/>{required}<literalExpression><text>{text}</text></literalExpression></decision>'


def table(rows: str, policy: str = "FIRST", source: str = "n") -> str:
    return (f'<decision id="t" name="t"><variable name="t"/><decisionTable hitPolicy="{policy}"><input><inputExpression><text>{source}</text></inputExpression></input>'
            f'<output name="o"/>{rows}</decisionTable></decision>')


def row(cell: str, output: str = "1") -> str:
    return f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{output}</text></outputEntry></rule>"


def knowledge(id: str, text: str, *needs: str) -> str:
    required = "".join(f'<knowledgeRequirement><requiredKnowledge href="#{n}"/></knowledgeRequirement>' for n in needs)
    return f'<businessKnowledgeModel id="{id}" name="{id}"><variable name="{id}"/>{required}<encapsulatedLogic><formalParameter name="x"/><literalExpression><text>{text}</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>'


def calls(id: str, text: str, *needs: str) -> str:
    required = "".join(f'<knowledgeRequirement><requiredKnowledge href="#{n}"/></knowledgeRequirement>' for n in needs)
    return f'<decision id="{id}" name="{id}"><variable name="{id}"/>{required}<literalExpression><text>{text}</text></literalExpression></decision>'


def boxed(depth: int) -> str:
    return "<decision id='t' name='t'><variable name='t'/>" + "<list>" * depth + "<literalExpression><text>1</text></literalExpression>" + "</list>" * depth + "</decision>"


BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
TABLES = {
    "a bomb": model("&b;", before=BOMB), "a file of the machine": model("&x;", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "not XML": b"<definitions", "nothing": b"", "another language": b"<html/>", "BPMN": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    "5,000 levels": b"<a>" * 5000 + b"</a>" * 5000, "150 levels": model("<x>" * 150 + "</x>" * 150), "too many bytes": b"<a>" + b" " * (MAX_BYTES + 1) + b"</a>", "100,000 attributes": model("<decision " + " ".join(f'a{i}="1"' for i in range(100_000)) + "/>"), "a null byte": model("a\0b"), "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + model(literal("t", "1")),
    "a decision that needs itself": model(literal("t", "t", "t")), "two that need each other": model(literal("t", "u", "u"), literal("u", "t", "t")), "a hundred in a row": model(*(literal(f"t{i}", f"t{i + 1} + 1", f"t{i + 1}") for i in range(100)), literal("t100", "1")), "2^40 paths to one decision": model(*(literal(f"t{i}", f"t{i + 1} + u{i + 1}", f"t{i + 1}", f"u{i + 1}") + literal(f"u{i}", f"t{i + 1} + u{i + 1}", f"t{i + 1}", f"u{i + 1}") for i in range(38)), literal("t38", "1"), literal("u38", "1")),
    "knowledge that needs itself": model(knowledge("k", "k(x)", "k"), calls("t", "k(1)", "k")), "knowledge in a circle": model(knowledge("k", "m(x)", "m"), knowledge("m", "k(x)", "k"), calls("t", "k(1)", "k")), "knowledge that doubles": model(knowledge("k", "if x = 0 then 1 else k(x - 1) + k(x - 1)", "k"), calls("t", "k(50)", "k")), "knowledge that calls on endlessly": model(knowledge("k", "k(x + 1)", "k"), calls("t", "k(1)", "k")),
    "a table of a million rows": model(table(row("-") * 30_000)), "a table at its bound": model(table(row("&gt; 10**9") * 4_900)), "a cell of a megabyte": model(table(row('"' + "x" * 1_000_000 + '"'))), "a cell that asks for 10^12 values": model(table(row("? in (for i in 1..10**12 return i)"))), "a cell with a pattern that backtracks": model(table(row('matches(?, "(a+)+$")'), source='"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"')),
    "a cell of 2,000 tests": model(table(row(", ".join(f'"{i}"' for i in range(1500))))), "2,000 columns": model('<decision id="t" name="t"><variable name="t"/><decisionTable hitPolicy="FIRST">' + "<input><inputExpression><text>n</text></inputExpression></input>" * 2000 + '<output name="o"/><rule>' + "<inputEntry><text>-</text></inputEntry>" * 2000 + "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"),
    "a rule with too few cells": model('<decision id="t" name="t"><variable name="t"/><decisionTable><input><inputExpression><text>n</text></inputExpression></input><output/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>'), "a hit policy that is none": model(table(row("-"), policy="SOMETIMES")), "an aggregation of texts": model(table(row("-", '"a"') * 2, policy="COLLECT").replace('hitPolicy="COLLECT"', 'hitPolicy="COLLECT" aggregation="SUM"')), "boxed lists 60 deep": model(boxed(60)), "boxed lists 95 deep": model(boxed(95)),
    "Python": model(literal("t", "__import__('os').system('id')")), "JavaScript": model(literal("t", "new Function('return 1')()")), "Java by FEEL": model(literal("t", '{f: function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}, r: f(1)}.r')), "a Java function": model('<businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic kind="Java"><context><contextEntry><variable name="class"/><literalExpression><text>"java.lang.Runtime"</text></literalExpression></contextEntry></context></encapsulatedLogic></businessKnowledgeModel>', calls("t", "k()", "k")),
    "a script in another language": model('<decision id="t" name="t"><variable name="t"/><literalExpression expressionLanguage="http://www.python.org"><text>1</text></literalExpression></decision>'), "an import": model('<import namespace="x" locationURI="file:///etc/passwd" importType="http://www.omg.org/spec/DMN"/>', literal("t", "1")), "10**10**10": model(literal("t", "10**10**10")), "a list of 10^12": model(literal("t", "for i in 1..10**12 return i")), "texts that double": model(literal("t", "{a: function(s) s + s, b: " + "a(" * 30 + '"xxxxxxxxxxxxxxxx"' + ")" * 30 + "}.b")),
    "a type that holds itself": model('<itemDefinition name="A"><typeRef>A</typeRef></itemDefinition><decision id="t" name="t"><variable name="t" typeRef="A"/><literalExpression><text>1</text></literalExpression></decision>'), "two types that hold each other": model('<itemDefinition name="A"><itemComponent name="b"><typeRef>B</typeRef></itemComponent></itemDefinition><itemDefinition name="B"><itemComponent name="a"><typeRef>A</typeRef></itemComponent></itemDefinition><decision id="t" name="t"><variable name="t" typeRef="A"/><literalExpression><text>{b: {a: {b: 1}}}</text></literalExpression></decision>'),
    "a decision service of itself": model('<decisionService id="s" name="s"><outputDecision href="#s"/></decisionService>'), "a decision without an id": model("<decision><literalExpression><text>1</text></literalExpression></decision>"), "two of one id": model(literal("t", "1"), literal("t", "2")), "a reference to nothing": model(literal("t", "u", "gone")), "a name of 100 kB": model(literal("x" * 100_000, "1")), "2,000 decisions": model(*(literal(f"t{i}", "1") for i in range(2000))), "a surrogate": model(literal("t", '"\\uD800"')), "100,000 names with spaces": model(*(f'<inputData id="i{i}" name="a b{i}"><variable name="a b{i}"/></inputData>' for i in range(10_000)), literal("t", "1")),
}


def attempt(content: bytes) -> str:
    try:
        made = dmn.load(content)
    except dmn.DmnError:
        return "refused"
    outcome = "refused" if made.problems else "value"
    for id in list(made.decisions)[:50]:
        try:
            made.decide(id, {"n": 1}, strict=True, now=NOW)
            list(made.review(id))
        except dmn.DmnError:
            outcome = outcome if outcome == "refused" else "error"
    return outcome


ATTACKS = {name: lambda content=content: attempt(content) for name, content in TABLES.items()}
