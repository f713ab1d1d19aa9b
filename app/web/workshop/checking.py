"""What is wrong with a file as it stands in the editor, and what the server knows for its choices."""
from collections.abc import Iterable

from app.cases.known import known
from app.definitions import checks, workshop
from app.definitions.errors import require_part
from app.definitions.files import split_name
from app.definitions.known import Known
from app.definitions.scenarios.findings import inspect
from app.definitions.texts import bytes_of
from app.web import blueprint, store
from app.web.workshop import aside, checked
from app.web.workshop.bodies import answer, told
from app.web.workshop.choices import choices


@blueprint.post("/workshop/<int:rev>/check")
def check_file(rev: int):
    """{name, content} as typed, not saved; without a name the whole revision as it is saved. `quick`: what can be said at once; what
    follows data through all processes, and the tests, are left for a second question."""
    require_part(store.actor(), "流程修订")
    given = told(name=(str, None), content=(str, None), quick=(bool, None))
    with store.reading() as session:
        revision = workshop.find(session, rev)
        if given["name"] is None and not given["quick"]:
            return _say(checked.everything(session, revision))
        files, knows = workshop.files_of(session, revision), known(session, store.now())
    return _say(_asked(files, knows, **given))


def _say(findings: Iterable[checks.Finding]):
    return answer({"findings": [f.told() for f in findings]})


def _asked(files: dict[str, bytes], knows: Known, name: str | None, content: str | None, quick: bool | None) -> list[checks.Finding]:
    only = None if name is None else (name,)
    if name is not None:
        split_name(name)
        files[name] = bytes_of(content or "")
    return checks.inspect(files, knows, only=only, quick=True) if quick else aside.ask(inspect, files, aside.once(knows), only=only)


@blueprint.get("/workshop/<int:rev>/known")
def known_choices(rev: int):
    """Roles, organs, acts, deadlines, services …, and what the revision's own files offer: forms, decisions, processes, messages."""
    require_part(store.actor(), "流程修订")
    with store.reading() as session:
        files = workshop.files_of(session, workshop.find(session, rev))
        return answer(choices(files, known(session, store.now())))
