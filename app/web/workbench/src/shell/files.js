// Left: the files of the revision by kind, what was changed, who holds which, how many problems each has.
import { choose } from './dialogs.js';
import { button, el, icon, moment } from './dom.js';
import { KINDS } from './editors.js';
import { askNewFile, askRename } from './newfile.js';

export function openFiles(container, shop) {
  const find = el('input', { class: 'form-control', type: 'search', 'aria-label': '查找文件', placeholder: '名称或编号', oninput: () => draw() });
  const list = el('div', { class: 'zf-w-list' });
  const add = button('新文件', () => askNewFile(shop), { sign: 'plus' });
  container.append(el('div', { class: 'zf-w-find' }, find, add), list);
  const draw = () => {
    add.hidden = !shop.mayEdit;
    list.replaceChildren(...KINDS.map((kind) => group(shop, kind, matching(shop.state.files, find.value))).filter(Boolean));
  };
  for (const event of ['state', 'findings', 'active', 'closed']) shop.on(event, draw);
  draw();
}

/** Files whose name or title has every word. */
export function matching(files, words) {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return files.filter((file) => wanted.every((word) => `${file.name} ${file.title}`.toLowerCase().includes(word)));
}

function group(shop, { kind, name, sign }, files) {
  const mine = files.filter((file) => file.kind === kind);
  if (!mine.length) return null;
  return el('details', { class: 'zf-w-group', open: true, data: { kind } },
    el('summary', {}, icon(sign), name, el('span', { class: 'zf-push zf-muted' }, String(mine.length))),
    el('ul', {}, mine.map((file) => row(shop, file))));
}

function row(shop, file) {
  const open = el('button', {
    type: 'button', class: 'zf-w-file', title: file.name, 'aria-current': file.name === shop.active ? 'true' : null,
    disabled: Boolean(file.deleted), onclick: () => shop.open(file.name),
  }, el('span', { class: 'zf-w-name' }, file.title || file.key), signs(shop, file));
  return el('li', { data: { file: file.name } }, open, shop.mayEdit && menu(shop, file));
}

function signs(shop, file) {
  const counts = countsOf(shop.findings, file.name);
  const change = file.deleted ? ['删', '本修订删去了它'] : file.added ? ['新', '本修订新加的'] : file.changed ? ['改', '本修订改过'] : null;
  return el('span', { class: 'zf-w-signs' },
    file.holder && el('span', { class: 'zf-w-held', title: `${file.holder.name} 正在编辑（${moment(file.holder.since)} 起）` }, icon('lock', 12), file.holder.name),
    counts.error ? el('span', { class: 'zf-w-count bad', title: `${counts.error} 处错误` }, icon('circle-x', 12), String(counts.error)) : null,
    counts.warning ? el('span', { class: 'zf-w-count warn', title: `${counts.warning} 处警告` }, icon('alert-triangle', 12), String(counts.warning)) : null,
    change && el('span', { class: `zf-w-change ${file.deleted ? 'gone' : ''}`, title: change[1] }, change[0]));
}

export function countsOf(findings, name) {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const finding of findings) if (finding.file === name) counts[finding.level] += 1;
  return counts;
}

function menu(shop, file) {
  const act = (run) => (event) => { event.target.closest('details').open = false; run(); };
  return el('details', { class: 'zf-menu zf-w-menu' },
    el('summary', { 'aria-label': `${file.title || file.key} 的更多操作`, title: '更多' }, icon('dots')),
    el('div', { class: 'zf-menu-box' },
      file.deleted
        ? el('button', { type: 'button', class: 'btn btn-plain', onclick: act(() => revive(shop, file)) }, icon('arrow-back-up'), '恢复原来的文件')
        : [
          el('button', { type: 'button', class: 'btn btn-plain', onclick: act(() => askNewFile(shop, { copyOf: file })) }, icon('copy'), '复制为新文件'),
          el('button', { type: 'button', class: 'btn btn-plain', onclick: act(() => askRename(shop, file)) }, icon('edit'), '改编号'),
          el('button', { type: 'button', class: 'btn btn-plain', onclick: act(() => remove(shop, file)) }, icon('trash'), '删去'),
        ]));
}

async function revive(shop, file) {
  await attempt(shop, () => shop.call('POST', `files/${file.name}/revive`, {}));
}

async function remove(shop, file) {
  const answer = await choose(`删去“${file.title || file.key}”`, '发布后新案件不再用到它；在办案件不受影响，它的各个版本仍然保留。',
    [['yes', '删去'], ['no', '不删', true]]);
  if (answer !== 'yes') return;
  await shop.close(file.name);
  await attempt(shop, () => shop.call('DELETE', `files/${file.name}`));
}

export async function attempt(shop, work) {
  try {
    const answer = await work();
    await shop.refresh();
    return answer ?? true;
  } catch (failure) {
    shop.notify(failure.message, 'bad');
    return null;
  }
}

