// The keys of the canvas: the library's, ours beside them, and the sheet that lists all (F1).
import { fit } from './view.js';

export const KEYS = [
  ['Ctrl+F', '在图中查找（名称或编号）'], ['Ctrl+A', '全选'], ['Ctrl+C / Ctrl+X / Ctrl+V', '复制、剪切、粘贴（也可贴到另一张图）'], ['Ctrl+D', '再来一份'],
  ['Delete', '删除'], ['E', '改名称'], ['R', '改成别的元素'], ['N', '接下一步'], ['H', '移动画布'], ['L', '框选'], ['S', '推开或收拢空白'], ['C', '连线'],
  ['方向键', '移动选中的（按住 Shift 移得快）'], ['Ctrl+方向键', '移动画布'], ['Ctrl++ / Ctrl+- / Ctrl+0', '放大、缩小、原大小'], ['F', '看全图'],
];

class OurKeys {
  constructor(keyboard, selection, contextPad, canvas) {
    const on = (key, run) => keyboard.addListener(({ keyEvent }) => {
      if (!keyboard.isKey([key, key.toUpperCase()], keyEvent) || keyboard.hasModifier(keyEvent)) return undefined;
      return run(keyEvent);
    });
    on('f', () => { fit(canvas); return true; });
    on('n', (event) => {
      const [element] = selection.get();
      const more = element && contextPad.getEntries(element)['append.more'];
      more?.action.click(event, element);
      return Boolean(more);
    });
  }
}
OurKeys.$inject = ['keyboard', 'selection', 'contextPad', 'canvas'];

export const keysModule = { __init__: ['zflKeys'], zflKeys: ['type', OurKeys] };
