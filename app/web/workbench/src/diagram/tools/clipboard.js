// Copy and paste between diagrams, also of another tab: what was copied lies in the browser's storage as plain data.
import { freeze, thaw } from '../model/freezing.js';

const KEY = 'zfl-workshop:clipboard';
const LARGEST = 2_000_000;      // characters; browsers keep about five million for a site

class SharedClipboard {
  constructor(eventBus, moddle, clipboard, host, editingOf) {
    Object.assign(this, { moddle, clipboard, host, editingOf });
    this.stamp = null;
    eventBus.on('copyPaste.elementsCopied', 2500, ({ tree, hints }) => { if (hints?.clip !== false) this.keep(tree); });
    eventBus.on('copyPaste.pasteElements', 2500, (context) => { this.offer(context); });
  }

  keep(tree) {
    const text = JSON.stringify({ stamp: (this.stamp = `${Date.now()}-${Math.random()}`), tree: frozenTree(tree) });
    try {
      if (text.length > LARGEST) throw new Error('too large');
      localStorage.setItem(KEY, text);
    } catch {
      this.host.notify('复制的内容太多，只能贴在这张图里。');       // the storage is full; the library's own clipboard has it
    }
  }

  /** What another diagram copied last goes before what this one did. */
  offer(context) {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (context.tree || !kept || kept.stamp === this.stamp) return;
    this.clipboard.set(thawedTree(kept.tree, this.moddle, this.editingOf()));
    this.stamp = kept.stamp;
  }
}
SharedClipboard.$inject = ['eventBus', 'moddle', 'clipboard', 'host', 'editingOf'];

const MODEL = ['businessObject', 'di', 'processRef'];

function frozenTree(tree) {
  return Object.fromEntries(Object.entries(tree).map(([depth, branch]) => [depth, branch.map((one) => (
    Object.fromEntries(Object.entries(one).map(([key, value]) => [key, MODEL.includes(key) ? freeze(value) : value]))))]));
}

function thawedTree(tree, moddle, editing) {
  return Object.fromEntries(Object.entries(tree).map(([depth, branch]) => [depth, branch.map((one) => {
    const thawed = ([key, value]) => [key, MODEL.includes(key) ? thaw(value, moddle, editing) : value];
    const back = Object.fromEntries(Object.entries(one).map(thawed));
    if (back.di && back.businessObject) back.di.bpmnElement = back.businessObject;
    return back;
  })]));
}

export const clipboardModule = { __init__: ['sharedClipboard'], sharedClipboard: ['type', SharedClipboard] };
