// The fields that our pages can show (app/forms/component.py), by group, as people here call them.
export const GROUPS = [
  ['填写', ['textfield', 'textarea', 'number', 'datetime', 'checkbox', 'filepicker']],
  ['选择', ['radio', 'select', 'checklist', 'taglist']],
  ['版面', ['text', 'table', 'group', 'dynamiclist', 'separator', 'spacer']],
];

export const NAMES = {
  textfield: '单行文字', textarea: '多行文字', number: '数字', datetime: '日期、时刻', checkbox: '勾选', filepicker: '文件', radio: '单选', select: '下拉选择',
  checklist: '多选', taglist: '多选（可查找）', text: '说明文字', table: '只读表格', group: '分组', dynamiclist: '可增减的行', separator: '分隔线', spacer: '空白', default: '表单',
};

export const CHOICES = ['radio', 'select', 'checklist', 'taglist'];
export const INPUTS = [...CHOICES, 'textfield', 'textarea', 'number', 'datetime', 'checkbox', 'filepicker'];
