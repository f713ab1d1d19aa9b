"""What a guard is: a pure question to a view of the facts, with its article.

A guard returns None (it passes) or a Why. It reads the record, never the diagram: it holds after a jump, a return, a call
through the API, and where a diagram leaves the step out.
"""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.accounts.model import Actor, HeldPost
from app.acts.contract import CaseFacts, Competence, Limits, OfficerStanding
from app.acts.queries import CaseRecord
from app.kernel.clock import local
from app.kernel.errors import Advice, Finding, Refusal


@dataclass(frozen=True)
class GuardView:
    """Everything a guard may look at, loaded once. `officers`: the persons whom this act counts as officers, on the day that
    matters for it. `defence_ends`: last day of the defence term, None while the last notice has not reached the party.
    `served_kind`: kind of the document that `serve` is about, None if there is none."""

    facts: CaseFacts
    record: CaseRecord
    payload: Mapping[str, Any]
    actor: Actor
    post: HeldPost | None
    now: datetime
    limits: Limits
    officers: tuple[OfficerStanding, ...] = ()
    competence: tuple[Competence, ...] = ()
    defence_ends: date | None = None
    served_kind: str | None = None

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def case_link(self) -> str:
        return f"/cases/{self.facts.case_id}"


@dataclass(frozen=True)
class Why:
    """Why a guard says no: what is missing (ends the sentence "没有提交：…"), what was found, what to do.
    An advice may point to a field of the form by "#key"."""

    missing: str
    found: list[Finding] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)


Question = Callable[[GuardView], Why | None]


@dataclass(frozen=True)
class Guard:
    """`article` as it is cited; `quote` its words, or their sense if `literal` is False; `decisive` the part of the quote that
    decides; `acts` where it holds; `always`: also when the act only sends something back (退回)."""

    code: str
    article: str
    quote: str
    literal: bool
    sentence: str
    acts: tuple[str, ...]
    ask: Question
    decisive: str = ""
    always: bool = False

    def cited(self) -> str:
        """The quote as a refusal shows it: the decisive words stand between **."""
        marked = self.quote.replace(self.decisive, f"**{self.decisive}**") if self.decisive else self.quote
        return marked if self.literal else f"（大意）{marked}"


GUARDS: list[Guard] = []


def guard(code: str, *, article: str, quote: str, sentence: str, acts: tuple[str, ...], literal: bool = True,
          decisive: str = "", always: bool = False):
    """Registers the function below as a guard of these acts. `sentence` says the rule in plain words for the list of guards."""
    def register(ask: Question) -> Question:
        if any(known.code == code for known in GUARDS):
            raise ValueError(f"guard {code} is there twice")
        if decisive not in quote:
            raise ValueError(f"guard {code}: the decisive words are not in the quote")
        GUARDS.append(Guard(code, article, quote, literal, sentence, acts, ask, decisive, always))
        return ask
    return register


def examine(act: str, name: str, view: GuardView, *, decides: bool = True) -> Refusal | None:
    """Asks every guard of the act; if the act `decides` nothing this time, only those that always hold. The first that says no
    gives the refusal; what others miss is added to the findings, so that nobody mends one thing only to hear of the next."""
    asked = [g for g in GUARDS if act in g.acts and (decides or g.always)]
    said_no = [(g, why) for g in asked if (why := g.ask(view)) is not None]
    if not said_no:
        return None
    first, why = said_no[0]
    others = [Finding(False, f"另外：{other.missing}（{g.code}）") for g, other in said_no[1:]]
    return Refusal(code=first.code, title=f"{title_of(act, name)}：{why.missing}", article=first.article, quote=first.cited(),
                   findings=why.found + others, advice=[_reachable(advice, view) for advice in why.advice])


def _reachable(advice: Advice, view: GuardView) -> Advice:
    """A guard writes "#officers" for the field of that key; the page's anchor is #f-officers, and only if the act asks for it."""
    if not advice.link or not advice.link.startswith("#"):
        return advice
    key = advice.link[1:]
    return Advice(advice.text, f"#f-{key}" if key in view.payload else view.case_link)


def title_of(act: str, name: str) -> str:
    """What did not happen."""
    if act in ("decide", "decide_on_spot", "decide_no_penalty"):
        return "不能作出决定"
    return f"没有提交“{name}”"


def yes(text: str) -> Finding:
    return Finding(True, text)


def no(text: str) -> Finding:
    return Finding(False, text)


PUNISHING = ("decide", "decide_on_spot")
DECIDING = ("decide", "decide_on_spot", "decide_no_penalty")
