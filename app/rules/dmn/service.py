"""Decision services (DMN 1.5, 10.4): some decisions of a model as one function, with its own inputs."""
from app.rules.dmn.errors import DmnError
from app.rules.dmn.run import Run
from app.rules.dmn.xml import children
from app.rules.feel.values import MISSING, Function, to_feel


def _ids(element, name: str) -> list[str]:
    return [(child.get("href") or "").rpartition("#")[2] for child in children(element, name)]


class Service:
    """Its parameters are the input data, then the input decisions; its value that of the output decision, or a context of
    several."""

    def __init__(self, element, model, owner: str):
        self.model, self.owner = model, owner
        self.inputs, self.given, self.outputs = (_ids(element, name) for name in ("inputData", "inputDecision", "outputDecision"))

    def decide(self, run: Run):
        """As the host asks: parameters come from the inputs by name."""
        return self._run(run, [run.inputs.get(node.name, MISSING) for node in self._params()])

    def __call__(self, run: Run) -> Function:
        """As an expression asks: the service as a function."""
        names = [node.name for node in self._params()]
        return Function(names, lambda run, *args: self._run(run, list(args)), name=self.owner, arity=(len(names), len(names)))

    def _params(self) -> list:
        return [self._node(one) for one in self.inputs + self.given]

    def _node(self, identity: str):
        node = self.model.nodes.get(identity)
        if node is None:
            raise DmnError(f"服务所用的“{identity}”不在这个文件里", element=self.owner)
        return node

    def _run(self, run: Run, args: list):
        inputs, decided = {}, {}
        for node, value in zip(self._params(), args):
            if value is not MISSING:
                value = self.model.types.conform(run, to_feel(value), node.type, f"参数“{node.name}”", self.owner)
                target, key = (inputs, node.name) if node.kind == "inputData" else (decided, node.id)
                target[key] = value
        return run.apart(inputs, decided, lambda: self._outputs(run))

    def _outputs(self, run: Run):
        run.spend(10)
        nodes = [self._node(one) for one in self.outputs]
        values = {node.name: self.model.decide_node(run, node) for node in nodes}
        return next(iter(values.values())) if len(values) == 1 else values
