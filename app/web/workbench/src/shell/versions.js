// Every version of the open file: when, by whom, under which name; compare, look at it, go back to it.
import { askText, choose } from './dialogs.js';
import { button, el, moment } from './dom.js';

export function openVersions(box, shop) {
  const list = el('ol', { class: 'zf-w-versions' });
  box.append(list);
  const refresh = async () => {
    const file = shop.current;
    if (!file) return list.replaceChildren(el('li', {}, '没有打开文件。'));
    try {
      const { saves } = await shop.call('GET', `files/${file.name}/saves`);
      if (shop.current === file) list.replaceChildren(...rows(shop, file, saves));
    } catch (failure) {
      list.replaceChildren(el('li', {}, failure.message));
    }
    return null;
  };
  refresh();
  return { refresh, destroy: () => list.remove() };
}

function rows(shop, file, saves) {
  if (!saves.length) return [el('li', {}, '本修订还没有改过这个文件。')];
  return saves.map((save, place) => row(shop, file, save, saves[place + 1]));
}

function row(shop, file, save, before) {
  const diff = (query) => `${shop.base}/diff/${file.name}${query}`;
  return el('li', { data: { seq: save.seq } },
    el('span', { class: 'zf-w-when' }, moment(save.at)), el('span', {}, save.by),
    el('span', { class: 'zf-w-note' }, save.note || `第 ${save.seq} 次保存`),
    el('span', { class: 'zf-push' }),
    before && el('a', { class: 'btn btn-line btn-sm', href: diff(`?old=${before.seq}&new=${save.seq}`), target: '_blank' }, '与上一版比较'),
    el('a', { class: 'btn btn-line btn-sm', href: diff(`?new=${save.seq}`), target: '_blank' }, '与现行比较'),
    shop.mayEdit && button('取名', () => name(shop, file, save)),
    !file.readOnly && button('退回这一版', () => restore(shop, file, save)));
}

async function name(shop, file, save) {
  const note = await askText('给这一版取名', '名称', { value: save.note ?? '', submit: '存下名称', hint: '例如：送审前、加了消防之后' });
  if (!note) return;
  await attempt(shop, async () => { await shop.call('PUT', `files/${file.name}/saves/${save.seq}`, { note }); shop.emit('saved', file); });
}

async function restore(shop, file, save) {
  const sure = await choose('退回这一版', `${moment(save.at)} ${save.by} 保存的内容会放回编辑器，作为新的一版保存；现在的内容也仍在版本列表里。`,
    [['yes', '退回这一版', true], ['no', '不退']]);
  if (sure !== 'yes') return;
  await attempt(shop, async () => {
    const old = await shop.call('GET', `files/${file.name}/saves/${save.seq}`);
    await file.replace(old.content);
  });
}

async function attempt(shop, work) {
  try {
    await work();
  } catch (failure) {
    shop.notify(failure.message, 'bad');
  }
}
