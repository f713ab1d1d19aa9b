"""A fresh layout of a diagram as it stands in the editor."""
from lxml import etree

from app.definitions.errors import require
from app.definitions.layout import layout
from app.definitions.texts import bytes_of, text_of
from app.engine.limits import Limits
from app.engine.markup import Element, Unreadable, bpmn, is_bpmn, local, parse
from app.kernel.errors import Rejection
from app.web import blueprint, store
from app.web.workshop.bodies import answer, told

MOST = 300      # elements and flows that are laid out at once: the time grows with their square
LINES = {"sequenceFlow", "association", "messageFlow", "dataInputAssociation", "dataOutputAssociation", "lane", "participant"}


@blueprint.post("/workshop/<int:rev>/layout")
def workshop_layout(rev: int):
    """{content} → {content}: the same diagram, drawn anew. 422 with a sentence for what cannot be drawn."""
    require(store.actor(), "definitions.edit", "编辑流程")
    content = bytes_of(told(content=str)["content"])
    _require_drawable(content)
    try:
        return answer({"content": text_of(layout(content))})
    except (KeyError, ValueError, IndexError, AttributeError, RecursionError, etree.LxmlError) as error:
        # Whatever the drawing stumbles over: the diagram stays as it is, and who asked is told.
        raise Rejection("这张图自动排不了版：有的连线接不上，或者结构不完整。请先处理问题栏里的错误。", code="no_layout", status=422) from error


def _require_drawable(content: bytes) -> None:
    try:
        root = parse(content, "流程图", Limits())
    except Unreadable as error:
        raise Rejection(f"没有排版：{error.problem.sentence}", code="no_layout", status=422) from error
    count = _size(root)
    if not count:
        raise Rejection("没有排版：文件里没有流程。", code="no_layout", status=422)
    if count > MOST:
        raise Rejection(f"没有排版：图里有 {count} 个环节和连线，超过自动排版的上限 {MOST}。请把一部分拆成另一个流程。", code="no_layout", status=422)


def _size(root: Element) -> int:
    """Nodes and flows of all processes, and what lies between them. Lines are laid out without an id too."""
    rooms = [*root.iter(bpmn("process")), *root.iter(bpmn("collaboration"))]
    return sum(1 for room in rooms for e in room.iterdescendants() if is_bpmn(e) and (e.get("id") or local(e) in LINES))
