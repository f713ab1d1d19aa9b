// Where the canvas looks.
import { isFlowNode, within } from '../model/types.js';

const BESIDE = 90, MARGIN = 24, LEGIBLE = 0.55;      // pixels that the palette takes, and around; smaller than this nobody reads it

/** At first the whole width if it can be read, else the start of the process at a legible size; or where one was looking before. */
export function showAtFirst(modeler, before) {
  const canvas = modeler.get('canvas');
  if (before) return void canvas.viewbox(before);
  fit(canvas);
  if (canvas.zoom() >= LEGIBLE) return;
  const start = modeler.get('elementRegistry').find((one) => one.type === 'bpmn:StartEvent' && one.parent?.type !== 'bpmn:SubProcess');
  canvas.zoom(0.8);
  const { inner, outer } = canvas.viewbox();
  const width = outer.width / 0.8, height = outer.height / 0.8;
  const y = start ? Math.max(inner.y - 20, start.y - height / 2) : inner.y - 20;
  canvas.viewbox({ x: inner.x - BESIDE / 0.8, y, width, height });
}

/** All of it, beside the palette, not larger than it is. */
export function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min((outer.width - BESIDE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height, 1);
  const width = outer.width / scale, height = outer.height / scale;
  const left = BESIDE / scale, room = width - left - MARGIN / scale;
  canvas.viewbox({ x: inner.x - left - Math.max(room - inner.width, 0) / 2, y: inner.y - (height - inner.height) / 2, width, height });
}

export function zoom(modeler, step) {
  modeler.get('zoomScroll').stepZoom(step);
}

/** Selects the element, on its plane, and brings it into the middle. An id that is not drawn leads to the drawn element around it. */
export function goTo(modeler, id) {
  const registry = modeler.get('elementRegistry'), canvas = modeler.get('canvas');
  const element = registry.get(id) ?? drawnAround(modeler, id);
  if (!element) return false;
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  modeler.get('selection').select(element === canvas.getRootElement() ? null : element);
  if (element !== canvas.getRootElement()) centre(canvas, element);
  return true;
}

function centre(canvas, element) {
  if (canvas.zoom() < 0.5) canvas.zoom(0.8);
  const { outer, scale } = canvas.viewbox();
  const width = outer.width / scale, height = outer.height / scale;
  const middle = () => ({ x: element.x + Math.min(element.width, width) / 2, y: element.y + element.height / 2 });
  const box = element.waypoints ? middleOf(element.waypoints) : middle();
  canvas.viewbox({ x: box.x - width / 2, y: box.y - height / 2, width, height });
}

function middleOf(points) {
  const [a, b] = [points[Math.floor((points.length - 1) / 2)], points[Math.ceil((points.length - 1) / 2)]];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** An event definition, a message, a process: what is drawn of them or around them. */
function drawnAround(modeler, id) {
  const registry = modeler.get('elementRegistry');
  return registry.find((one) => {
    const bo = one.businessObject;
    return bo && (bo.processRef?.id === id || bo.loopCharacteristics?.id === id || (bo.eventDefinitions ?? []).some((one) => refersTo(one, id)));
  });
}

const refersTo = (one, id) => [one, one.messageRef, one.signalRef, one.errorRef, one.escalationRef].some((each) => each?.id === id);

/** The flow nodes that no diagram of the file draws. */
export function undrawn(modeler) {
  const definitions = modeler.getDefinitions();
  const drawn = new Set((definitions.diagrams ?? []).flatMap(({ plane }) => plane?.planeElement ?? []).map((di) => di.bpmnElement?.id));
  const nodes = (definitions.rootElements ?? []).filter((one) => one.$type === 'bpmn:Process').flatMap((process) => [...within(process)]);
  return nodes.filter((one) => isFlowNode(one) && !drawn.has(one.id));
}
