// 基本, 五步, 结束状态.
import { html } from './ui.js';
import { Check, Pick, Text } from './fields.js';
import { refusal, rename } from '../model/ids.js';
import { unspell } from '../model/spelling.js';
import { processOf, typeOf } from '../model/types.js';

export function Basics(context) {
  const { bo } = context;
  const type = typeOf(bo);
  return html`
    ${type !== 'Collaboration' && (type === 'TextAnnotation' ? html`<${Annotation} ...${context} />` : html`<${Name}
      ...${context} />`)}
    ${['Process', 'Participant'].includes(type) && html`<${Process} ...${context} />`}`;
}

export function About(context) {
  return html`<${Documentation} ...${context} />${!['Process', 'Collaboration'].includes(typeOf(context.bo)) && html`<${Id}
    ...${context} />`}`;
}

function Name({ element, bo, editing, disabled, pending }) {
  const group = typeOf(bo) === 'Group';
  const value = group ? bo.categoryValueRef?.value : bo.name;
  const help = { UserTask: '动词开头，说明办什么，如“签收哨令”。', SequenceFlow: '分支的说法，如“接受”。', ExclusiveGateway: '写成问句，如“部门是否接受？”。' }[typeOf(bo)];
  // The label is changed as direct editing does it, so that a label outside its element appears and goes.
  const onChange = (text) => editing.modeling.updateLabel(element, text);
  return html`<${Text} label="名称" ...${{ value: value ?? '', onChange, disabled, pending, help }} />`;
}

function Annotation({ bo, change, disabled, pending }) {
  return html`<${Text} label="注释" rows="3" value=${bo.text ?? ''} onChange=${(text) => change({ text })}
    ...${{ disabled, pending }} />`;
}

function Documentation({ bo, editing, change, disabled, pending }) {
  const [first, ...rest] = bo.get('documentation');
  const write = (text) => {
    if (first && text) change({ text }, first);
    else if (text) change({ documentation: [editing.create('bpmn:Documentation', { text }, bo), ...rest] });
    else change({ documentation: rest });
  };
  return html`<${Text} label="说明" rows="2" value=${first?.text ?? ''} onChange=${write} help="给以后看图的人。依据条款、为什么这样画，都可以写。"
    ...${{ disabled, pending }} />`;
}

function Process({ bo, change, disabled }) {
  const process = processOf(bo);
  if (!process) return html`<p class="zd-help">收起的参与方，里面没有流程。</p>`;
  return html`
    <${Text} label="流程编号" mono value=${process.id} disabled help="流程编号就是文件名，别的流程按它调用，所以不在这里改。" />
    <${Check} label="这个流程由系统执行" value=${process.isExecutable} disabled=${disabled}
      onChange=${(isExecutable) => change({ isExecutable }, process)}
      help="不勾的只作说明，不会运行。" />`;
}

function Id({ element, bo, editing, disabled, pending }) {
  return html`<${Text} label="编号" mono value=${unspell(bo.id)} ...${{ disabled, pending }}
    refuse=${(id) => refusal(editing, element, id)}
    onChange=${(id) => rename(editing, element, id)} help="案件留痕、迁移和测试按编号认环节，已发布的尽量不改。图里引用它的地方会跟着改。" />`;
}

export function Stage({ properties, choices, set, disabled }) {
  return html`<${Pick} label="进入哪一步" value=${properties.stage ?? ''} options=${choices.stages} disabled=${disabled}
    placeholder="不改变" onChange=${(stage) => set('stage', stage)}
    help="办到这里时，案件转入五步中的这一步。不选就不变。" />`;
}

export function Ending({ properties, choices, set, disabled }) {
  return html`<${Pick} label="案件以什么状态结束" other value=${properties.end_state ?? ''} options=${choices.endStates}
    disabled=${disabled} placeholder="不写"
    onChange=${(state) => set('end_state', state)} help="主流程走到这里时案件的最终状态。被调用的流程可以不写。" />`;
}
