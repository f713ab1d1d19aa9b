"""Which files a process needs to be walked: its own, those of the processes that it calls, the tables that it asks, the forms of its tasks.

Read from the text, so that a file elsewhere in the bundle that is broken at the moment stops nobody from trying this one.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.pieces import LARGEST, Kept

# Each stops at the next tag: these are asked of files as they are typed, and a pattern that may run on from every tag to the end of the file
# would keep the whole server waiting.
PROCESS = re.compile(rb"<(?:\w+:)?process\b[^<>]*?\bid\s*=\s*[\"']([^\"'<]+)[\"']")
DECISION = re.compile(rb"<(?:\w+:)?decision\b[^<>]*?\bid\s*=\s*[\"']([^\"'<]+)[\"']")
CALLED = re.compile(rb"\bcalledElement\s*=\s*[\"']([^\"']+)[\"']")
ASKED = re.compile(rb"calledDecisionId>\s*([^<>\s]+)\s*<")
TAG, SHOWS = re.compile(rb"<[^<>]*>"), re.compile(rb"\bname\s*=\s*[\"']form[\"']")
SHOWN = re.compile(rb"\bvalue\s*=\s*[\"']([^\"']+)[\"']")
_read = Kept(400)


@dataclass(frozen=True)
class Links:
    """`holds`: (p process | d decision | f form, id) that the file is the home of; `wants`: those that it refers to."""

    holds: tuple[tuple[str, str], ...]
    wants: tuple[tuple[str, str], ...]


def needed(files: Mapping[str, bytes], process: str, *, deep: bool = True) -> dict[str, bytes]:
    """The files, in the order of `files`. An unknown process needs none. Not `deep`: called processes are left out."""
    links = {name: links_of(name, content) for name, content in files.items()}
    homes: dict[tuple[str, str], str] = {}
    for name, one in links.items():
        for held in one.holds:
            homes.setdefault(held, name)
    found, todo = set(), [("p", process)]
    while todo:
        home = homes.get(todo.pop())
        if home is not None and home not in found:
            found.add(home)
            todo += [one for one in links[home].wants if deep or one[0] != "p"]
    return {name: content for name, content in files.items() if name in found}


def links_of(name: str, content: bytes) -> Links:
    """Read once for a file's content."""
    return _read.get((name, content), lambda: _links(name, content), keep=len(content) <= LARGEST)


def _links(name: str, content: bytes) -> Links:
    kind = name[name.rfind("."):]
    if kind == ".form":
        return Links((("f", name.removesuffix(".form")),), ())
    if kind == ".dmn":
        return Links(_ids("d", DECISION, content), ())
    if kind == ".bpmn":
        return Links(_ids("p", PROCESS, content), _ids("p", CALLED, content) + _ids("d", ASKED, content) + _ids("f", SHOWN, *_showing(content)))
    return Links((), ())


def _showing(content: bytes) -> list[bytes]:
    """Tags that name a form. Found one by one: within one tag, too, a pattern of both attributes would look from each to the end."""
    return [tag for tag in TAG.findall(content) if b"form" in tag and SHOWS.search(tag)]


def _ids(kind: str, pattern: re.Pattern, *contents: bytes) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((kind, id.decode(errors="replace")) for content in contents for id in pattern.findall(content)))
