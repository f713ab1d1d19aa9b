// The properties panel: what may be said of the selected element, in groups. Rendered again when the element changes, once a frame.
import { html, render } from './ui.js';
import { GROUPS } from './groups.js';
import { choices } from '../model/known.js';
import { properties, setProperty } from '../model/extensions.js';
import { unspell } from '../model/spelling.js';
import { kindOf } from '../words/elements.js';

const toggled = new Map();       // groups that somebody opened or folded stay so, over all elements

export class Panel {
  constructor(box, { modeler, editing, host, readOnly }) {
    Object.assign(this, { box, modeler, editing, host: asWritten(host), readOnly });
    Object.assign(this, { selected: [], choices: choices({}), pending: new Set(), frame: 0 });
    const bus = modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection));
    bus.on(['elements.changed', 'import.done', 'root.set'], () => this.later());
    host.known().then((known) => this.learn(known), (failure) => host.notify(failure.message, 'bad'));
  }

  learn(known) {
    this.choices = choices(known, this.host.files());
    this.later();
  }

  show(selection) {
    this.flush();
    this.selected = selection;
    this.later();
  }

  later() {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  /** What is typed in a field and not yet told becomes a change now. */
  flush() {
    for (const tell of [...this.pending]) tell();
  }

  draw() {
    const shown = this.selected?.length > 1 ? html`<${Several} count=${this.selected.length} />` : this.one();
    render(shown, this.box);
  }

  one() {
    const element = subject(this.selected?.[0] ?? whole(this.modeler.get('canvas').getRootElement()));
    if (!element?.businessObject) return html`<p class="zd-empty">选一个环节、连线或泳道，在这里改。</p>`;
    const context = this.context(element);
    const groups = GROUPS.filter((group) => group.applies(context));
    return html`<div class="zd-groups" key=${element.id}>
      <header class="zd-head"><span>${kindOf(context.bo)}</span><h2>${context.bo.name || context.bo.text || '（没有名称）'}</h2></header>
      ${groups.map((group) => html`<${Group} key=${group.id} group=${group} context=${context} />`)}
    </div>`;
  }

  context(element) {
    const { editing, host, pending, readOnly } = this;
    const bo = element.businessObject;
    return {
      element, bo, editing, host, pending, disabled: readOnly, choices: this.choices, properties: properties(bo),
      set: (name, value) => setProperty(editing, element, name, value),
      change: (values, owner = bo) => editing.set(element, owner, values),
      redraw: () => this.later(),
    };
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    render(null, this.box);
  }
}

/** The server knows elements by the ids that stand in the file. */
function asWritten(host) {
  const { check, variables } = host.feel;
  return {
    ...host,
    feel: { check: (source, mode, element) => check(source, mode, unspell(element)), variables: (element) => variables(unspell(element)) },
  };
}

/** Where nothing is selected: the drawing; of a drawing with a single pool, that pool, because it has the process. */
function whole(root) {
  const pools = (root?.children ?? []).filter((one) => one.type === 'bpmn:Participant');
  return pools.length === 1 ? pools[0] : root;
}

// A label stands for what it labels.
const subject = (element) => element?.labelTarget ?? element;

function Group({ group, context }) {
  const open = toggled.get(group.id) ?? !group.folded?.(context);
  return html`<details class="zd-group" open=${open} data-group=${group.id}>
    <summary onClick=${() => toggled.set(group.id, !open)}>${group.title}</summary><div class="zd-body"><${group.view}
      ...${context} /></div></details>`;
}

function Several({ count }) {
  return html`<div class="zd-empty"><p>选了 ${count} 个。</p><p>可以一起移动、对齐、排匀、复制或删除。要改内容，请只选一个。</p></div>`;
}
