// Making shapes from the catalogue's entries and from the templates of acts.
import { selfAndAllChildren } from 'diagram-js/lib/util/Elements';
import { freeEdge, longest, middle } from './places.js';

const GAP = 60;         // at least so long are the flows on both sides of what was put into one

export class Making {
  constructor(elementFactory, modeling, autoPlace, create, selection, spaceTool, canvas, editingOf) {
    Object.assign(this, { elementFactory, modeling, autoPlace, create, selection, spaceTool, canvas, editingOf });
  }

  /** The shapes of an entry: an expanded sub-process comes with its start event. */
  shapes({ target, properties, name }) {
    if (target.type === 'bpmn:Participant') return [this.elementFactory.createParticipantShape({ isExpanded: target.isExpanded })];
    const shape = this.elementFactory.createShape({ ...target });
    if (name) shape.businessObject.name = name;
    if (properties) this.preset(shape.businessObject, properties);
    if (!target.isExpanded || !shape.businessObject.$instanceOf('bpmn:SubProcess')) return [shape];
    const start = this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: shape });
    return [Object.assign(shape, { x: 0, y: 0 }), start];
  }

  /** Extension properties of a shape that is not drawn yet, so outside the command stack. */
  preset(bo, properties) {
    const create = (type, values, owner) => this.editingOf().create(type, values, owner);
    const box = create('bpmn:ExtensionElements', { values: [] }, bo);
    const list = create('spiffworkflow:Properties', { properties: [] }, box);
    list.properties = Object.entries(properties).map(([name, value]) => create('spiffworkflow:Property', { name, value }, list));
    box.values = [list];
    bo.extensionElements = box;
  }

  /** Draws it with the mouse. */
  start(event, entry, source) {
    const shapes = this.shapes(entry);
    this.create.start(event, shapes.length > 1 ? shapes : shapes[0], { source, hints: { autoSelect: [shapes[0]] } });
  }

  /** Puts it behind `source`, with a flow. */
  append(entry, source) {
    const [shape, start] = this.shapes(entry);
    this.editingOf().together(() => {
      const placed = this.autoPlace.append(source, shape);
      if (start) this.modeling.createShape(start, { x: placed.x + 60, y: placed.y + placed.height / 2 }, placed);
    });
    return shape;
  }

  /** Puts it into a flow: room is made to the right where the flow is too short. */
  insert(entry, flow) {
    const [shape] = this.shapes(entry);
    this.editingOf().together(() => {
      const level = longest(flow.waypoints)[0].y;
      this.makeRoom(flow, shape.width + 2 * GAP);
      this.stretch(flow, shape.width + 2 * GAP, level);
      this.modeling.createElements([shape], middle(longest(flow.waypoints, level)), flow);
    });
    this.selection.select(shape);
  }

  makeRoom(flow, wanted) {
    const [from, to] = longest(flow.waypoints);
    const missing = wanted - (to.x - from.x);
    if (missing <= 0 || Math.abs(from.y - to.y) > 1) return;
    const start = (from.x + to.x) / 2;
    const everything = selfAndAllChildren(this.canvas.getRootElement(), true);
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(everything, 'x', missing, start);
    this.spaceTool.makeSpace(movingShapes, resizingShapes, { x: missing, y: 0 }, 'e', start);
  }

  /** What stands right of the flow has moved; its bend moves after it, where the flow turns before it arrives. */
  stretch(flow, wanted, level) {
    const [from, to] = longest(flow.waypoints, level);
    const missing = wanted - (to.x - from.x);
    if (missing <= 0 || to === flow.waypoints.at(-1) || to.y !== level) return;
    const bend = flow.waypoints.indexOf(to);
    this.modeling.updateWaypoints(flow, flow.waypoints.map(({ x, y }, n) => ({ x: n >= bend && x === to.x ? x + missing : x, y })));
  }

  /** Hangs it on an edge of an activity, beside what hangs there, and selects it. */
  attach(entry, host) {
    const [shape] = this.shapes(entry);
    const made = this.modeling.createShape(shape, freeEdge(host), host, { attach: true });
    this.selection.select(made);
    return made;
  }
}

Making.$inject = ['elementFactory', 'modeling', 'autoPlace', 'create', 'selection', 'spaceTool', 'canvas', 'editingOf'];
