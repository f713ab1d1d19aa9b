// What may stand at the cursor: variables with type and source, their entries, values of an enumeration, functions, keywords.
import { snippet } from '@codemirror/autocomplete';

import { KEYWORDS } from './words.js';

const NAME = '[\\p{L}_?][\\p{L}\\p{N}_]*';
const PATH = new RegExp(`(${NAME}(?:\\[[^\\]]*\\])?(?:\\.${NAME}(?:\\[[^\\]]*\\])?)*)\\.([\\p{L}\\p{N}_]*)$`, 'u');
const COMPARED = new RegExp(`(${NAME}(?:\\.${NAME})*)\\s*(?:!?=|in\\s*\\()\\s*(?:"[^"]*"\\s*,\\s*)*("[^"]*)?$`, 'u');
const WORD = /[\p{L}_][\p{L}\p{N}_ ]*$/u;
const LOOP = new RegExp(`(?:for|some|every|,)\\s+(${NAME})\\s+in\\s+(${NAME}(?:\\.${NAME})*)`, 'gu');
const FRESH = 20_000;      // ms
const IN_TEXT = /^[^"]*(?:"[^"]*"[^"]*)*"[^"]*$/;

const known = new WeakMap();     // host → functions, asked once

export function functionsOf(host) {
  if (!known.has(host)) known.set(host, host.call('GET', 'feel/functions').then((answer) => answer.functions, () => []));
  return known.get(host);
}

// What is known at an element changes with the rest of the diagram, not with each letter: one answer serves an input for a while.
export function variablesOf(options) {
  const kept = options.known;
  if (kept?.element === options.element && performance.now() - kept.at < FRESH) return kept.answer;
  const answer = options.host.feel.variables(options.element).then((found) => found ?? []);
  options.known = { element: options.element, at: performance.now(), answer };
  answer.catch(() => { options.known = null; });
  return answer;
}

export function completionOf(options) {
  return async (context) => {
    const before = context.state.sliceDoc(0, context.pos);
    const variables = await variablesOf(options).catch(() => []);
    const around = [...variables, ...loopNames(context.state.doc.toString(), variables)];
    return entriesAt(before, context, around) ?? valuesAt(before, context, around, options.mode)
      ?? (IN_TEXT.test(before) ? null : wordsAt(before, context, around, await functionsOf(options.host)));
  };
}

function entriesAt(before, context, variables) {
  const found = PATH.exec(before);
  if (!found || IN_TEXT.test(before)) return null;
  const holder = resolve(found[1], variables);
  if (!holder?.entries?.length) return null;
  return { from: context.pos - found[2].length, options: holder.entries.map(variableOption), validFor: /^[\p{L}\p{N}_]*$/u };
}

function valuesAt(before, context, variables, mode) {
  const found = COMPARED.exec(before);
  const name = found?.[1] ?? (mode === 'unary' && /(^|,\s*|not\(\s*)("[^"]*)?$/.test(before) ? '?' : null);
  const values = name && resolve(name, variables)?.values;
  if (!values?.length) return null;
  const typed = /"[^"]*$/.exec(before)?.[0] ?? '';
  const closed = context.state.sliceDoc(context.pos, context.pos + 1) === '"' && typed ? 1 : 0;
  return {
    from: context.pos - typed.length, to: context.pos + closed, filter: typed.length > 1,
    options: values.map(({ value, label }, at) => ({ label: literal(value), detail: label === value ? '' : label, type: 'enum', boost: -at, section: '可选的值' })),
  };
}

function wordsAt(before, context, variables, functions) {
  const typed = WORD.exec(before)?.[0].trimStart() ?? '';
  const word = /\S*$/.exec(typed)[0];
  if (!word && !context.explicit) return null;
  const options = [...variables.filter((one) => one.name !== '?').map(variableOption), ...functions.map(functionOption), ...KEYWORDS.map(keywordOption)];
  const from = options.some((one) => typed !== word && one.label.startsWith(typed)) ? typed : word;
  return { from: context.pos - from.length, options, validFor: /^[\p{L}\p{N}_]*$/u };
}

// `depts[1].code`, `for d in depts return d.` and plain names: the variable that stands at the end of the path.
function resolve(path, variables) {
  let entries = variables, found = null;
  for (const part of path.replace(/\[[^\]]*\]/g, '').split('.')) {
    found = entries?.find((one) => one.name === part) ?? null;
    if (!found) return null;
    entries = found.entries;
  }
  return found;
}

function loopNames(source, variables) {
  return [...source.matchAll(LOOP)].flatMap(([, name, domain]) => {
    const holder = resolve(domain, variables);
    return [{ name, type: holder?.item ?? '任意', source: `${domain} 的每一项`, entries: holder?.entries, values: holder?.values }];
  });
}

function literal(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function variableOption(one) {
  return {
    label: one.name, type: 'variable', detail: [one.title, one.certain === false ? `${one.type}，不一定有` : one.type].filter(Boolean).join(' · '), boost: one.certain === false ? 5 : 10,
    section: { name: '数据', rank: 1 }, info: () => infoOf([one.source && `来自：${one.source}`, one.lacking && `没有它的路径：${one.lacking}`,
      one.sample != null && `例如：${one.sample}`, one.values?.length && `可选的值：${one.values.slice(0, 12).map((v) => v.label ?? v.value).join('、')}`]),
  };
}

function functionOption(one) {
  const template = `${one.name}(${one.params.filter((p) => !p.optional).map((p) => `\${${p.name}}`).join(', ')})`;
  const signature = `${one.name}(${one.params.map((p) => (p.optional ? `${p.name}?` : p.name)).join(', ')})`;
  return { label: one.name, displayLabel: signature, type: 'function', detail: one.result, section: { name: '函数', rank: 2 }, apply: snippet(template),
    info: () => infoOf([one.help, ...one.params.map((p) => `${p.name}：${p.help}`), one.example && `例如：${one.example}`]) };
}

function keywordOption([label, template, help]) {
  return { label, type: 'keyword', detail: help, apply: snippet(template), section: { name: '句式', rank: 3 } };
}

function infoOf(lines) {
  const box = document.createElement('div');
  for (const line of lines.filter(Boolean)) {
    box.append(Object.assign(document.createElement('p'), { textContent: line }));
  }
  return box.childNodes.length ? box : null;
}
