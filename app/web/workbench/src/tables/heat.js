// How often each row fired in real cases, written beside its number.
import { el } from '../shell/dom.js';

export class Heat {
  constructor(editor) {
    Object.assign(this, { editor, on: false, known: new Map() });
    this.sheet = el('style');
    editor.box.append(this.sheet);
  }

  async toggle(button) {
    this.on = !this.on;
    button?.setAttribute('aria-pressed', String(this.on));
    await this.draw();
  }

  get decision() {
    const element = this.editor.view?.element;
    return element?.$type === 'dmn:Decision' ? element.id : null;
  }

  async draw() {
    this.sheet.textContent = '';
    if (!this.on || !this.decision) return this.editor.panel.drawHeat(null);
    const decision = this.decision;
    try {
      if (!this.known.has(decision)) this.known.set(decision, await this.editor.host.call('GET', `heat/${decision}`));
    } catch (failure) {
      return this.editor.host.notify(failure.message, 'bad');
    }
    if (decision === this.decision && this.on) this.paint(this.known.get(decision));
    return null;
  }

  paint(heat) {
    const most = Math.max(1, ...Object.values(heat.rows));
    this.sheet.textContent = Object.entries(heat.rows).map(([rule, count]) => shade(rule, count, most)).join('\n')
      + (heat.never ?? []).map((rule) => shade(rule, 0, most)).join('\n');
    this.editor.panel.drawHeat(heat);
  }
}

/** The number stands in every row; the shade only helps. */
function shade(rule, count, most) {
  const strength = count ? 0.12 + 0.5 * (count / most) : 0;
  return `td.rule-index[data-element-id="${CSS.escape(rule)}"]{background:rgba(221,107,31,${strength.toFixed(2)});min-width:78px}`
    + `td.rule-index[data-element-id="${CSS.escape(rule)}"]::after{content:"${count ? `${count} 次` : '没用过'}";display:block;font-size:11px;color:var(--zf-ink-2)}`;
}
