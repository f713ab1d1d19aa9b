// A fresh layout, as the server draws it, taken over as one step of undo: only places change, nothing is imported anew.

class TakeLayout {
  execute(context) {
    context.before = context.places.map(([element]) => [element, placeOf(element)]);
    return put(context.places);
  }

  revert(context) {
    return put(context.before);
  }
}

class LayoutFrom {
  constructor(commandStack, elementRegistry, moddle) {
    Object.assign(this, { commandStack, elementRegistry, moddle });
    commandStack.registerHandler('zfl.layout', TakeLayout);
  }

  /** Moves everything to where this XML draws it. False, and nothing is done, if it draws what is not drawn here. */
  async take(xml) {
    const { rootElement } = await this.moddle.fromXML(xml);
    const drawn = rootElement.diagrams.flatMap((diagram) => diagram.plane.planeElement ?? []).filter((di) => di.bpmnElement);
    if (!drawn.every((di) => this.elementRegistry.get(di.bpmnElement.id))) return false;
    this.commandStack.execute('zfl.layout', { places: drawn.flatMap((di) => this.places(di)) });
    return true;
  }

  places(di) {
    const element = this.elementRegistry.get(di.bpmnElement.id);
    const own = di.bounds ? { bounds: plain(di.bounds) } : { waypoints: di.waypoint.map(({ x, y }) => ({ x, y })) };
    const label = element.label && (di.label?.bounds ?? beside(own));
    return [[element, own], ...(label ? [[element.label, { bounds: plain(label) }]] : [])];
  }
}
LayoutFrom.$inject = ['commandStack', 'elementRegistry', 'moddle'];

const plain = ({ x, y, width, height }) => ({ x, y, width, height });

/** Where a label goes that the new drawing has no place for. */
function beside({ bounds, waypoints }) {
  const [first, second] = waypoints ?? [];
  if (bounds) return { x: bounds.x - 27, y: bounds.y + bounds.height + 4, width: 90, height: 20 };
  return { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 - 20, width: 60, height: 14 };
}

function placeOf(element) {
  return element.waypoints ? { waypoints: element.waypoints.map((point) => ({ ...point })) } : { bounds: plain(element) };
}

function put(places) {
  for (const [element, { bounds, waypoints }] of places) {
    if (waypoints) putWaypoints(element, waypoints);
    else putBounds(element, bounds);
  }
  return places.map(([element]) => element);
}

function putWaypoints(element, waypoints) {
  const { di } = element;
  element.waypoints = waypoints.map((point) => ({ ...point }));
  di.waypoint = waypoints.map(({ x, y }) => Object.assign(di.$model.create('dc:Point', { x, y }), { $parent: di }));
}

function putBounds(element, bounds) {
  Object.assign(element, bounds);
  const { di } = element;
  const owner = element.labelTarget ? labelOf(di) : di;
  if (!owner.bounds) owner.bounds = Object.assign(di.$model.create('dc:Bounds', {}), { $parent: owner });
  Object.assign(owner.bounds, bounds);
}

function labelOf(di) {
  if (!di.label) di.label = Object.assign(di.$model.create('bpmndi:BPMNLabel', {}), { $parent: di });
  return di.label;
}

export const layoutModule = { layoutFrom: ['type', LayoutFrom] };
