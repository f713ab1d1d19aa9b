// A new file from a template or as a copy, and another key for one that is there.
import { ask, askText } from './dialogs.js';
import { button, el } from './dom.js';
import { KINDS } from './editors.js';
import { attempt } from './files.js';

const KEY = '[A-Za-z][A-Za-z0-9_\\-]{0,79}';
const HINTS = {
  bpmn: '一张只有开始和结束的流程图，接着画', dmn: '一张空的决策表，一列条件、一列结果', form: '一张空表单，接着拖入栏目',
  test: '一条空的测试情形，给已有的流程用；编号与流程相同',
};

export async function askNewFile(shop, { copyOf = null } = {}) {
  const given = await ask(copyOf ? `复制“${copyOf.title || copyOf.key}”` : '新文件', (close) => form(copyOf, close));
  if (!given) return;
  const made = await attempt(shop, () => shop.call('POST', 'files', { ...given, ...(copyOf ? { copy_of: copyOf.name } : {}) }));
  if (made) await shop.open(given.name);
}

function form(copyOf, close) {
  const kind = el('select', { class: 'form-select', name: 'kind', 'aria-label': '种类' },
    KINDS.map((each) => el('option', { value: each.kind }, each.name)));
  if (copyOf) Object.assign(kind, { value: copyOf.kind, disabled: true });
  const key = el('input', { class: 'form-control', name: 'key', required: true, pattern: KEY, maxlength: '80', autocomplete: 'off' });
  const title = el('input', { class: 'form-control', name: 'title', required: true, maxlength: '120', autocomplete: 'off' });
  const hint = el('p', { class: 'zf-hint' });
  const explain = () => { hint.textContent = copyOf ? '内容从原文件复制，编号换成新的。' : HINTS[kind.value]; };
  kind.addEventListener('change', explain);
  explain();
  const send = (event) => { event.preventDefault(); close({ name: `${key.value.trim()}.${kind.value}`, title: title.value.trim() }); };
  return el('form', { onsubmit: send },
    field('种类', kind), hint, field('名称', title), field('编号', key),
    el('p', { class: 'zf-hint' }, '编号以字母开头，用字母、数字、下划线，流程图和表单靠它互相找到，例如 whistle_sign。'),
    el('footer', {}, el('button', { class: 'btn btn-primary btn-sm' }, copyOf ? '复制并打开' : '新建并打开'), button('不建了', () => close(null))));
}

function field(label, input) {
  return el('label', { class: 'zf-w-field' }, el('span', {}, label), input);
}

export async function askRename(shop, file) {
  const key = await askText(`改“${file.title || file.key}”的编号`, '新编号', {
    value: file.key, pattern: KEY, submit: '改编号', hint: '引用它的流程图不会自动跟着改，改后问题栏会列出要改的地方。',
  });
  if (!key || key === file.key) return;
  const open = shop.opened.has(file.name);
  await shop.close(file.name);
  const done = await attempt(shop, () => shop.call('POST', `files/${file.name}/rename`, { name: `${key}.${file.kind}` }));
  if (done && open) await shop.open(`${key}.${file.kind}`);
}
