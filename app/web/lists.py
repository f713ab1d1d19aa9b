"""清单: 问题清单 and 权责清单, to be searched and read by everybody."""
from flask import render_template, request
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases.search import fold
from app.registry import queries as registry
from app.registry.model import Matter, Problem
from app.web import blueprint, store


def _words() -> list[str]:
    return fold(request.args.get("q", "")[:80]).split()


@blueprint.get("/lists/problems")
def problem_list():
    with store.reading() as session:
        organs = accounts.organ_map(session)
        names = {o.code: o.short_name for o in organs.values()}
        found = [x for x in registry.problems(session) if matches(_text_of_problem(x, names)) and _chosen("domain", x.domain)]
        domains = sorted({x.domain for x in registry.problems(session)})
    return render_template("problems.html", title="问题清单", nav="lists", problems=found, names=names, domains=domains,
                           q=request.args.get("q", ""), domain=request.args.get("domain", ""))


@blueprint.get("/lists/matters")
def matter_list():
    with store.reading() as session:
        organs = accounts.organ_map(session)
        everything = registry.matters(session, on=store.today())
        found = [m for m in everything if matches(_text_of_matter(m, organs)) and _chosen("domain", m.domain) and _of_organ(m)]
        subjects = subjects_of(session, everything)
    return render_template("matters.html", title="权责清单", nav="lists", matters=found, organs=organs, subjects=subjects,
                           domains=sorted({m.domain for m in everything}), q=request.args.get("q", ""),
                           domain=request.args.get("domain", ""), organ=request.args.get("organ", type=int))


def matches(text: str) -> bool:
    """All words of the question occur, Simplified and Traditional alike."""
    folded = fold(text)
    return all(word in folded for word in _words())


def _chosen(key: str, value: str) -> bool:
    return request.args.get(key) in (None, "", value)


def _of_organ(matter: Matter) -> bool:
    organ = request.args.get("organ", type=int)
    return organ is None or any(a.organ_id == organ for a in matter.authorities)


def _text_of_problem(problem: Problem, names: dict[str, str]) -> str:
    stages = [f"{s.name} {' '.join(names.get(c, c) for c in s.departments)} {' '.join(s.matter_codes)}" for s in problem.stages]
    return " ".join((problem.code, problem.title, problem.domain, problem.element, *stages))


def _text_of_matter(matter: Matter, organs) -> str:
    subjects = [organs[a.organ_id].name for a in matter.authorities if a.organ_id in organs]
    return " ".join((matter.code, matter.title, matter.domain, matter.situation, matter.basis, *subjects))


def subjects_of(session: Session, matters: list[Matter]) -> list:
    ids = {a.organ_id for m in matters for a in m.authorities}
    return [o for o in accounts.organ_map(session).values() if o.id in ids]
