"""What can be wrong with a decision model, at load or while deciding."""


class DmnError(Exception):
    """`sentence` is for people; `element` the id (or name) of the part that is meant, or None; `position` in its expression.

    `code`: err_dmn (the file), err_expression, err_no_decision, err_no_rule, err_several_rules, err_rules_differ,
    err_missing_input, err_type, err_value (not among the allowed values), err_circular.
    `problems`: of a refused file, everything that is wrong with it, this one included.
    """

    def __init__(self, sentence: str, *, element: str | None = None, code: str = "err_dmn", position: int | None = None):
        super().__init__(sentence)
        self.sentence, self.element, self.code, self.position = sentence, element, code, position
        self.problems: list[DmnError] = [self]

    def again(self) -> "DmnError":
        """The same error to be raised once more: an exception that is kept and re-raised gathers tracebacks for ever."""
        return DmnError(self.sentence, element=self.element, code=self.code, position=self.position)
