// 决策表, 系统服务, 脚本: what the system does by itself.
import { html } from './ui.js';
import { Action, Feel, Pick, Text } from './fields.js';
import { fileOf } from '../model/known.js';
import { Rows } from './rows.js';
import { addExtension, extension, removeExtension, setExtension } from '../model/extensions.js';

const DECISION = 'spiffworkflow:CalledDecisionId';
const OPERATOR = 'spiffworkflow:ServiceTaskOperator', PARAMETER = 'spiffworkflow:Parameter';

export function Decision({ element, bo, editing, choices, disabled, host }) {
  const id = extension(bo, DECISION)?.text?.trim() ?? '';
  return html`<${Pick} label="决策表" value=${id} options=${choices.decisions} disabled=${disabled} placeholder="选一张决策表…" other
    onChange=${(text) => setExtension(editing, element, bo, DECISION, { text })}
    action=${id && html`<${Action} onClick=${() => host.open(fileOf(choices.decisions, id) ?? `${id}.dmn`)}>打开决策表</${Action}>`}
    help="走到这里就按这张表判定，结果放进表里写的变量，后面的条件可以用它。" />`;
}

export function Service(context) {
  const { element, bo, editing, choices, disabled, pending, change } = context;
  const operator = extension(bo, OPERATOR);
  const pick = (id) => editing.together(() => chooseService(context, operator, id));
  return html`
    <${Pick} label="服务" value=${operator?.id ?? ''} options=${choices.services} disabled=${disabled} placeholder="选一项服务…"
      onChange=${pick}
      help="系统替人做的一件事，如编号、建子案、提醒、记清单。" />
    ${operator && html`<${Parameters} ...${context} operator=${operator} />
      <${Text} label="结果放进变量" mono value=${operator.resultVariable ?? ''} ...${{ disabled, pending }}
        help=${resultHelp(choices.byCode.services[operator.id])}
        onChange=${(text) => change({ resultVariable: text.trim() || undefined }, operator)} />`}`;
}

function resultHelp(service) {
  if (!service) return '系统里没有这项服务。';
  return service.outputs?.length ? `给出：${service.outputs.map((one) => `${one.label}（${one.name}）`).join('、')}。` : '这项服务没有结果，可以不写。';
}

function chooseService({ element, bo, editing, change }, operator, id) {
  if (!id) removeExtension(editing, element, bo, operator);
  else if (operator) change({ id }, operator);
  else addExtension(editing, element, bo, OPERATOR, { id });
}

/** Parameters that the service has, in its order, then whatever else stands in the file. */
function Parameters(context) {
  const { element, choices, operator, disabled, host, pending } = context;
  const written = operator.parameterList?.parameters ?? [];
  const inputs = choices.byCode.services[operator.id]?.inputs ?? [];
  const there = (name) => written.find((one) => one.id === name);
  const declared = inputs.map((port) => ({ key: port.name, name: port.name, label: port.label + (port.required ? '（必填）' : ''), fixed: true,
    parameter: there(port.name), value: there(port.name)?.value ?? '' }));
  const others = written.filter((one) => !inputs.some((port) => port.name === one.id)).map((parameter, n) => (
    { key: `other-${n}`, name: parameter.id ?? '', value: parameter.value ?? '', parameter }));
  return html`<${Rows} rows=${[...declared, ...others]} names=${{ name: '参数', value: '值' }}
    ...${{ element, host, pending, disabled }}
    onName=${(row, id) => context.change({ id }, row.parameter)} onRemove=${(row) => writeParameter(context, row, '')}
    onValue=${(row, value) => writeParameter(context, row, value)} />`;
}

function writeParameter({ element, editing, operator }, row, value) {
  editing.together(() => {
    let list = operator.parameterList;
    if (!list) {
      list = editing.create('spiffworkflow:Parameters', { parameters: [] }, operator);
      editing.set(element, operator, { parameterList: list });
    }
    if (row.parameter && value) editing.set(element, row.parameter, { value });
    else if (row.parameter) editing.set(element, list, { parameters: list.parameters.filter((one) => one !== row.parameter) });
    else if (value) editing.set(element, list, { parameters: [...list.parameters, made(editing, row.name, value, list)] });
  });
}

const made = (editing, id, value, list) => editing.create(PARAMETER, { id, type: 'any', value }, list);

export function Script({ element, bo, change, host, pending, disabled }) {
  return html`<${Feel} label="算出哪些变量" mode="script" multiline value=${bo.script ?? ''} element=${element.id}
    ...${{ host, pending, disabled }}
    onChange=${(script) => change({ script: script.trim() ? script : undefined, scriptFormat: bo.scriptFormat ?? 'feel' })}
    help="写成 { 变量: 表达式, … }，每一项成为一个变量，后一项可以用前一项。" />`;
}
