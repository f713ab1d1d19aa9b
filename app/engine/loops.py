"""Loops of an activity: multi-instance and standard (BPMN 2.0, 13.3.6, 13.3.7).

The body token stays at the activity with its boundary events; each round is a child token at the same node with its index `i`.
"""
from SpiffWorkflow.util.task import TaskState

from app.engine.expressions import Expression, Failure
from app.engine.flow import DONE, holds, value_of, write


class MultiInstance:
    """`collection` gives the items, or `count` how many; `item` names an item in its own scope; `output_item` is evaluated there
    when the round ends, the values become the list `output` in order of the items; `until` ends it early."""

    sequential = False
    collection: Expression | None = None
    count: Expression | None = None
    item: str | None = None
    output: str | None = None
    output_item: Expression | None = None
    until: Expression | None = None
    behaviour = "All"

    def __init__(self):
        self.throws: list = []      # (condition or None, event definition), see behaviour

    def start(self, node, body):
        data, top = body.internal_data, body.workflow.top_workflow
        if "rounds" in data:
            return
        items = self._items(body, top.limits.instances)
        data.update(rounds=len(items), over=0)
        if self.output_item:
            data["results"] = {}
        body._set_state(TaskState.STARTED)
        if not items:
            self._end(body)
        elif self.sequential:
            data["items"] = items
            self._round(node, body, 0, items[0])
        else:
            for index, item in enumerate(items):
                self._round(node, body, index, item)

    def _items(self, body, most):
        if self.collection:
            items = value_of(body, self.collection)
            if not isinstance(items, list):
                raise Failure("err_collection", f"多实例的集合 {self.collection.source} 不是列表。")
        else:
            count = value_of(body, self.count)
            if type(count) is not int or count < 0:
                raise Failure("err_collection", f"多实例的个数 {self.count.source} 应为不小于 0 的整数，得到 {count!r}。")
            items = range(count) if count <= most else [None] * (most + 1)
        if len(items) > most:
            raise Failure("err_too_many", f"多实例超过 {most} 个。")
        return list(items)

    def _round(self, node, body, index, item):
        top = body.workflow.top_workflow
        own = {self.item: item} if self.item and self.collection else {}
        scope = top.scopes.open(top.scope_of(body).id, own, self.item if self.collection else None)
        body.workflow.spawn(node, body, i=index, sc=scope.id)

    def round_done(self, node, token):
        """Everything that may fail comes first, so that a failure parks the round and not the body."""
        body = token.parent
        data = body.internal_data
        results = dict(data.get("results", ()))
        if self.output_item:
            results[str(token.internal_data["i"])] = value_of(token, self.output_item)
        figures = self.attributes(body, ended=1)
        if self.output:
            figures[self.output] = in_order(results)
        thrown = [(d, d.prepare(token)) for condition, d in self._due_events(data["over"])
                  if condition is None or holds(condition, token, figures)]
        enough = self.until is not None and holds(self.until, token, figures)
        if self.output_item:
            data["results"] = results
        data["over"] += 1
        end_round(body, token)
        for definition, prepared in thrown:
            if body.alive:
                definition.send_from(body, prepared)
        if not body.alive:
            return
        if enough or data["over"] == data["rounds"]:
            self._end(body)
        elif self.sequential:
            self._round(node, body, data["over"], data["items"][data["over"]])

    def _due_events(self, over: int) -> list:
        return self.throws if self.behaviour in ("None", "Complex") or self.behaviour == "One" and over == 0 else []

    def attributes(self, body, ended=0) -> dict:
        """The standard attributes (table 10.30); `ended`: rounds that have just ended and are not yet counted."""
        rounds, over = body.internal_data["rounds"], body.internal_data["over"] + ended
        active = 1 - ended if self.sequential else rounds - over
        return {"numberOfInstances": rounds, "numberOfCompletedInstances": over, "numberOfActiveInstances": active,
                "numberOfTerminatedInstances": 0}

    def _end(self, body):
        for child in body.children:
            if "i" in child.internal_data:
                child.cancel()
        if self.output:
            write(body, {self.output: in_order(body.internal_data.get("results", {}))})
        body.internal_data["p"] = DONE
        body.workflow.top_workflow.enqueue(body)


def end_round(body, token):
    """The round's token goes; what it has done inside is kept with the body, to be undone."""
    top = body.workflow.top_workflow
    top.record.step(token, "completed")
    top.record.gone(token, "completed")
    if token.internal_data.get("done"):
        body.internal_data.setdefault("done_rounds", []).append(token.internal_data["done"])
    token._set_state(TaskState.COMPLETED)
    body.workflow.discard(token)


def in_order(results: dict) -> list:
    return [results[k] for k in sorted(results, key=int)]


class StandardLoop:
    """Again while `condition` holds, asked before the first round (`before`) or only after it; at most `most` rounds."""

    condition: Expression | None = None
    before = False
    most: int | None = None

    def start(self, node, body):
        data = body.internal_data
        if "rounds" in data:
            return
        goes = not self.before or self._again(body, 0)
        data["rounds"] = 0
        body._set_state(TaskState.STARTED)
        if goes:
            self._round(node, body)
        else:
            self._end(body)

    def attributes(self, body) -> dict:
        return {}

    def _again(self, token, rounds):
        if self.most is not None and rounds >= self.most:
            return False
        return self.condition is None or holds(self.condition, token, {"loopCounter": rounds})

    def _round(self, node, body):
        data = body.internal_data
        kept = {"sc": data["sc"]} if "sc" in data else {}
        body.workflow.spawn(node, body, i=data["rounds"], **kept)
        data["rounds"] += 1

    def round_done(self, node, token):
        body = token.parent
        again = self._again(token, body.internal_data["rounds"])
        end_round(body, token)
        if again:
            self._round(node, body)
        else:
            self._end(body)

    def _end(self, body):
        body.internal_data["p"] = DONE
        body.workflow.top_workflow.enqueue(body)
