"""A BPMN diagram as SVG and in words, made by the server from the diagram's own layout (BPMN DI).

Not: parsing for execution (engine), pages (web). The SVG is for a strict content policy: presentation attributes and classes only.
"""
from app.web.diagram.drawing import draw
from app.web.diagram.outline import Step, outline, steps

__all__ = ["Step", "draw", "outline", "steps"]
