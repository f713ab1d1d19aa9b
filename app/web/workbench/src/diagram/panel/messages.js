// 消息: its name, the key by which it finds its receiver, what it carries. Of tasks, and of message events.
import { html } from './ui.js';
import { Feel, Text } from './fields.js';
import { RootPick } from './roots.js';
import { extension, setExtension } from '../model/extensions.js';
import { typeOf } from '../model/types.js';

export function Message(context) {
  return html`<${MessageFields} ...${context} owner=${context.bo} throws=${typeOf(context.bo) === 'SendTask'} />`;
}

/** `owner`: what has the messageRef and the extensions: the task, or the event definition. */
export function MessageFields(context) {
  const { element, bo, owner, throws, editing, host, pending, disabled } = context;
  const key = extension(owner, 'zfl:Correlation') ?? extension(bo, 'zfl:Correlation');
  const home = extension(bo, 'zfl:Correlation') ? bo : owner;
  return html`
    <${RootPick} ...${context} label="哪个消息" type="bpmn:Message" property="messageRef" prefix="msg_" />
    <${Feel} label="收件键" value=${key?.key ?? ''} element=${element.id} ...${{ host, pending, disabled }}
      onChange=${(text) => setExtension(editing, element, home, 'zfl:Correlation', { key: text.trim() })}
      help="同名的消息按这个键找到对方，发的和等的要算出同一个值，如 string(case.id)。" />
    ${throws ? html`<${Payload} ...${context} type="spiffworkflow:MessagePayload" /> ` : html`<${Variable} ...${context}
      type="spiffworkflow:MessageVariable" />`}`;
}

/** What a thrown event brings with it. */
export function Payload({ element, bo, owner, type, editing, host, pending, disabled }) {
  const home = extension(bo, type) ? bo : owner;
  return html`<${Feel} label="带去什么" multiline value=${extension(home, type)?.text ?? ''} element=${element.id}
    ...${{ host, pending, disabled }}
    onChange=${(text) => setExtension(editing, element, home, type, { text: text.trim() })} help="一个值，或 { 名称: 值, … }。" />`;
}

/** The variable that takes what a caught event brings. */
export function Variable({ element, bo, owner, type, editing, pending, disabled }) {
  const home = extension(bo, type) ? bo : owner;
  return html`<${Text} label="收到的放进变量" mono value=${extension(home, type)?.text ?? ''} ...${{ disabled, pending }}
    onChange=${(text) => setExtension(editing, element, home, type, { text: text.trim() })} help="不写的话，消息里的各项各成一个变量。" />`;
}
