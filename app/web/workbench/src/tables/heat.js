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

  /** Of all versions, or of the one that is chosen in the panel. */
  paint(heat, version = null) {
    const rows = version?.rows ?? heat.rows;
    const most = Math.max(1, ...Object.values(rows));
    const never = [...new Set([...(heat.never ?? []), ...Object.keys(heat.rows)])].filter((rule) => !rows[rule]);
    this.sheet.textContent = [...Object.entries(rows), ...never.map((rule) => [rule, 0])].map(([rule, count]) => shade(rule, count, most)).join('\n');
    this.editor.panel.drawHeat(heat, version);
  }
}

/** The number stands in every row; the shade only helps. */
function shade(rule, count, most) {
  const strength = count ? 0.12 + 0.5 * (count / most) : 0;
  return `td.rule-index[data-element-id="${CSS.escape(rule)}"]{background:rgba(221,107,31,${strength.toFixed(2)});min-width:78px}`
    + `td.rule-index[data-element-id="${CSS.escape(rule)}"]::after{content:"${count ? `${count} 次` : '没用过'}";display:block;font-size:11px;color:var(--zf-ink-2)}`;
}
