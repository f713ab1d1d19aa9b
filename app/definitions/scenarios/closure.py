"""Which files a process needs to be walked: its own, those of the processes that it calls, the tables that it asks, the forms of its tasks.

Read from the text, so that a file elsewhere in the bundle that is broken at the moment stops nobody from trying this one.
"""
import re
from collections.abc import Mapping

PROCESS = re.compile(rb"<(?:\w+:)?process\b[^>]*?\bid\s*=\s*[\"']([^\"']+)[\"']")
DECISION = re.compile(rb"<(?:\w+:)?decision\b[^>]*?\bid\s*=\s*[\"']([^\"']+)[\"']")
CALLED = re.compile(rb"\bcalledElement\s*=\s*[\"']([^\"']+)[\"']")
ASKED = re.compile(rb"calledDecisionId>\s*([^<\s]+)\s*<")
SHOWN = re.compile(rb"<[^<>]*\bname\s*=\s*[\"']form[\"'][^<>]*\bvalue\s*=\s*[\"']([^\"']+)[\"']")


def needed(files: Mapping[str, bytes], process: str, *, deep: bool = True) -> dict[str, bytes]:
    """The files, in the order of `files`. An unknown process needs none. Not `deep`: called processes are left out."""
    homes = _homes(files)
    found, todo = set(), [("p", process)]
    while todo:
        home = homes.get(todo.pop())
        if home is not None and home not in found:
            found.add(home)
            todo += [one for one in _wanted(home, files[home]) if deep or one[0] != "p"]
    return {name: content for name, content in files.items() if name in found}


def _homes(files: Mapping[str, bytes]) -> dict[tuple[str, str], str]:
    """{(p process | d decision | f form, its id): name of the file}"""
    found: dict[tuple[str, str], str] = {}
    for name, content in files.items():
        sign = {".bpmn": ("p", PROCESS), ".dmn": ("d", DECISION)}.get(name[name.rfind("."):])
        for id in sign[1].findall(content) if sign else []:
            found.setdefault((sign[0], id.decode(errors="replace")), name)
        if name.endswith(".form"):
            found[("f", name.removesuffix(".form"))] = name
    return found


def _wanted(name: str, content: bytes) -> list[tuple[str, str]]:
    if not name.endswith(".bpmn"):
        return []
    return [(kind, id.decode(errors="replace")) for kind, pattern in (("p", CALLED), ("d", ASKED), ("f", SHOWN)) for id in pattern.findall(content)]
