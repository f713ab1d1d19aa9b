// What the menus of diagram-js say without asking for a translation.
export const DIAGRAM = {
  'diagram-js/lib/features/popup-menu/PopupMenuComponent.js': {
    "title || 'Search'": "title || '查找'",
    "${ entriesToShow.length } ${ entriesToShow.length === 1 ? 'result' : 'results' } found": '找到 ${ entriesToShow.length } 项',
    "title || 'Results'": "title || '结果'",
    'Open entry documentation for ${ selectedEntry.label }': '打开“${ selectedEntry.label }”的说明',
    'Open entry documentation': '打开说明',
  },
  'diagram-js/lib/features/popup-menu/PopupMenuBreadcrumbs.js': { 'title="Back"': 'title="返回"', 'aria-label="Back"': 'aria-label="返回"' },
  'diagram-js/lib/features/popup-menu/PopupMenuItem.js': { 'title="Open entry documentation"': 'title="打开说明"' },
};
