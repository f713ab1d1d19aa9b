"""Event definitions out of XML. The half of the scope reader that events need."""
from app.engine import definitions
from app.engine.markup import SPIFF, ZFL, extension, flag, kid, kids, local, reference, text
from app.engine.timers import LITERAL


class EventReading:
    """For a class with `reader`: the file's messages, signals, errors, escalations, and `expression`."""

    def definitions_of(self, element) -> tuple:
        found = [e for e in kids(element) if local(e).endswith("EventDefinition")]
        found += [self.reader.event_definitions[r] for r in (reference(text(e)) for e in kids(element, "eventDefinitionRef"))
                  if r in self.reader.event_definitions]
        return tuple(self.definitions_from(found, element))

    def definitions_from(self, found, element) -> list:
        made = []
        for e in found:
            build = getattr(self, "_make_" + local(e).removesuffix("EventDefinition"), None)
            definition = build(e, element) if build else None
            if definition is not None:
                self._payload(definition, e, element)
                made.append(definition)
        return made

    def _payload(self, definition, e, element):
        places = [e, element]
        for place in places:
            for name in ("messagePayload", "payloadExpression"):
                definition.payload = definition.payload or self.reader.expression(text(extension(place, SPIFF, name)), element, "载荷")
            for name in ("messageVariable", "variableName"):
                definition.variable = definition.variable or text(extension(place, SPIFF, name))

    def _make_timer(self, e, element):
        when = kid(e, "timeDate", "timeDuration", "timeCycle")
        source = text(when)
        if source is None:
            return None
        if LITERAL.match(source):
            return definitions.TimerDefinition(source)
        made = self.reader.expression(source, element, "定时")
        return definitions.TimerDefinition(made) if made else None

    def _make_message(self, e, element):
        return self._message(e, element)

    def _message(self, e, element):
        name = self.reader.messages.get(reference(e.get("messageRef"))) or element.get("name") or element.get("id")
        correlation = extension(e, ZFL, "correlation")
        if correlation is None:
            correlation = extension(element, ZFL, "correlation")
        key = self.reader.expression(correlation.get("key"), element, "消息键") if correlation is not None else None
        made = definitions.MessageDefinition(name, key, self.reader.conversations.get(reference(e.get("messageRef"))))
        self._payload(made, e, element)
        return made

    def _make_signal(self, e, element):
        name = self.reader.signals.get(reference(e.get("signalRef"))) or element.get("name") or element.get("id")
        return definitions.SignalDefinition(name)

    def _make_error(self, e, element):
        ref = reference(e.get("errorRef"))
        error = self.reader.errors.get(ref) or {}
        code = error.get("error_code") or error.get("name") or ref
        return definitions.ErrorDefinition(error.get("name") or code, code)

    def _make_escalation(self, e, element):
        ref = reference(e.get("escalationRef"))
        escalation = self.reader.escalations.get(ref) or {}
        code = escalation.get("escalation_code") or escalation.get("name") or ref
        return definitions.EscalationDefinition(escalation.get("name") or code, code)

    def _make_conditional(self, e, element):
        made = self.reader.expression(text(kid(e, "condition")), element, "条件")
        return definitions.ConditionalDefinition(made) if made else None

    def _make_terminate(self, e, element):
        return definitions.TerminateDefinition()

    def _make_cancel(self, e, element):
        return definitions.CancelDefinition()

    def _make_compensate(self, e, element):
        return definitions.CompensateDefinition(reference(e.get("activityRef")), flag(e, "waitForCompletion", True))
