"""What every template may call: icons, static files, navigation, the bell, the actor's main post."""
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import thread_time

from flask import Flask, g, url_for
from markupsafe import Markup, escape

from app.definitions import diff
from app.tasks import queries as tasks
from app.web import fieldset, names, store

STATIC = Path(__file__).parent / "static"
MOST_ON_WORDS = 2.0     # seconds of computing
SUPERVISES = ("case.supervise", "case.view_district", "case.view_all")


@dataclass(frozen=True)
class NavItem:
    key: str
    label: str
    endpoint: str
    icon: str

    @property
    def href(self) -> str:
        return address(self.endpoint)


@cache
def address(endpoint: str) -> str:
    """Of a page without parameters: the same for as long as the process lives."""
    return url_for(endpoint)


INBOX = NavItem("inbox", "工作台", "web.inbox_page", "checklist")
CASES = NavItem("cases", "案件", "web.case_list", "folder")
WHISTLES = NavItem("whistles", "哨令", "web.whistle_list", "speakerphone")
LISTS = NavItem("lists", "清单", "web.problem_list", "list-details")
SUPERVISION = NavItem("supervision", "督查", "web.supervision_page", "eye")
DEFINITIONS = NavItem("definitions", "流程与规则", "web.definition_list", "git-branch")
REGISTER = NavItem("register", "登记", "web.register_page", "plus")
MORE = NavItem("me", "更多", "web.me", "dots")


def navigation() -> list[NavItem]:
    items = [INBOX, CASES, WHISTLES, LISTS]
    if any(store.actor().may(p) for p in SUPERVISES):
        items.append(SUPERVISION)
    return [*items, DEFINITIONS]


def phone_navigation() -> list[NavItem]:
    first = [INBOX, REGISTER] if store.actor().may("case.register") else [INBOX]
    return [*first, WHISTLES, CASES, MORE]


@cache
def icon(name: str, size: int = 16) -> Markup:
    """A sign of the sprite. Decoration for screen readers: a word stands beside it."""
    svg = Markup('<svg class="zf-i s{}" aria-hidden="true"><use href="{}#{}"/></svg>')
    return svg.format(size, asset("vendor/icons.svg"), name)


@cache
def asset(path: str) -> str:
    """A static file's address, with its content in the query so that a browser keeps it until it changes. Files change between starts of
    the server only."""
    file = STATIC / path
    version = sha256(file.read_bytes()).hexdigest()[:8] if file.exists() else "0"
    return f"{url_for('web.static', filename=path)}?v={version}"


def unread() -> int:
    """Unread lines of the bell, counted once a request."""
    if "unread" not in g:
        with store.reading() as session:
            g.unread = tasks.unread(session, store.actor())
    return g.unread


def main_post() -> str:
    """值班长 · 甲镇综合行政执法队; the first post when there are several."""
    posts = store.actor().posts
    if not posts:
        return "今天没有岗位"
    more = f" 等 {len(posts)} 岗" if len(posts) > 1 else ""
    return f"{names.role_names(posts[0].role)} · {posts[0].organ_name}{more}"


def segments(old: str, new: str) -> list[tuple[str, str]]:
    """A value with its change in it. A page that has spent its time on that, because of values made for it, shows the others whole."""
    spent, begun = g.get("spent_on_words", 0.0), thread_time()
    found = diff.words(old, new) if spent < MOST_ON_WORDS else diff.apart(old, new)
    g.spent_on_words = spent + thread_time() - begun
    return found


def register(app: Flask) -> None:
    app.jinja_env.filters.update(names.FILTERS, anchor=fieldset.anchor, in_words=fieldset.in_words, zip=zip)
    app.jinja_env.globals.update(icon=icon, asset=asset, navigation=navigation, phone_navigation=phone_navigation, unread=unread,
                                 main_post=main_post, escape=escape, segments=segments, today=store.today)
