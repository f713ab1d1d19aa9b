// 多实例与循环: once for each of a list, or again while a condition holds.
import { html } from './ui.js';
import { Check, Feel, OneOf, Text } from './fields.js';
import { declare } from './data.js';
import { processOf } from '../model/types.js';

const KEPT = ['loopDataInputRef', 'inputDataItem', 'loopDataOutputRef', 'outputDataItem', 'completionCondition', 'loopCardinality',
  'behavior', 'extensionElements'];
const MULTI = 'bpmn:MultiInstanceLoopCharacteristics', LOOP = 'bpmn:StandardLoopCharacteristics';

export function Loop(context) {
  const { bo, editing, change, disabled } = context;
  const loop = bo.loopCharacteristics;
  const kind = !loop ? 'once' : loop.$type === LOOP ? 'loop' : loop.isSequential ? 'sequential' : 'parallel';
  const pick = (next) => change({ loopCharacteristics: made(editing, bo, loop, next) });
  return html`
    <${OneOf} label="办几次" value=${kind} disabled=${disabled} onChange=${pick}
      options=${[{ value: 'once', label: '一次' }, { value: 'parallel', label: '逐个，同时' },
      { value: 'sequential', label: '逐个，依次' }, { value: 'loop', label: '循环' }]} />
    ${['parallel', 'sequential'].includes(kind) && html`<${Multi} ...${context} loop=${loop} />`}
    ${kind === 'loop' && html`<${Standard} ...${context} loop=${loop} />`}`;
}

function made(editing, bo, loop, kind) {
  if (kind === 'once') return undefined;
  if (kind === 'loop') return editing.create(LOOP, { testBefore: false }, bo);
  if (loop?.$type !== MULTI) return editing.create(MULTI, { isSequential: kind === 'sequential' }, bo);
  const copy = editing.create(MULTI, { isSequential: kind === 'sequential' }, bo);
  for (const name of KEPT) {
    if (loop.get(name) !== undefined) copy.set(name, loop.get(name));
  }
  return copy;
}

function Multi(context) {
  const { bo, loop, element, editing, change, host, pending, disabled } = context;
  const text = (label, value, onChange, help) => html`<${Text} mono
    ...${{ label, value: value ?? '', onChange, help, disabled, pending }} />`;
  const item = (name) => (value) => change({ [name]: value.trim() ? named(context, loop.get(name), value.trim()) : undefined }, loop);
  const listed = (value) => (value.trim() ? declared(editing, element, bo, value.trim()) : undefined);
  const variable = (name) => (value) => editing.together(() => change({ [name]: listed(value) }, loop));
  return html`
    ${text('对哪个清单逐个办', variableOf(loop.loopDataInputRef), variable('loopDataInputRef'), '清单变量的名字，如 called_depts。')}
    ${text('每一个叫什么', nameOf(loop.inputDataItem), item('inputDataItem'), '里面用这个名字读它，如 dept.code。')}
    ${text('结果收进清单', variableOf(loop.loopDataOutputRef), variable('loopDataOutputRef'), '可以不写。按原清单的顺序收。')}
    ${loop.loopDataOutputRef && text('每一个交出什么', nameOf(loop.outputDataItem), item('outputDataItem'), '变量名。')}
    <${Expression} label="提前结束的条件" name="completionCondition" owner=${loop}
      ...${{ element, editing, change, host, pending, disabled }} help="每办完一个看一次，成立就不再等其余的。可以不写。" />
    ${!loop.loopDataInputRef && html`<${Expression} label="或者办几次" name="loopCardinality" owner=${loop}
      ...${{ element, editing, change, host, pending, disabled }} help="没有清单时，写次数。" />`}`;
}

function Standard({ loop, element, editing, change, host, pending, disabled }) {
  return html`
    <${Expression} label="继续的条件" name="loopCondition" owner=${loop} ...${{ element, editing, change, host, pending, disabled }}
      help="成立就再办一次。" />
    <${Check} label="先看条件再办" value=${loop.testBefore} disabled=${disabled}
      onChange=${(testBefore) => change({ testBefore }, loop)} />
    <${Text} label="最多几次" value=${loop.loopMaximum === undefined ? '' : String(loop.loopMaximum)} ...${{ disabled, pending }}
      refuse=${(text) => (/^\d{0,6}$/.test(text) ? null : '写一个整数。')}
      onChange=${(text) => change({ loopMaximum: text ? Number(text) : undefined }, loop)} help="写上，免得转不出来。" />`;
}

function Expression({ label, help, name, owner, element, editing, change, host, pending, disabled }) {
  const there = owner.get(name);
  const made = (body) => (body ? editing.create('bpmn:FormalExpression', { body }, owner) : undefined);
  const write = (body) => (there && body ? change({ body }, there) : change({ [name]: made(body) }, owner));
  return html`<${Feel} ...${{ label, help, host, pending, disabled }} value=${there?.body ?? ''} element=${element.id}
    onChange=${(text) => write(text.trim())} />`;
}

const nameOf = (item) => item?.name || item?.id || '';
// A data object reference stands for its object; what could not be resolved is shown as it is written.
const variableOf = (ref) => ref?.dataObjectRef?.id ?? nameOf(ref);

/** The data element of this name that the activity sees, or a property of the process that is declared now. */
function declared(editing, element, bo, name) {
  for (let scope = bo.$parent; scope; scope = scope.$parent) {
    const objects = (scope.flowElements ?? []).filter((one) => one.$instanceOf('bpmn:DataObject'));
    const found = [...(scope.properties ?? []), ...objects].find((one) => nameOf(one) === name || one.id === name);
    if (found) return found;
  }
  return declare(editing, element, processOf(bo), name);
}

function named({ editing, element, bo, loop }, there, name) {
  const id = editing.freeId(`${bo.id}_${/^\w+$/.test(name) ? name : 'item'}`);
  if (!there) return editing.create('bpmn:DataInput', { id, name }, loop);
  editing.set(element, there, { name });
  return there;
}
