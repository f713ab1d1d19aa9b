"""Expected refusals. Each carries a stable code and one Chinese sentence: where, what, how to mend it.

The rims map them once: `Rejection` → its status, `FieldErrors` → 422, `NotFound` → 404, `Forbidden` → 403, `Refusal` → 422.
"""
from dataclasses import dataclass, field


class Rejection(Exception):
    """A command that cannot be carried out now. `code` is stable; `sentence` is for people; `detail` for machines."""

    status = 409

    def __init__(self, sentence: str, *, code: str, status: int | None = None, **detail):
        super().__init__(sentence)
        self.sentence, self.code, self.detail = sentence, code, detail
        if status is not None:
            self.status = status


class NotFound(Rejection):
    """Not there, or not for this person to know of."""

    status = 404

    def __init__(self, sentence: str = "没有找到，或者不在您可以查看的范围内。", *, code: str = "not_found", **detail):
        super().__init__(sentence, code=code, **detail)


class Forbidden(Rejection):
    """The thing may be seen, but this person may not do this to it. The sentence says who may."""

    status = 403

    def __init__(self, sentence: str, *, code: str = "forbidden", **detail):
        super().__init__(sentence, code=code, **detail)


class FieldErrors(Rejection):
    """What was typed does not pass. `errors`: {field key (dotted path): sentence}."""

    status = 422

    def __init__(self, errors: dict[str, str], sentence: str = "有内容需要改正，已在对应栏目标出。"):
        super().__init__(sentence, code="field_errors", errors=errors)
        self.errors = errors


@dataclass(frozen=True)
class Finding:
    """One fact that a guard looked at."""

    passed: bool
    text: str


@dataclass(frozen=True)
class Advice:
    """One next step; `link` is a path inside the product or None."""

    text: str
    link: str | None = None


@dataclass
class Refusal(Rejection):
    """A legal guard says no. Title = what did not happen and why; article and quote from the law; what was found; what to do."""

    code: str
    title: str
    article: str
    quote: str
    findings: list[Finding] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)

    def __post_init__(self):
        Rejection.__init__(self, self.title, code=self.code, status=422, article=self.article)

    __hash__ = object.__hash__
