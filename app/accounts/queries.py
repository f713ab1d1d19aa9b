"""Reads of organs, people and posts. All of it is reference data: rows come as frozen copies that the process keeps."""
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.model import Actor, ApiToken, HeldPost, Organ, Person, Post
from app.accounts.operations import TOKEN_PREFIX, digest
from app.accounts.policy import permissions_of
from app.accounts.roles import OUTSIDE, role_name
from app.kernel import reference
from app.kernel.errors import NotFound

UNITS = frozenset({"team", "office", "station", "grid"})     # below a street or a department, never a legal subject
_Organ, _Person, _Post, _ApiToken = (reference.frozen(model) for model in (Organ, Person, Post, ApiToken))


# ---- organs -----------------------------------------------------------------------------------------------------------
@reference.section
def organ_map(session: Session) -> Mapping[int, Organ]:
    """All organs by id."""
    return MappingProxyType({organ.id: organ for organ in reference.copies(session, Organ, _Organ)})


@reference.section
def codes(session: Session) -> Mapping[str, int]:
    """{organ code: id}."""
    return MappingProxyType({organ.code: organ.id for organ in organ_map(session).values()})


def organ_by_code(session: Session, code: str) -> Organ:
    """Raises NotFound(no_organ)."""
    organ_id = codes(session).get(code)
    if organ_id is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="no_organ", organ=code)
    return organ_map(session)[organ_id]


@reference.section
def home(session: Session, organ_id: int) -> Organ:
    """The street, department or bureau that a unit belongs to; the organ itself if it is no unit."""
    lineage = _lineage(session, organ_id)
    return next((o for o in lineage if o.kind not in UNITS), lineage[-1])


@reference.section
def _below(session: Session, organ_id: int) -> Mapping[int, Organ]:
    organs = organ_map(session)
    return MappingProxyType({o.id: o for o in organs.values() if o.path.startswith(organs[organ_id].path)})


def below(session: Session, organ_id: int) -> list[Organ]:
    """The organ and everything under it."""
    return list(_below(session, organ_id).values())


@reference.section
def _lineage(session: Session, organ_id: int) -> tuple[Organ, ...]:
    """The organ, then each one over it, without the district: a post there must not count for the whole district."""
    organs = organ_map(session)
    line = [organs[organ_id]]
    while (parent := organs.get(line[-1].parent_id)) is not None and parent.kind != "district":
        line.append(parent)
    return tuple(line)


# ---- people and posts -------------------------------------------------------------------------------------------------
def load_actor(session: Session, person_id: int, *, today: date) -> Actor:
    """Who acts, with the posts valid today (substitution and posting are posts like any other). Raises NotFound if the person
    is unknown or no longer active: a session or token of theirs ends at once."""
    return _actor(session, person_id, today)


@reference.section
def _actor(session: Session, person_id: int, today: date) -> Actor:
    person = _people(session).get(person_id)
    if person is None or not person.active:
        raise NotFound("这个登录名已停用。", code="no_login")
    posts = tuple(_held(session, post) for post in posts_of(session, person_id, today=today))
    staff = [p for p in posts if p.role not in OUTSIDE]
    return Actor(person.id, person.login, person.name, posts, permissions_of(p.role for p in posts),
                 frozenset().union(*(p.above for p in staff)))


def _held(session: Session, post: Post) -> HeldPost:
    organ = organ_map(session)[post.organ_id]
    return HeldPost(post.role, organ.id, organ.code, organ.name, frozenset(o.id for o in _lineage(session, organ.id)),
                    post.substitute_for)


def actor_by_token(session: Session, token: str, *, today: date) -> Actor | None:
    """Who sends this bearer token, or None if it is unknown, revoked, or its owner no longer active."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    person_id = _tokens(session).get(digest(token))
    person = _people(session).get(person_id)
    return load_actor(session, person_id, today=today) if person is not None and person.active else None


@reference.section
def _tokens(session: Session) -> Mapping[str, int]:
    """{digest: person id} of the tokens in force."""
    return MappingProxyType({t.digest: t.person_id for t in reference.copies(session, ApiToken, _ApiToken) if t.revoked_at is None})


@reference.section
def _people(session: Session) -> Mapping[int, Person]:
    return MappingProxyType({person.id: person for person in reference.copies(session, Person, _Person)})


@reference.section
def _posts(session: Session) -> Mapping[int, tuple[Post, ...]]:
    """{person id: posts of any day, in the order given}."""
    return _grouped(reference.copies(session, Post, _Post), "person_id")


@reference.section
def _holders(session: Session) -> Mapping[str, tuple[Post, ...]]:
    """{role: posts of any day}."""
    return _grouped(reference.copies(session, Post, _Post), "role")


def _grouped(posts: Iterable[Post], by: str) -> Mapping:
    groups = defaultdict(list)
    for post in posts:
        groups[getattr(post, by)].append(post)
    return MappingProxyType({key: tuple(group) for key, group in groups.items()})


def _valid(post: Post, day: date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or post.valid_to >= day)


def person_by_login(session: Session, login: str) -> Person:
    """The person as an object of this session, which may be changed. Raises NotFound(no_login)."""
    person = session.scalar(select(Person).where(Person.login == login))
    if person is None:
        raise NotFound(f"没有登录名“{login}”。", code="no_login")
    return person


def people(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """{id: person} for those that exist."""
    known = _people(session)
    return {i: known[i] for i in ids if i in known}


def posts_of(session: Session, person_id: int, *, today: date) -> list[Post]:
    """The posts that somebody holds today, in the order in which they were given."""
    return [post for post in _posts(session).get(person_id, ()) if _valid(post, today)]


def holders(session: Session, roles: Iterable[str], organ_id: int | None = None, *, today: date) -> list[tuple[Person, Post]]:
    """Active holders of these roles today, in the organ or anywhere under it (None: anywhere), by post."""
    known, by_role, inside = _people(session), _holders(session), _below(session, organ_id) if organ_id is not None else organ_map(session)
    held = (post for role in roles for post in by_role.get(role, ()) if post.organ_id in inside and _valid(post, today))
    return [(known[post.person_id], post) for post in sorted(held, key=lambda post: post.id) if known[post.person_id].active]


def people_with(session: Session, role: str, organ_id: int | None = None, *, today: date) -> list[Person]:
    """Those of `holders` for one role, each once, by id."""
    found = {person.id: person for person, _ in holders(session, [role], organ_id, today=today)}
    return [found[i] for i in sorted(found)]


def roles_of(session: Session, person_ids: Iterable[int], *, today: date) -> dict[int, set[str]]:
    """{person id: roles held today}."""
    return {i: {post.role for post in posts_of(session, i, today=today)} for i in person_ids}


def directory(session: Session, *, today: date) -> list[dict]:
    """Logins for `run.py accounts --json`: [{login, name, organ, posts: [{role, role_name, organ, organ_name}]}]; organ: the
    home of the first post, or None."""
    return [_entry(session, person, posts_of(session, person.id, today=today)) for person in _people(session).values() if person.active]


def _entry(session: Session, person: Person, posts: list[Post]) -> dict:
    organs = organ_map(session)
    first = home(session, posts[0].organ_id) if posts else None
    return {"login": person.login, "name": person.name, "organ": first.code if first else None,
            "posts": [{"role": p.role, "role_name": role_name(p.role), "organ": organs[p.organ_id].code,
                       "organ_name": organs[p.organ_id].name} for p in posts]}
