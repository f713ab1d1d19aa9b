"""Draw a BPMN 2.0 file: lane-aware coordinates and orthogonal edges (layout), and judge a drawing (check).

Pipeline: read the model → inner scopes first: columns, rows, coordinates, edges → stack pools → message flows → labels →
write DI.
It does not draw groups, choreographies or vertical pools, does not keep manual positions, and takes 2–4 s for 40 nodes.
"""
from lxml import etree

from app.definitions.layout.labels import place_labels
from app.definitions.layout.lint import WEIGHT, Finding, check, score
from app.definitions.layout.names import parse_xml
from app.definitions.layout.pools import arrange
from app.definitions.layout.reading import read_model
from app.definitions.layout.writing import Writer, indent_diagrams

__all__ = ["WEIGHT", "Finding", "check", "layout", "score"]


def layout(xml: bytes) -> bytes:
    """The same file with a fresh diagram; raises lxml.etree.XMLSyntaxError for what is not XML."""
    root = parse_xml(xml)
    model = read_model(root)
    arrange(model)
    tops = [p.scope for p in model.pools if p.scope] + (model.scopes if model.collaboration else model.scopes[:1])
    place_labels(model.pools, tops, model.loose, model.notes)
    Writer(model).write()
    indent_diagrams(root)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
