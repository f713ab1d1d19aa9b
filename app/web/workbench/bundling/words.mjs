// {file of a package: {text as it stands in its code: Chinese}}. Names of kinds of fields are those of src/forms/kinds.js.
import { DIAGRAM } from './diagram.mjs';

const FORM = '@bpmn-io/form-js-viewer/dist/index.es.js';
const FORM_EDITOR = '@bpmn-io/form-js-editor/dist/index.es.js';

/** {name: 'Text field'} and {label: 'Text field'} of a kind of field. */
function kinds(names) {
  return Object.fromEntries(Object.entries(names).flatMap(([english, { places, chinese }]) => places.map((place) => [`${place}: '${english}'`, `${place}: '${chinese}'`])));
}

const KINDS = kinds({
  Button: { places: ['name', 'label'], chinese: '按钮' }, Checkbox: { places: ['name', 'label'], chinese: '勾选' },
  'Checkbox group': { places: ['name', 'label'], chinese: '多选' }, 'Date time': { places: ['name'], chinese: '日期、时刻' },
  Group: { places: ['name', 'label'], chinese: '分组' }, Number: { places: ['name', 'label'], chinese: '数字' }, 'Radio group': { places: ['name', 'label'], chinese: '单选' },
  Select: { places: ['name', 'label'], chinese: '下拉选择' }, Separator: { places: ['name'], chinese: '分隔线' }, Spacer: { places: ['name'], chinese: '空白' },
  'Dynamic list': { places: ['name', 'label'], chinese: '可增减的行' }, 'Tag list': { places: ['name', 'label'], chinese: '多选（可查找）' },
  'Text view': { places: ['name'], chinese: '说明文字' }, 'Text field': { places: ['name', 'label'], chinese: '单行文字' }, 'Text area': { places: ['name', 'label'], chinese: '多行文字' },
  Table: { places: ['name', 'label'], chinese: '只读表格' }, 'File picker': { places: ['label'], chinese: '文件' }, 'Image view': { places: ['name'], chinese: '图片' },
  'HTML view': { places: ['name'], chinese: '网页片段' }, Expression: { places: ['name'], chinese: '表达式' }, 'Document preview': { places: ['name', 'label'], chinese: '文件预览' },
});

// Eight columns of conditions are usual here: at the package's width of 192 px a table would be three screens wide.
const NARROW = { "'192px'": "'128px'" };

export const WORDS = {
  ...DIAGRAM,
  'dmn-js-decision-table/lib/features/decision-table-head/editor/components/InputCell.js': NARROW,
  'dmn-js-decision-table/lib/features/decision-table-head/editor/components/OutputCell.js': NARROW,
  'dmn-js-decision-table/lib/features/context-menu/ContextMenu.js': { '"Decision table context menu"': '"决策表菜单"' },
  'dmn-js-shared/lib/components/List.js': { '"Remove item"': '"去掉"' },
  'dmn-js-boxed-expression/lib/features/element-logic/ElementLogic.js': { '"Expression of type "': '"这种表达式不能在这里编辑："', '" is not supported."': '""' },
  'dmn-js-boxed-expression/lib/features/element-variable/components/ElementVariableComponent.js': { 'createTextVNode("Result")': 'createTextVNode("结果")' },
  'dmn-js-boxed-expression/lib/features/element-variable/components/ElementVariableEditorComponent.js': {
    'createTextVNode("Result")': 'createTextVNode("结果")', '"Result type"': '"结果类型"',
  },
  'dmn-js-boxed-expression/lib/features/function-definition/components/FormalParametersEditor.js': {
    'createTextVNode("Name")': 'createTextVNode("名称")', 'createTextVNode("Type")': 'createTextVNode("类型")',
  },
  'dmn-js-boxed-expression/lib/features/function-definition/components/FunctionDefinitionComponent.js': { "'<unnamed>'": "'（没有名称）'" },
  'dmn-js-boxed-expression/lib/features/function-definition/components/FunctionDefinitionEditorComponent.js': { "'<unnamed>'": "'（没有名称）'" },
  'dmn-js-decision-table/lib/features/simple-duration-edit/components/InputDurationEdit.js': { 'createTextVNode("Value")': 'createTextVNode("值")' },
  [FORM]: {
    ...KINDS,
    "label: 'Value'": "label: '选项一'", "DATE_LABEL_PATH, 'Date'": "DATE_LABEL_PATH, '日期'", "label: 'ID'": "label: '编号'", "label: 'Name'": "label: '名称'", "label: 'Date'": "label: '日期'",
    "valueLabel || 'Select'": "valueLabel || '请选择'", "placeholder: 'Search'": "placeholder: '查找'", "undefined : 'Search'": "undefined : '查找'", "'No results'": "'没有找到'",
    "'All values selected'": "'都已选上'", '"Increment"': '"加"', '"Decrement"': '"减"', '"Remove tag"': '"去掉"', '"Skip to search"': '"去查找"', '"Nothing to show."': '"没有内容"',
    "'Nothing to show.'": "'没有内容'", '"Previous page"': '"上一页"', '"Next page"': '"下一页"', "'No files selected'": "'还没有选文件'", '`${files.length} files selected`': '`选了 ${files.length} 个文件`',
    'children: "Browse"': 'children: "选文件"', "'Add new'": "'加一行'", '`Expand all (${values.length - 1})`': '`全部展开（${values.length - 1}）`', "'Collapse'": "'收起'",
    '`Remove list item ${itemIndex + 1}`': '`删去第 ${itemIndex + 1} 行`', "'Date and time must both be entered.'": "'日期和时刻都要填。'", '"No content to show."': '"没有内容"',
    '"External content couldn\'t be loaded."': '"外面的内容不能装入"', '"This is an image placeholder"': '"图片"', 'placeholder: getLocaleReadableDateFormat()': "placeholder: '年/月/日'",
    "use24h ? 'hh:mm' : 'hh:mm --'": "'时:分'", '`Click to sort by ${label} descending`': '`按${label}从大到小排`', "'Click to remove sorting'": "'不再排序'",
    '`Click to sort by ${label} ascending`': '`按${label}从小到大排`', "'No options source defined in the form definition'": "'没有写明选项从哪里来'",
  },
  [FORM_EDITOR]: {
    'children: "Drag and drop components here."': 'children: "把栏目拖到这里"', 'children: "Build your form"': 'children: "还没有栏目"',
    'children: "Drag and drop components here to start designing."': 'children: "从左边拖入栏目，或者按一下加入。"',
    'children: "Use the preview window to test your form."': 'children: "上面的“预览”可以看到办理人看到的样子。"', 'children: "Repeatable"': 'children: "可增减的行"',
    '"Text view is empty"': '"还没有文字"', '"Text view is populated by an expression"': '"文字由表达式算出"', '"Text view is templated"': '"文字里有算出的内容"',
    "'Expression is empty'": "'还没有表达式'", '"Html view is empty"': '"还没有内容"', '"Html view is populated by an expression"': '"内容由表达式算出"', '"Html view is templated"': '"内容里有算出的部分"',
    "label: 'Column 1'": "label: '第一列'", "label: 'Column 2'": "label: '第二列'", "label: 'Column 3'": "label: '第三列'", "'Remove form field'": "'删去栏目'", '`Remove ${entry.label}`': '`删去${entry.label}`', 'children: "Content"': 'children: "内容"',
  },
};
