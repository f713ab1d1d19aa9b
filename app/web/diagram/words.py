"""What the elements are called in Chinese, for titles and the text version."""
from app.definitions.naming import kind_of
from app.engine.markup import Element, is_bpmn, kids
from app.web.diagram.reading import processes

__all__ = ["kind_of", "lane_of", "lanes"]


def lanes(root: Element, process_id: str | None = None) -> dict[str, str]:
    """Element id → name of its innermost lane; what lies in a sub-process is in the sub-process's lane."""
    found = {}
    for process in processes(root, process_id):
        for lane in process.iter("{*}lane"):
            found |= {r.text.strip(): lane.get("name") or "" for r in kids(lane, "flowNodeRef") if r.text}
    return found


def lane_of(element: Element | None, named: dict[str, str]) -> str:
    while element is not None and is_bpmn(element):
        if element.get("id") in named:
            return named[element.get("id")]
        element = element.getparent()
    return ""
