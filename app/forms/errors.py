"""What can be wrong with a form itself (not with what someone typed into it)."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`element`: the component's id (or key), or None for the form as a whole; `sentence` says what is wrong."""

    element: str | None
    sentence: str

    def __str__(self):
        return f"{self.element}：{self.sentence}" if self.element else self.sentence


class FormError(Exception):
    """A form that cannot be used; `problems` says why, all at once."""

    def __init__(self, problems: list[Problem]):
        super().__init__("；".join(str(problem) for problem in problems))
        self.problems = problems
