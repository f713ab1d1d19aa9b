// 条件: on a flow, and all of them together at the element they leave.
import { html } from './ui.js';
import { Check, Feel, Text } from './fields.js';
import { typeOf } from '../model/types.js';
import { kindOf } from '../words/elements.js';

const CHOOSING = ['ExclusiveGateway', 'InclusiveGateway', 'ComplexGateway'];
const chooses = (bo) => CHOOSING.includes(typeOf(bo)) || bo.$instanceOf('bpmn:Activity');

export function Condition(context) {
  const { bo, editing, disabled } = context;
  const source = bo.sourceRef;
  if (!chooses(source)) return html`<p class="zd-help">${WHY_NOT[typeOf(source)] ?? '从这里出去的线没有条件，总是走。'}</p>`;
  const isDefault = source.default === bo;
  const setDefault = (on) => makeDefault(editing, source, on ? bo : undefined);
  return html`
    <${Check} label="默认走这条" value=${isDefault} disabled=${disabled} onChange=${setDefault} help="别的条件都不成立时走这条，它自己不写条件。" />
    ${!isDefault && html`<${FlowCondition} ...${context} flow=${bo} flowElement=${context.element} label="条件" />`}
    ${!isDefault && typeOf(source) === 'ExclusiveGateway' && html`<p class="zd-help">从上往下，先成立的先走，只走一条。</p>`}`;
}

const WHY_NOT = { ParallelGateway: '并行网关的每一条都走，没有条件。', EventBasedGateway: '哪件事先发生就走哪一条，条件写在后面的事件里。' };

/** The whole choice at its gateway or activity: each way out with its condition, and which is the default. */
export function Outgoing(context) {
  const { bo, editing, disabled } = context;
  if (!chooses(bo)) return html`<p class="zd-help">${WHY_NOT[typeOf(bo)] ?? '每一条都走。'}</p>`;
  return html`<div class="zd-rows">${bo.outgoing.map((flow) => html`<div class="zd-pair" key=${flow.id}>
    <p class="zd-exit"><b>${flow.name || '（没有名称）'}</b> → ${flow.targetRef.name || `${kindOf(flow.targetRef)} ${flow.targetRef.id}`}</p>
    <${Check} label="默认走这条" value=${bo.default === flow} disabled=${disabled}
      onChange=${(on) => makeDefault(editing, bo, on ? flow : undefined)} />
    ${bo.default !== flow && html`<${FlowCondition} ...${context} flow=${flow} flowElement=${editing.registry.get(flow.id)}
      label="条件" />`}
  </div>`)}</div>`;
}

function FlowCondition({ flow, flowElement, label, editing, host, pending, disabled }) {
  const expression = flow.conditionExpression;
  if (expression?.language && !/feel/i.test(expression.language)) {
    return html`<${Text} label=${`条件（${expression.language}，系统不执行）`} value=${expression.body} disabled />`;
  }
  return html`<${Feel} label=${label} value=${expression?.body ?? ''} element=${flow.id} ...${{ host, pending, disabled }}
    onChange=${(text) => setCondition(editing, flowElement, text.trim())} help="成立就走这条，例如 result = ${'"object"'}。" />`;
}

export function setCondition(editing, element, body) {
  const flow = element.businessObject;
  if (flow.conditionExpression && body) return editing.set(element, flow.conditionExpression, { body });
  const conditionExpression = body ? editing.create('bpmn:FormalExpression', { body }, flow) : undefined;
  return editing.set(element, flow, { conditionExpression });
}

/** A default flow has no condition; the one that was default before keeps none. */
export function makeDefault(editing, source, flow) {
  editing.together(() => {
    if (flow?.conditionExpression) editing.set(editing.registry.get(flow.id), flow, { conditionExpression: undefined });
    editing.set(editing.registry.get(source.id), source, { default: flow });
  });
}
