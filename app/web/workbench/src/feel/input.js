// A FEEL input: completion of what is known at the element, checked as one types, the problem said in words below.
// feelInput(parent, {value, mode, element, host, placeholder, label, onChange, multiline, readOnly}) -> {value(), set(v), focus(), problems(), destroy()}
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, Transaction } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf, tooltips } from '@codemirror/view';
import { expressionLanguage, unaryTestsLanguage } from '@bpmn-io/lang-feel';
import { tags } from '@lezer/highlight';

import { completionOf, functionsOf, variablesOf } from './completion.js';
import { diagnosticsOf, problemList } from './problems.js';
import { PHRASES } from './words.js';
import './feel.css';

const PAUSE = 350;      // ms of silence before the server is asked

const COLOURS = HighlightStyle.define([
  { tag: [tags.string, tags.special(tags.string)], class: 'zf-feel-text' },
  { tag: tags.number, class: 'zf-feel-number' },
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.bool, tags.null], class: 'zf-feel-word' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'zf-feel-comment' },
  { tag: tags.invalid, class: 'zf-feel-plain' },
]);

let count = 0;

export function feelInput(parent, options) {
  const multiline = options.multiline ?? options.mode === 'script';
  const box = document.createElement('div');
  const list = problemList(`zf-feel-said-${++count}`);
  box.className = `zf-feel${multiline ? ' zf-feel-many' : ''}${options.readOnly ? ' zf-feel-fixed' : ''}`;
  parent.append(box);
  const view = new EditorView({ parent: box, state: EditorState.create({ doc: inOneLine(options.value, multiline), extensions: extensionsOf() }) });
  box.append(list.element);

  function extensionsOf() {
    return [
      options.mode === 'unary' ? unaryTestsLanguage : expressionLanguage,
      syntaxHighlighting(COLOURS), bracketMatching(), closeBrackets(), history(),
      EditorState.phrases.of(PHRASES), autocompletion({ override: [completionOf(options)], icons: false, maxRenderedOptions: 60, closeOnBlur: false }),
      keymap.of([{ key: 'Alt-Enter', run: startCompletion }, ...keysOf(multiline), ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      multiline ? EditorView.lineWrapping : EditorState.transactionFilter.of(onOneLine),
      EditorView.contentAttributes.of({ 'aria-label': options.label ?? '表达式', 'aria-describedby': list.element.id, spellcheck: 'false' }),
      placeholderOf(options.placeholder ?? ''), EditorState.readOnly.of(Boolean(options.readOnly)), EditorView.editable.of(!options.readOnly),
      tooltips({ parent: document.body }),      // above the drawing, whatever the panel lies in
      linter(checked, { delay: PAUSE }), EditorView.updateListener.of(told), EditorView.domEventHandlers({ focus: () => prepare(options), blur: (_event, view) => leave(view) }),
    ];
  }

  function told(update) {
    if (update.docChanged && !update.transactions.some((one) => one.annotation(Transaction.userEvent) === 'zfl.set')) options.onChange?.(value());
  }

  async function checked(at) {
    const source = at.state.doc.toString();
    const answer = source.trim() ? await answerOf(options, source) : { problems: [] };
    if (at.state.doc.toString() !== source) return [];
    list.show(answer, replace);
    box.classList.toggle('zf-feel-wrong', answer.problems.some((one) => one.level !== 'hint'));
    return diagnosticsOf(answer.problems, source.length);
  }

  function replace({ from, to, text }) {
    view.dispatch({ changes: { from, to, insert: text }, userEvent: 'input.fix' });
    view.focus();
  }

  function value() {
    return view.state.doc.toString();
  }

  function set(text) {
    const insert = inOneLine(text, multiline);
    if (insert === value()) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert }, annotations: Transaction.userEvent.of('zfl.set') });
  }

  return {
    value, set, problems: list.problems, focus: () => view.focus(),
    destroy() {
      view.destroy();
      box.remove();
    },
  };
}

export { functionsOf, variablesOf };

// Asked for when somebody comes to the field, so that it is there when he types.
function prepare(options) {
  functionsOf(options.host);
  variablesOf(options).catch(() => null);       // the completion asks again
}

// A panel that draws itself anew takes the focus away and gives it back: only who has really left closes the list.
function leave(view) {
  setTimeout(() => view.hasFocus || closeCompletion(view), 200);
}

// Tab moves on, as in any other field; only an open list of completions takes it. Enter in a single line does not break it.
function keysOf(multiline) {
  const accept = { key: 'Tab', run: acceptCompletion };
  return multiline ? [accept] : [accept, { key: 'Enter', run: (view) => acceptCompletion(view) || true }];
}

function inOneLine(text, multiline) {
  const plain = text ?? '';
  return multiline ? plain : plain.replace(/\s*\n\s*/g, ' ');
}

// What is pasted into a single line becomes one.
function onOneLine(transaction) {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = inOneLine(transaction.newDoc.toString(), false);
  return [{ changes: { from: 0, to: transaction.startState.doc.length, insert: text }, selection: { anchor: text.length }, userEvent: 'input.paste' }];
}

// Where the server does not answer, typing goes on; the check of the whole file will say what is wrong.
async function answerOf(options, source) {
  try {
    return await options.host.feel.check(source, options.mode ?? 'expression', options.element);
  } catch (error) {
    return { problems: [], silent: error?.body?.sentence ?? '暂时连不上，表达式还没有检查。' };
  }
}
