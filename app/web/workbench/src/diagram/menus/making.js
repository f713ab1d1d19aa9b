// Making shapes from the catalogue's entries and from the templates of acts.

export class Making {
  constructor(elementFactory, modeling, autoPlace, create, editingOf) {
    Object.assign(this, { elementFactory, modeling, autoPlace, create, editingOf });
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

  /** Hangs it on the lower edge of an activity, beside what hangs there. */
  attach(entry, host) {
    const [shape] = this.shapes(entry);
    const taken = host.attachers.length;
    const x = Math.max(host.x + host.width - 18 - taken * 44, host.x + 18);
    return this.modeling.createShape(shape, { x, y: host.y + host.height }, host, { attach: true });
  }
}

Making.$inject = ['elementFactory', 'modeling', 'autoPlace', 'create', 'editingOf'];
