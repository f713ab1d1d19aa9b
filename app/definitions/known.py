"""What the server knows beside the files of a bundle: for checks, which must not ask the database, and for the choices of the editors."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.deadlines.calendar import WorkCalendar


@dataclass(frozen=True)
class OrganInfo:
    """`kind`: department, street, team … as the organ's row says."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class ActField:
    """One key that an act is given by its form. `kind`: text flag choice list people number yuan day; `only_when`: (key, values)
    with which it is needed."""

    key: str
    label: str
    kind: str
    required: bool
    options: frozenset[str] | None = None
    only_when: tuple[str, frozenset] | None = None


@dataclass(frozen=True)
class ActInfo:
    """`needs`: what its form has to ask; `guards`: {code: sentence} of what it refuses at run time; `results`: {variable: type} that it hands
    to the diagram."""

    code: str
    name: str
    article: str
    needs: tuple[ActField, ...] = ()
    guards: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A parameter in force. `unit`: wd d h min m y yuan share count; `status`: law or sample; `direction`: after or before; `roll`: its end
    rolls over a holiday."""

    code: str
    name: str
    value: Any
    unit: str
    basis: str
    status: str
    direction: str = "after"
    roll: bool = False


@dataclass(frozen=True)
class ServicePort:
    """A parameter or an entry of the result of a service. `type`: text number boolean list context any; `nullable`: it may come back empty."""

    name: str
    label: str
    type: str
    required: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class ServiceInfo:
    """A service that a task may call."""

    name: str
    title: str
    inputs: tuple[ServicePort, ...] = ()
    outputs: tuple[ServicePort, ...] = ()


class Requirement(Protocol):
    """Before `act`, on every way to it, one of `needs` has been performed, since the last of `since` if one came. `when`: always; runtime
    where the facts of the case decide, then one of `asks` (acts, or decisions by the number that their id begins with) may have settled
    that there is no need; guard where only the guard can tell. `status`: sure, or check for what the place has to verify."""

    act: str
    needs: tuple[str, ...]
    article: str
    sentence: str
    when: str
    status: str
    asks: tuple[str, ...]
    since: tuple[str, ...]


class Separation(Protocol):
    """Who performs `act` must not have performed any of `others`."""

    act: str
    others: tuple[str, ...]
    article: str
    sentence: str
    status: str


class Duty(Protocol):
    """`act` is performed by one of these posts."""

    act: str
    roles: frozenset[str]
    article: str
    sentence: str
    status: str


class Term(Protocol):
    """`act` is bound by one of these deadline codes, on its task, a timer at it or a script before it."""

    act: str
    codes: tuple[str, ...]
    article: str
    sentence: str
    status: str


@dataclass(frozen=True)
class Precedence:
    """What the statutes ask of the order of acts, whatever a diagram draws."""

    requirements: tuple[Requirement, ...] = ()
    separations: tuple[Separation, ...] = ()
    duties: tuple[Duty, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, eq=False)
class Known:
    """`roles`, `stages`, `end_states`: {code: name}; `messages`: {name: when the system sends it}; `deadlines`: figures that `deadline(code)`
    takes, `parameters`: all others; `case_fields`: {name: FEEL type} of `case`; `payloads`: {message or signal: {entry: type}} of what the
    system itself sends; `starts`: {process: {variable: type}} of processes that the system starts, `*` names the service's parameter whose
    entries become variables; `lists`: {option list of forms: type of its values}. Two are the same only if they are one object, so that
    findings can be kept by it."""

    roles: Mapping[str, str] = field(default_factory=dict)
    organs: tuple[OrganInfo, ...] = ()
    acts: Mapping[str, ActInfo] = field(default_factory=dict)
    deadlines: Mapping[str, Figure] = field(default_factory=dict)
    parameters: Mapping[str, Figure] = field(default_factory=dict)
    services: Mapping[str, ServiceInfo] = field(default_factory=dict)
    case_fields: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    end_states: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    payloads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    starts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    precedence: Precedence = Precedence()
    calendar: WorkCalendar | None = None        # which days are worked here; None: not asked


NOTHING = Known()       # knows no names, so that only what stands in the files is checked
