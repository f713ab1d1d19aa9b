// 数据: variables that a process declares, and data objects of the drawing.
import { html } from './ui.js';
import { Action, Check, Text } from './fields.js';
import { refuseId } from '../model/ids.js';
import { processOf } from '../model/types.js';

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const refuseName = (text) => (NAME.test(text.trim()) ? null : '变量名用字母、汉字或下划线开头，中间没有空格。');

/** The scope that declares: the process (also of its pool), or a sub-process for itself. */
export function Variables(context) {
  const { bo, editing, disabled, pending } = context;
  const scope = bo.flowElements ? bo : processOf(bo);
  if (!scope) return null;
  const rows = scope.get('properties');
  return html`<p class="zd-help">平时不用声明：谁写谁有。要被“逐个办理”引用的清单、只属于子流程的变量，才在这里声明。</p>
    ${rows.map((one) => html`<div class="zd-pair" key=${one.id}><${Text} label="变量" mono value=${one.name || one.id}
      refuse=${refuseName} ...${{ disabled, pending }}
      onChange=${(text) => context.change({ name: text.trim() }, one)} />
      ${!disabled && html`<${Action}
        onClick=${() => context.change({ properties: rows.filter((other) => other !== one) }, scope)}>删去</${Action}>`}</div>`)}
    ${!disabled && html`<${Action}
      onClick=${() => declare(editing, context.element, scope, 'new_variable')}>声明一个变量</${Action}>`}`;
}

/** A bpmn:property of this name in the scope: the one there is, or a new one. */
export function declare(editing, element, scope, name) {
  const there = scope.get('properties').find((one) => (one.name || one.id) === name);
  if (there) return there;
  const id = editing.freeId(/^[A-Za-z_][\w.-]*$/.test(name) ? name : 'variable');
  const made = editing.create('bpmn:Property', { id, name }, scope);
  editing.moddle.ids.claim(id, made);
  editing.set(element, scope, { properties: [...scope.get('properties'), made] });
  return made;
}

export function DataObject({ bo, editing, change, disabled, pending }) {
  const object = bo.dataObjectRef;
  if (!object) return html`<p class="zd-help">没有连到数据对象。</p>`;
  return html`<${Text} label="变量名" mono value=${object.id} ...${{ disabled, pending }}
    refuse=${(id) => refuseId(editing, object, id)}
      onChange=${(id) => change({ id }, object)} help="表达式里用这个名字读写。" />
    <${Check} label="是一组（清单）" value=${object.isCollection} disabled=${disabled}
      onChange=${(isCollection) => change({ isCollection }, object)} />
    ${bo.dataState && html`<${Text} label="状态" value=${bo.dataState.name ?? ''} ...${{ disabled, pending }}
      onChange=${(name) => change({ name }, bo.dataState)} />`}`;
}
