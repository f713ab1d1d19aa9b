// Signs at fields that something is wrong with; in a sheet of their own, because the canvas is drawn anew with every change.
import { el } from '../shell/dom.js';

const COLOURS = { hint: 'var(--zf-accent)', warning: 'var(--zf-orange-fill)', error: 'var(--zf-red)' };

export class FormMarks {
  constructor(editor) {
    this.editor = editor;
    this.sheet = el('style');
    editor.box.append(this.sheet);
  }

  show(findings) {
    const byField = new Map();
    for (const level of Object.keys(COLOURS)) {
      for (const finding of findings.filter((each) => each.level === level)) {
        const field = finding.element && this.editor.field(finding.element);
        if (field) byField.set(field.id, level);            // the worst comes last
      }
    }
    this.sheet.textContent = [...byField].map(([id, level]) => `.zf-fm-canvas .fjs-element[data-id="${CSS.escape(id)}"]{box-shadow:0 0 0 2px ${COLOURS[level]}!important}`).join('\n');
  }
}
