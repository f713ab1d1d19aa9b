"""Data out of XML: data objects, properties, inputs and outputs, associations. The part of the scope reader that data need."""
from app.engine.expressions import Expression, Variable
from app.engine.markup import bpmn, kid, kids, local, reference, text


class DataReading:
    """For a class with `reader`: the file's data elements and `expression`; `element` and `room`: the scope that is read."""

    def declarations(self):
        """What the scope declares: its data objects and properties; a process, what a call may bring and take back."""
        self.room.declares = [e.get("id") for e in kids(self.element, "dataObject")]
        self.room.declares += [data_name(e) for e in kids(self.element, "property")]
        if local(self.element) == "process":
            objects = list(self.element.iter(bpmn("dataObject")))
            self.room.named = {e.get("name"): e.get("id") for e in objects if e.get("name") and e.get("name") != e.get("id")}
        io = kid(self.element, "ioSpecification")
        if io is not None:
            self.room.takes = [data_name(e) for e in kids(io, "dataInput")] or None
            self.room.gives = [data_name(e) for e in kids(io, "dataOutput")] or None

    def variable(self, element_id: str | None, own=()) -> str:
        """The variable that a data element stands for: a reference stands for its data object, a data input for its name, one of
        the activity's `own` for itself."""
        wanted = reference(element_id) or ""
        return wanted if wanted in own else self.reader.variables.get(wanted, wanted)

    def data(self, ref: str | None, element, slot: str, own=()) -> Expression | None:
        """What a reference to a data element gives; anything else that stands there is read as FEEL."""
        name = self.variable(ref, own)
        if name and (name != ref or name in own or name in self.reader.data_elements):
            self.reader.names.add(name)
            return Variable(name)
        return self.reader.expression(name, element, slot)

    def _associations(self, element, kind) -> list:
        made, own = [], self.room.task_specs[element.get("id")].ports.values()
        for association in kids(element, kind):
            target, changed = self.variable(text(kid(association, "targetRef")), own), text(kid(association, "transformation"))
            source = self.reader.expression(changed, element, "数据关联") if changed else \
                self.data(text(kid(association, "sourceRef")), element, "数据关联", own)
            if source and target and (source.source != target or local(element) == "callActivity"):
                made.append((source, target))
            for assignment in kids(association, "assignment"):
                value = self.reader.expression(text(kid(assignment, "from")), element, "赋值")
                if value:
                    made.append((value, text(kid(assignment, "to")) or target))
        return [pair for pair in made if pair[0]]


def ports(element) -> dict[str, str]:
    """Id, and name where there is one, of each data input and output of an activity → its id."""
    own = [e for io in kids(element, "ioSpecification") for e in kids(io, "dataInput", "dataOutput")]
    return {e.get("name"): e.get("id") for e in own if e.get("name")} | {e.get("id"): e.get("id") for e in own}


def data_name(element) -> str | None:
    return None if element is None else element.get("name") or element.get("id")
