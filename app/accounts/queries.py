"""Reads of organs, people and posts. Organs are few and asked for at every step, so a session reads them once."""
from datetime import date

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session, object_session

from app.accounts.model import Actor, ApiToken, HeldPost, Organ, Person, Post
from app.accounts.operations import TOKEN_PREFIX, digest
from app.accounts.policy import permissions_of
from app.accounts.roles import OUTSIDE, role_name
from app.kernel.errors import NotFound

_KEPT = "zfl_organs"
UNITS = frozenset({"team", "office", "station", "grid"})     # below a street or a department, never a legal subject


# ---- organs -----------------------------------------------------------------------------------------------------------
def organ_map(session: Session) -> dict[int, Organ]:
    """All organs by id, read once a session. Read it, do not change it."""
    if any(isinstance(added, Organ) for added in session.new):
        session.flush()
    if _KEPT not in session.info:
        session.info[_KEPT] = {organ.id: organ for organ in session.scalars(select(Organ).order_by(Organ.id))}
    return session.info[_KEPT]


def _forget(_mapper, _connection, organ: Organ) -> None:
    session = object_session(organ)
    if session is not None:
        session.info.pop(_KEPT, None)


for _change in ("after_insert", "after_update", "after_delete"):
    event.listen(Organ, _change, _forget)


@event.listens_for(Session, "after_rollback")
@event.listens_for(Session, "after_commit")
def _forget_all(session: Session) -> None:
    session.info.pop(_KEPT, None)


def codes(session: Session) -> dict[str, int]:
    """{organ code: id}."""
    return {organ.code: organ.id for organ in organ_map(session).values()}


def organ_by_code(session: Session, code: str) -> Organ:
    """Raises NotFound(no_organ)."""
    organ = next((o for o in organ_map(session).values() if o.code == code), None)
    if organ is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="no_organ", organ=code)
    return organ


def home(session: Session, organ_id: int) -> Organ:
    """The street, department or bureau that a unit belongs to; the organ itself if it is no unit."""
    organs = organ_map(session)
    return _home(_lineage(organs, organs[organ_id]))


def below(session: Session, organ_id: int) -> list[Organ]:
    """The organ and everything under it."""
    organs = organ_map(session)
    return [o for o in organs.values() if o.path.startswith(organs[organ_id].path)]


def _home(lineage: list[Organ]) -> Organ:
    return next((o for o in lineage if o.kind not in UNITS), lineage[-1])


def _lineage(organs: dict[int, Organ], organ: Organ) -> list[Organ]:
    """The organ, then each one over it, without the district: a post there must not count for the whole district."""
    line = [organ]
    while (parent := organs.get(line[-1].parent_id)) is not None and parent.kind != "district":
        line.append(parent)
    return line


# ---- people and posts -------------------------------------------------------------------------------------------------
def load_actor(session: Session, person_id: int, *, today: date) -> Actor:
    """Who acts, with the posts valid today (substitution and posting are posts like any other). Raises NotFound if the person
    is unknown or no longer active: a session or token of theirs ends at once."""
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound("这个登录名已停用。", code="no_login")
    organs = organ_map(session)
    posts = tuple(_held(organs, post) for post in session.scalars(
        select(Post).where(Post.person_id == person_id, *valid_on(today)).order_by(Post.id)))
    staff = [p for p in posts if p.role not in OUTSIDE]
    return Actor(person.id, person.login, person.name, posts, permissions_of(p.role for p in posts),
                 frozenset().union(*(p.above for p in staff)))


def valid_on(day: date):
    """Conditions on Post: in force on this day."""
    return Post.valid_from <= day, or_(Post.valid_to.is_(None), Post.valid_to >= day)


def _held(organs: dict[int, Organ], post: Post) -> HeldPost:
    organ = organs[post.organ_id]
    return HeldPost(post.role, organ.id, organ.code, organ.name, frozenset(o.id for o in _lineage(organs, organ)),
                    post.substitute_for)


def actor_by_token(session: Session, token: str, *, today: date) -> Actor | None:
    """Who sends this bearer token, or None if it is unknown, revoked, or its owner no longer active."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    person_id = session.scalar(select(ApiToken.person_id).join(Person, Person.id == ApiToken.person_id).where(
        ApiToken.digest == digest(token), ApiToken.revoked_at.is_(None), Person.active))
    return load_actor(session, person_id, today=today) if person_id is not None else None


def person_by_login(session: Session, login: str) -> Person:
    """Raises NotFound(no_login)."""
    person = session.scalar(select(Person).where(Person.login == login))
    if person is None:
        raise NotFound(f"没有登录名“{login}”。", code="no_login")
    return person


def people(session: Session, ids) -> dict[int, Person]:
    """{id: person} for those that exist."""
    return {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(list(ids))))}


def people_with(session: Session, role: str, organ_id: int | None = None, *, today: date) -> list[Person]:
    """Active holders of the role today, in the organ or anywhere under it (None: anywhere)."""
    query = (select(Person).join(Post, Post.person_id == Person.id).join(Organ, Organ.id == Post.organ_id)
             .where(Post.role == role, Person.active, *valid_on(today)).order_by(Person.id).distinct())
    if organ_id is not None:
        query = query.where(Organ.path.startswith(organ_map(session)[organ_id].path, autoescape=True))
    return list(session.scalars(query))


def roles_of(session: Session, person_ids, *, today: date) -> dict[int, set[str]]:
    """{person id: roles held today}."""
    found: dict[int, set[str]] = {person_id: set() for person_id in person_ids}
    for person_id, role in session.execute(select(Post.person_id, Post.role).where(
            Post.person_id.in_(list(found)), *valid_on(today))):
        found[person_id].add(role)
    return found


def directory(session: Session, *, today: date) -> list[dict]:
    """Logins for `run.py accounts --json`: [{login, name, organ, posts: [{role, role_name, organ, organ_name}]}]; organ: the
    home of the first post, or None."""
    organs = organ_map(session)
    posts: dict[int, list[Post]] = {}
    for post in session.scalars(select(Post).where(*valid_on(today)).order_by(Post.id)):
        posts.setdefault(post.person_id, []).append(post)
    return [_entry(organs, person, posts.get(person.id, []))
            for person in session.scalars(select(Person).where(Person.active).order_by(Person.id))]


def _entry(organs: dict[int, Organ], person: Person, posts: list[Post]) -> dict:
    first = _home(_lineage(organs, organs[posts[0].organ_id])) if posts else None
    return {"login": person.login, "name": person.name, "organ": first.code if first else None,
            "posts": [{"role": p.role, "role_name": role_name(p.role), "organ": organs[p.organ_id].code,
                       "organ_name": organs[p.organ_id].name} for p in posts]}
