// Top: what is edited and in which state, whether it is saved, undo, the editor's own tools, the way to approval.
import { el, icon, moment, signButton } from './dom.js';

const SAYS = {
  changed: () => ['有修改，稍后自动保存', 'wait'],
  saving: () => ['正在保存', 'wait'],
  offline: ({ detail }) => [`${detail?.sentence ?? '连不上服务器'}：已存在这台电脑上，${detail?.seconds ?? ''} 秒后再试`, 'bad'],
  conflict: () => ['有冲突，没有存上', 'bad'],
  stopped: ({ detail }) => [detail?.sentence ?? '没有存上', 'bad'],
};

export function openTopbar(container, shop, { overview, help }) {
  const said = el('span', { class: 'zf-w-saved', role: 'status', 'aria-live': 'polite' });
  const tools = el('span', { class: 'zf-w-tools' });
  const title = el('span', { class: 'zf-w-title' });
  const state = el('span', { class: 'zf-chip now' });
  const sides = signButton('layout-sidebar-right', '属性栏：显示或收起', () => shop.emit('sides', shop.sides = !shop.sides));
  const submit = el('a', { class: 'btn btn-primary btn-sm', href: overview }, icon('send'), '提交审批');
  container.append(
    el('a', { class: 'zf-w-back', href: overview, title: '回到修订概览', 'aria-label': '回到修订概览' }, icon('arrow-left')),
    title, state, said, el('span', { class: 'zf-push' }),
    signButton('arrow-back-up', '撤销（Ctrl+Z）', () => shop.current?.editor?.undo()),
    signButton('arrow-forward-up', '重做（Ctrl+Y）', () => shop.current?.editor?.redo()),
    tools, sides, signButton('help', '快捷键（F1）', help), submit);
  shop.on('state', ({ revision }) => {
    title.textContent = revision.title;
    title.title = `在${revision.base_label ? `规则包 ${revision.base_label}` : '空白'}上修订`;
    state.textContent = revision.status_name ?? '';
    submit.hidden = !revision.may_edit;
  });
  const draw = () => drawSaved(said, shop.current);
  for (const event of ['saving', 'active', 'saved']) shop.on(event, draw);
  for (const event of ['active', 'opened']) shop.on(event, () => drawTools(tools, shop.current));
  shop.on('sides', (shown) => sides.setAttribute('aria-pressed', String(shown)));
  submit.addEventListener('click', (event) => leave(event, shop, overview));
}

/** What is still unsaved goes first; what cannot be saved stays before the eyes. */
async function leave(event, shop, overview) {
  if (!shop.unsaved) return;
  event.preventDefault();
  if (await shop.saveAll()) window.location.assign(overview);
  else shop.notify('还有修改没有存上，请先处理，再提交审批。', 'bad');
}

export function sentence(file) {
  if (!file?.saver) return ['', ''];
  if (file.readOnly) return ['只读', ''];
  if (file.saver.state === 'saved') return [file.saver.savedAt ? `已自动保存 ${moment(file.saver.savedAt)}` : '没有未保存的修改', ''];
  return SAYS[file.saver.state](file);
}

function drawSaved(node, file) {
  const [text, kind] = sentence(file);
  node.textContent = text;
  node.className = `zf-w-saved ${kind}`;
}

function drawTools(node, file) {
  const tools = file?.editor?.tools ?? [];
  node.replaceChildren(...tools.map((tool) => {
    const made = signButton(tool.icon ?? 'dots', tool.title, () => tool.run(made));
    made.dataset.tool = tool.id;
    return made;
  }));
}
