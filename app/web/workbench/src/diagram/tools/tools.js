// The editor's buttons in the top bar.
import { exportPng, exportSvg } from './export.js';
import { printDiagram } from './print.js';
import { fit, zoom } from './view.js';

/** [{id, title, icon, run}] */
export function tools(editor) {
  const get = (service) => editor.modeler.get(service);
  const look = [
    { id: 'find', title: '在图中查找（Ctrl+F）', icon: 'search', run: () => editor.find() },
    { id: 'fit', title: '看全图', icon: 'maximize', run: () => fit(get('canvas')) },
    { id: 'zoom-in', title: '放大', icon: 'zoom-in', run: () => zoom(editor.modeler, 1) },
    { id: 'zoom-out', title: '缩小', icon: 'zoom-out', run: () => zoom(editor.modeler, -1) },
    { id: 'minimap', title: '缩略图', icon: 'map', run: () => get('minimap').toggle() },
  ];
  const change = { id: 'layout', title: '自动排版', icon: 'wand', run: () => arrange(editor) };
  const out = [
    { id: 'svg', title: '导出图片（SVG）', icon: 'file-vector', run: () => exportSvg(editor) },
    { id: 'png', title: '导出图片（PNG）', icon: 'photo', run: () => exportPng(editor) },
    { id: 'print', title: '打印', icon: 'printer', run: () => printDiagram(editor) },
  ];
  return [...look, ...(editor.readOnly ? [] : [change]), ...out];
}

async function arrange(editor) {
  editor.host.notify('正在排版，大的图要几秒钟。');
  try {
    const { content } = await editor.host.call('POST', 'layout', { content: await editor.content() });
    if (!await editor.modeler.get('layoutFrom').take(content)) await editor.replace(content);
    fit(editor.modeler.get('canvas'));
    editor.host.notify('已自动排版，不满意可以撤销。', 'ok');
  } catch (failure) {
    editor.host.notify(`没有排版：${failure.message}`, 'bad');
  }
}
