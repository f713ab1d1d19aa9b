// What kind of thing a business object is.
export const typeOf = (bo) => bo.$type.replace('bpmn:', '');
export const isActivity = (bo) => bo.$instanceOf?.('bpmn:Activity') ?? false;
export const isEvent = (bo) => bo.$instanceOf?.('bpmn:Event') ?? false;
export const isFlowNode = (bo) => bo.$instanceOf?.('bpmn:FlowNode') ?? false;

/** The process that the element lies in; of a pool, its process. */
export function processOf(bo) {
  if (bo.$instanceOf('bpmn:Participant')) return bo.processRef;
  let owner = bo;
  while (owner && typeOf(owner) !== 'Process') owner = owner.$parent;
  return owner;
}

/** Whatever lies in a process, sub-processes' content too. */
export function* within(scope) {
  for (const element of scope?.flowElements ?? []) {
    yield element;
    if (element.flowElements) yield* within(element);
  }
}
