// Changes of the model, every one through the command stack, so that each can be undone. `together` makes several one step.

class Together {
  preExecute(context) {
    context.work();
  }

  execute() {
    return [];
  }

  revert() {
    return [];
  }
}

export class Editing {
  /** A viewer has no `modeling`, and nothing here is called that would change it. */
  constructor(modeler) {
    this.modeler = modeler;
    this.registry = modeler.get('elementRegistry');
    this.moddle = modeler.get('moddle');
    this.modeling = modeler.get('modeling', false);
    this.factory = modeler.get('bpmnFactory', false);
    this.stack = modeler.get('commandStack', false);
    this.stack?.registerHandler('zfl.together', Together);
  }

  /** Does `work` as one step of undo. */
  together(work) {
    this.stack.execute('zfl.together', { work });
  }

  /** A new model element with its owner set, as the writer needs it. */
  create(type, properties, owner) {
    const made = this.factory.create(type, properties);
    made.$parent = owner;
    return made;
  }

  /** Sets properties of what belongs to `element`: its business object, an event definition, a root element … */
  set(element, owner, properties) {
    if (owner === element.businessObject) this.modeling.updateProperties(element, properties);
    else this.modeling.updateModdleProperties(element, owner, properties);
  }

  get definitions() {
    return this.modeler.getDefinitions();
  }

  /** The root elements of a type: messages, signals, errors, escalations. */
  roots(type) {
    return (this.definitions.rootElements ?? []).filter((one) => one.$type === type);
  }

  addRoot(element, type, properties) {
    const made = this.create(type, properties, this.definitions);
    this.set(element, this.definitions, { rootElements: [...this.definitions.rootElements, made] });
    return made;
  }

  /** `wish`, or wish_2, wish_3 … : an id that nothing in the file has yet. */
  freeId(wish) {
    let id = wish;
    for (let n = 2; this.moddle.ids.assigned(id); n += 1) id = `${wish}_${n}`;
    return id;
  }
}
