"""The parser once more, remembering where in the source each part of the tree stands."""
import re

from app.rules.feel import tree
from app.rules.feel.parser import Parser

_PROPERTY = re.compile(r"\.\s*(\w+(?:\s+\w+)?)")
_RULES = ("test", "expression", "disjunction", "conjunction", "comparison", "sum", "product", "powers", "signed", "instance", "postfix", "primary")


class SpannedParser(Parser):
    """`spans`: {id of a node: (start, end)}; the nodes are kept, so that no id is given twice."""

    def __init__(self, source: str, names=()):
        self.spans: dict[int, tuple[int, int]] = {}
        self.kept: list = []
        self.passed = 0         # where the token before the present one ends
        super().__init__(source, names)

    def advance(self) -> None:
        self.passed = self.end
        super().advance()

    def restore(self, state) -> None:
        super().restore(state)
        self.passed = self.start

    def span(self, node) -> tuple[int, int]:
        """Where the node stands; of one that no rule gave, such as the inner part of a chain of paths, as near as can be told."""
        known = self.spans.get(id(node))
        if known is not None:
            return known
        if isinstance(node, (tree.Path, tree.Filter)):
            start = self.span(node.of)[0]
            named = _PROPERTY.match(self.source, node.at) if isinstance(node, tree.Path) else None
            return start, named.end() if named else min(len(self.source), node.at + 1)
        if isinstance(node, tree.Call):
            return self.span(node.function)[0], min(len(self.source), node.at + 1)
        at = getattr(node, "at", None)
        return (0, len(self.source)) if at is None else (at, min(len(self.source), at + 1))


def _noting(rule: str):
    parse = getattr(Parser, rule)

    def noted(self):
        start = self.start
        node = parse(self)
        if id(node) not in self.spans:
            self.spans[id(node)] = (start, max(start, self.passed))
            self.kept.append(node)
        return node
    return noted


for _rule in _RULES:
    setattr(SpannedParser, _rule, _noting(_rule))
