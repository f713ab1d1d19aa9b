"""DMN files in few words, for the tests."""
from html import escape

NS = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(body: str) -> bytes:
    return f'<definitions xmlns="{NS}" id="m" name="m" namespace="t">{body}</definitions>'.encode()


def decision(identity, name, body, *, inputs=(), decisions=(), knowledge=(), variable=None, type_ref=None):
    needs = "".join(f'<informationRequirement><required{kind} href="#{one}"/></informationRequirement>'
                    for kind, ones in (("Input", inputs), ("Decision", decisions)) for one in ones)
    needs += "".join(f'<knowledgeRequirement><requiredKnowledge href="#{one}"/></knowledgeRequirement>' for one in knowledge)
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="{identity}" name="{name}"><variable name="{variable or name}"{typed}/>{needs}{body}</decision>'


def row(identity, cell, *outputs):
    named = f' id="{identity}"' if identity else ""
    cells = f'<inputEntry{f" id={chr(34)}{identity}_in{chr(34)}" if identity else ""}><text>{escape(cell)}</text></inputEntry>'
    return f"<rule{named}>{cells}" + "".join(f"<outputEntry><text>{escape(out)}</text></outputEntry>" for out in outputs) + "</rule>"


def table_body(rows, *, expression="金额", type_ref="number", policy="UNIQUE", aggregation=None, values=None, default=None,
               outputs=(None,)):
    extra = (f"<outputValues><text>{escape(values)}</text></outputValues>" if values else "") + (
        f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else "")
    columns = "".join(f'<output name="{name}">{extra}</output>' if name else f"<output>{extra}</output>" for name in outputs)
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return (f'<decisionTable hitPolicy="{policy}"{aggregated}><input><inputExpression typeRef="{type_ref}">'
            f'<text>{escape(expression)}</text></inputExpression></input>{columns}{"".join(rows)}</decisionTable>')


def table(rows, **options) -> bytes:
    return model(decision("D", "D", table_body(rows, **options)))


DEPENDENT = model(
    '<inputData id="i_amount" name="罚款金额"><variable name="罚款金额" typeRef="number"/></inputData>'
    '<inputData id="i_kind" name="类型"><variable name="类型" typeRef="string"/></inputData>'
    + decision("d_fine", "数额", table_body([row("f1", "< 10000", '"一般"'), row("f2", ">= 10000", '"较大"')], expression="罚款金额"),
               inputs=["i_amount"])
    + decision("d_hearing", "听证", table_body([row("h1", '"较大"', '"应当告知听证"'), row("h2", '"一般"', '"不告知"')],
                                            expression="数额", type_ref="string"),
               inputs=["i_kind"], decisions=["d_fine"], variable="听证结论"))


def _literal(text):
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def _entry(name, body):
    return "<contextEntry>" + (f'<variable name="{name}"/>' if name else "") + body + "</contextEntry>"


def _part(name, body):
    return f"<{name}>{body}</{name}>"


def _boxed(name, body, **needs):
    return decision(name, name, body, inputs=["i"], **needs)


SQUARE = f'<functionDefinition><formalParameter name="y"/>{_literal("y * y")}</functionDefinition>'

BOXED = model(
    '<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>'
    '<businessKnowledgeModel id="k" name="加倍"><encapsulatedLogic><formalParameter name="x" typeRef="number"/>' + _literal("x * 2 + 1")
    + "</encapsulatedLogic></businessKnowledgeModel>"
    + _boxed("上下文", f"<context>{_entry('a', _literal('n * 2'))}{_entry(None, _literal('a + n'))}</context>")
    + _boxed("列表", f"<list>{_literal('1')}{_literal('n')}</list>")
    + _boxed("关系", '<relation><column name="名"/><column name="数"/>'
             + "".join(f"<row>{_literal(a)}{_literal(b)}</row>" for a, b in (('"甲"', "n"), ('"乙"', "2"))) + "</relation>")
    + _boxed("调用", f'<invocation>{_literal("加倍")}<binding><parameter name="x"/>{_literal("n")}</binding></invocation>',
             knowledge=["k"])
    + _boxed("函数", f"<context>{_entry('f', SQUARE)}{_entry(None, _literal('f(n)'))}</context>")
    + _boxed("条件", f"<conditional>{_part('if', _literal('n > 3'))}{_part('then', _literal(chr(34) + '大' + chr(34)))}"
             f"{_part('else', _literal(chr(34) + '小' + chr(34)))}</conditional>")
    + _boxed("循环", f'<for iteratorVariable="x">{_part("in", _literal("[1..3]"))}{_part("return", _literal("x * 2"))}</for>')
    + _boxed("有", f'<some iteratorVariable="x">{_part("in", _literal("[1, 5]"))}{_part("satisfies", _literal("x > n"))}</some>')
    + _boxed("全", f'<every iteratorVariable="x">{_part("in", _literal("[1, 5]"))}{_part("satisfies", _literal("x > n"))}</every>')
    + _boxed("筛选", f'<filter>{_part("in", _literal("[1, 3, n]"))}{_part("match", _literal("item > 2"))}</filter>')
    + _boxed("取一", f'<filter>{_part("in", _literal("[1, 3, n]"))}{_part("match", _literal("3"))}</filter>'))


def wide_table(inputs, rows, policy="UNIQUE") -> bytes:
    """`inputs`: (expression, type or None, allowed values or None); `rows`: (id, cells …, output)."""
    columns = "".join(_column(*given) for given in inputs)
    lines = "".join(f'<rule id="{identity}">{_cells(cells)}</rule>' for identity, *cells in rows)
    level = ('<itemDefinition name="程度"><typeRef>string</typeRef><allowedValues><text>"轻","重"</text></allowedValues>'
             '</itemDefinition>')
    return model(level + decision("D", "D", f'<decisionTable hitPolicy="{policy}">{columns}<output/>{lines}</decisionTable>'))


def _column(source, kind, allowed):
    typed = f' typeRef="{kind}"' if kind else ""
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    return f"<input><inputExpression{typed}><text>{escape(source)}</text></inputExpression>{values}</input>"


def _cells(cells):
    inputs = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[:-1])
    return f"{inputs}<outputEntry><text>{escape(cells[-1])}</text></outputEntry>"
