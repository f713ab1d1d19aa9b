import { DIAGRAM } from './diagram.mjs';

// {file of a package: {text as it stands in its code: Chinese}}.
export const WORDS = {
  ...DIAGRAM,
  'dmn-js-decision-table/lib/features/context-menu/ContextMenu.js': { '"Decision table context menu"': '"决策表菜单"' },
  'dmn-js-shared/lib/components/List.js': { '"Remove item"': '"去掉"' },
  'dmn-js-boxed-expression/lib/features/element-logic/ElementLogic.js': { '"Expression of type "': '"这种表达式不能在这里编辑："', '" is not supported."': '""' },
};
