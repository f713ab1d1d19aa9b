// [[text before the cursor, mode]] → for each the labels that are offered and where they would go: the FEEL input without its page.
import { EditorState } from '@codemirror/state';
import { completionOf } from '../../app/web/workbench/src/feel/completion.js';
import { diagnosticsOf } from '../../app/web/workbench/src/feel/problems.js';

const ANSWERS = [{ value: 'accept', label: '签收' }, { value: 'object', label: '提出异议' }];
const VARIABLES = [
  { name: 'result', type: '文字', title: '签收意见', source: '表单“签收哨令”', certain: true, values: ANSWERS, entries: [] },
  { name: '名称', type: '文字', source: '', certain: true, values: [], entries: [] },
  { name: 'dept', type: '一组数据', source: '', certain: false, lacking: '有的路径', values: [], entries: [{ name: 'code', type: '文字', values: [], entries: [] }] },
  { name: '?', type: '文字', source: '本列', values: ANSWERS, entries: [] },
];
const FUNCTIONS = [{ name: 'list contains', help: '列表里是否有它', params: [{ name: 'list', help: '' }, { name: 'element', help: '' }], result: '是否', example: '' }];
const host = { call: async () => ({ functions: FUNCTIONS }), feel: { variables: async () => VARIABLES } };

async function offered([text, mode]) {
  const [before, after] = text.split('|');
  const state = EditorState.create({ doc: before + (after ?? '') });
  const found = await completionOf({ host, element: 'e', mode })({ state, pos: before.length, explicit: false });
  return found && { labels: found.options.map((one) => one.label), from: found.from, to: found.to ?? before.length, details: found.options.map((one) => one.detail) };
}

let given = '';
for await (const part of process.stdin) given += part;
const { cases, problems } = JSON.parse(given);
console.log(JSON.stringify({ offered: await Promise.all(cases.map(offered)), underlined: diagnosticsOf(problems, 10) }));
