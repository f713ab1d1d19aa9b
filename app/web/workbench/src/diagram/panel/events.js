// 事件: what an event waits for or throws.
import { html } from './ui.js';
import { Check, Feel, Pick, Text } from './fields.js';
import { MessageFields, Payload, Variable } from './messages.js';
import { RootPick } from './roots.js';
import { TimerFields } from './timing.js';
import { canBeNonInterrupting, getInterruptingProperty } from 'bpmn-js/lib/features/modeling/behavior/util/NonInterruptingUtil';
import { isActivity, isEvent, processOf, typeOf, within } from '../model/types.js';

export const appliesToEvents = ({ bo, element }) => isEvent(bo) && (bo.eventDefinitions?.length > 0 || canBeNonInterrupting(element));
const throwing = (bo) => ['IntermediateThrowEvent', 'EndEvent'].includes(typeOf(bo));

export function Events(context) {
  const { bo, element } = context;
  return html`
    ${canBeNonInterrupting(element) && html`<${Interrupting} ...${context} />`}
    ${(bo.eventDefinitions ?? []).map((owner) => {
      const View = VIEWS[typeOf(owner).replace('EventDefinition', '')] ?? Nothing;
      return html`<${View} key=${owner.id ?? owner.$type} ...${context} owner=${owner} throws=${throwing(bo)} />`;
    })}
    ${bo.eventDefinitions?.length > 1 && html`<p
      class="zd-help">这个事件有几个定义，任何一个发生都算${bo.parallelMultiple ? '（这里要求全部发生）' : ''}。</p>`}`;
}

function Interrupting({ element, bo, change, disabled }) {
  const property = getInterruptingProperty(element);
  return html`<${Check} label="打断正在办的" value=${bo.get(property) !== false} disabled=${disabled}
    onChange=${(on) => change({ [property]: on })}
    help="打断：原来的事不再办，改走这条线。不打断：原来的照办，另外多走这条线。" />`;
}

const VIEWS = {
  Timer: TimerFields,
  Message: MessageFields,
  Signal: (context) => html`<${RootPick} ...${context} label="哪个信号" type="bpmn:Signal" property="signalRef"
    prefix="sig_" /><${Carried} ...${context} />`,
  Error: (context) => html`<${RootPick} ...${context} label="哪个错误" type="bpmn:Error" property="errorRef"
    prefix="err_" /><${Carried} ...${context} />`,
  Escalation: (context) => html`<${RootPick} ...${context} label="哪个升级" type="bpmn:Escalation" property="escalationRef"
    prefix="esc_" /><${Carried} ...${context} />`,
  Conditional, Link, Compensate,
  Terminate: () => html`<p class="zd-help">走到这里，这个流程里还没办完的全部终止。</p>`,
  Cancel: () => html`<p class="zd-help">取消所在的事务子流程，已办的按补偿撤回。</p>`,
};

function Carried(context) {
  return context.throws ? html`<${Payload} ...${context} type="spiffworkflow:PayloadExpression" />` : html`<${Variable}
    ...${context} type="spiffworkflow:VariableName" />`;
}

function Conditional({ element, owner, editing, change, host, pending, disabled }) {
  const condition = owner.condition;
  const made = (body) => (body ? editing.create('bpmn:FormalExpression', { body }, owner) : undefined);
  const write = (body) => (condition && body ? change({ body }, condition) : change({ condition: made(body) }, owner));
  return html`<${Feel} label="什么时候发生" value=${condition?.body ?? ''} element=${element.id} ...${{ host, pending, disabled }}
    onChange=${(text) => write(text.trim())}
    help="变为成立的那一刻发生。数据每变一次就看一次。" />`;
}

function Link({ owner, change, pending, disabled }) {
  return html`<${Text} label="链接名称" value=${owner.name ?? ''} ...${{ disabled, pending }}
    onChange=${(name) => change({ name }, owner)}
    help="跳到同名的链接等待处，代替一根长线。" />`;
}

function Compensate({ bo, owner, change, disabled, throws }) {
  if (!throws) return html`<p class="zd-help">补偿时走与它相连的补偿环节。</p>`;
  const scope = bo.$parent.triggeredByEvent ? bo.$parent.$parent : bo.$parent;
  const activities = [...within(scope.flowElements ? scope : processOf(bo))].filter(isActivity);
  return html`<${Pick} label="补偿哪个环节" value=${owner.activityRef?.id ?? ''}
    options=${activities.map((one) => ({ value: one.id, label: one.name || one.id, note: one.id }))}
    disabled=${disabled} placeholder="全部"
      onChange=${(id) => change({ activityRef: activities.find((one) => one.id === id) }, owner)} />`;
}

function Nothing({ owner }) {
  return html`<p class="zd-help">${typeOf(owner)}</p>`;
}
