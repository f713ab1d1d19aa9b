// dmn-js in Chinese: every text that it asks to be translated. tests/workbench holds this list against the sources of the package.
export const WORDS = {
  // tools and drawing
  'Activate hand tool': '抓手：拖动画面', 'Activate lasso tool': '套索：圈选', 'Change type': '改变类型', 'Connect to other element': '连到别的元素',
  'Create decision': '新建决策', 'Create input data': '新建输入数据', 'Create knowledge model': '新建业务知识', 'Create knowledge source': '新建依据（法条、文件）',
  'Append business knowledge model': '接一个业务知识', 'Append decision': '接一个决策', 'Append input data': '接一个输入数据',
  'Append knowledge source': '接一个依据（法条、文件）', 'Add text annotation': '加一条批注', 'Open decision table': '打开决策表',
  'Open literal expression': '打开表达式', 'View DRD': '看决策关系图', 'Empty': '空决策', 'Decision table': '决策表', 'Literal expression': '表达式',
  'Literal Expression': '表达式', 'Remove': '删去', 'Delete': '删去', 'Search in diagram': '在图中查找', 'Definition name': '决策关系图名称',
  'Definition ID': '决策关系图编号', 'Element name': '名称', 'Element ID': '编号',
  // table: head and columns
  'Add input': '加一列条件', 'Add output': '加一列结果', 'Add rule': '加一行', 'Add input column left': '在左边加一列条件',
  'Add input column right': '在右边加一列条件', 'Add output column left': '在左边加一列结果', 'Add output column right': '在右边加一列结果',
  'Remove input column': '删去这列条件', 'Remove output column': '删去这列结果', 'Copy input column': '复制这列条件', 'Copy output column': '复制这列结果',
  'Cut input column': '剪切这列条件', 'Cut output column': '剪切这列结果', 'Paste input column left': '粘贴到左边', 'Paste input column right': '粘贴到右边',
  'Paste output column left': '粘贴到左边', 'Paste output column right': '粘贴到右边', 'Edit input': '编辑条件列', 'Edit output': '编辑结果列',
  'Input': '条件', 'Output': '结果', 'Input expression': '条件取自', 'Input expression: ': '条件取自：', 'Input label': '条件名称', 'Input label: ': '条件名称：',
  'Input type': '条件类型', 'Input values': '条件可取的值', 'Output label': '结果名称', 'Output label: ': '结果名称：', 'Output name': '结果变量名',
  'Output name: ': '结果变量名：', 'Output type': '结果类型', 'Output values': '结果可取的值', 'Enter expression': '写出取自哪里，例如 amount',
  'Annotation': '说明', 'Annotations': '说明', 'When': '当', 'Then': '则', 'And': '并且', 'Resize': '拖动改变列宽', 'name': '名称', 'Decision table context menu': '决策表菜单',
  'Decision name': '决策名称', 'Decision name: ': '决策名称：', 'Hit policy': '命中方式', 'Hit policy:': '命中方式：', 'Edit': '编辑',
  // rows and cells
  'Add rule above': '在上面加一行', 'Add rule below': '在下面加一行', 'Remove rule': '删去这一行', 'Copy rule': '复制这一行', 'Cut rule': '剪切这一行',
  'Paste rule above': '粘贴到上面', 'Paste rule below': '粘贴到下面', 'Move rule': '拖动改变行的先后', 'Add cell description': '给这一格加说明',
  'Remove cell description': '去掉这一格的说明', 'Change cell expression language': '改变这一格的表达式语言',
  'Editing not supported for set expression language': '这种表达式语言不能在这里编辑', 'Expression language': '表达式语言', 'Expression language:': '表达式语言：',
  'Expression language: {expressionLanguageLabel}': '表达式语言：{expressionLanguageLabel}', 'Remove item': '去掉',
  // hit policies
  'Unique': '唯一', 'First': '首行', 'Priority': '优先级', 'Any': '任一', 'Collect': '汇集', 'Collect (Sum)': '汇集（求和）', 'Collect (Min)': '汇集（取最小）',
  'Collect (Max)': '汇集（取最大）', 'Collect (Count)': '汇集（计数）', 'Rule order': '按行的次序汇集', 'Output order': '按结果的次序汇集',
  'No overlap is possible and all rules are disjoint. Only a single rule can be matched': '各行互不重叠，任何情形至多命中一行',
  'Rules may overlap. The first matching rule will be chosen': '各行可以重叠，取从上往下第一行命中的',
  'Rules may overlap. The one with the highest priority will be chosen': '各行可以重叠，取结果优先级最高的（按结果可取的值的先后）',
  'Rules may overlap. Their output have to match': '各行可以重叠，但命中的各行结果必须相同',
  'Collects the values of all matching rules': '汇集所有命中行的结果', 'Collects the values of all matching rules and sums up to a single value': '把所有命中行的结果相加',
  'Collects the values of all matching rules and uses the lowest value': '取所有命中行中最小的结果',
  'Collects the values of all matching rules and uses the highest value': '取所有命中行中最大的结果',
  'Collects the values of all matching rules and counts the number of them': '数出命中了几行', 'Collects the values of all matching rules in rule order': '按行的先后汇集所有命中行的结果',
  'Collects the values of all matching rules in decreasing output priority order': '按结果优先级从高到低汇集所有命中行的结果',
  // types
  'Type': '类型', 'string': '文字', 'boolean': '是否', 'number': '数字', 'date': '日期', 'time': '时刻', 'dateTime': '日期时刻', 'dayTimeDuration': '时长（日、时）',
  'yearMonthDuration': '时长（年、月）',
  // simple editing of cells
  'Value': '值', 'Values': '值', 'No values': '没有值', 'Add values': '加值', 'Add predefined values': '加可取的值', 'Clear predefined values': '清空可取的值',
  'Predefined values': '可取的值', 'Custom values': '自己写的值', 'Match one': '是其中之一', 'Match none': '都不是', 'Strings must be in double quotes': '文字要写在英文双引号里',
  'Yes': '是', 'No': '否', 'Set value': '填值', 'Boolean value': '是否', 'String value': '文字', 'Comparison': '比较', 'Comparison operator': '怎样比较', 'Range': '区间',
  'Equals': '等于', 'Less': '小于', 'Less or equals': '不大于', 'Greater': '大于', 'Greater or equals': '不小于', 'Include': '含', 'Exclude': '不含',
  'Test type': '怎样判断', 'Start value': '起', 'End value': '止', 'Range start value': '区间的起点', 'Range end value': '区间的终点', 'Range start operator': '是否含起点',
  'Range end operator': '是否含终点', 'Exactly': '正好是', 'Before': '早于', 'After': '晚于', 'Between': '介于', 'Edit boolean': '编辑是否', 'Edit string': '编辑文字', 'Edit number': '编辑数字',
  'Edit date': '编辑日期', 'Edit time': '编辑时刻', 'Edit duration': '编辑时长', 'Edit date and time': '编辑日期时刻', 'Edit start date': '编辑起始日期',
  'Edit end date': '编辑截止日期', 'Edit start time': '编辑起始时刻', 'Edit end time': '编辑截止时刻', 'Edit start date and time': '编辑起始日期时刻',
  'Edit end date and time': '编辑截止日期时刻', 'Date': '日期', 'Time': '时刻', 'Date and time': '日期时刻', 'Date value': '日期', 'Time value': '时刻', 'Date and time value': '日期时刻',
  'Duration value': '时长', 'Start date': '起始日期', 'End date': '截止日期', 'Start time': '起始时刻', 'End time': '截止时刻', 'Start date and time': '起始日期时刻',
  'End date and time': '截止日期时刻', 'Set date': '填日期', 'Set time': '填时刻', 'Set duration': '填时长', 'Set date and time': '填日期时刻', 'Use now': '用现在', 'Use today': '用今天',
  'e.g. { sample }': '例如 { sample }', 'e.g. { example } ': '例如 { example }', 'Must match PnYnM': '要写成 P1Y2M 的样子（一年二个月）', 'Must match PnDTnH': '要写成 P1DT2H 的样子（一天二小时）',
  'Date must match pattern yyyy-MM-dd': '日期要写成 2026-01-31 的样子', 'Time must match pattern hh:mm:ss[time zone]': '时刻要写成 08:30:00 的样子',
  'Date and time must match pattern yyyy-MM-ddTHH:mm:ss[time zone]': '日期时刻要写成 2026-01-31T08:30:00 的样子',
  // literal and boxed expressions
  'Expression': '表达式', 'Literal expression editor': '表达式', 'Variable name': '变量名', 'Variable name:': '变量名：', 'Variable type': '变量类型', 'Variable type:': '变量类型：',
  'Kind': '种类', 'Function kind: {kind}': '函数种类：{kind}', 'Edit function kind': '编辑函数种类', 'Edit formal parameters': '编辑参数', 'Add parameter': '加一个参数',
  'Remove parameter': '去掉这个参数',
  '"value"': '"值"', '"value", "value", ...': '"值一", "值二" …',
  // ids
  'Element must have ID.': '编号不能为空。', 'Element must have unique ID.': '编号和别的元素重复了。', 'Id must not contain spaces.': '编号里不能有空格。',
  'Id must not contain prefix.': '编号里不能有冒号。', 'Id must be a valid QName.': '编号要以字母或下划线开头，只用字母、数字、下划线、短横。',
};

/** As diagram-js asks for it: {name} and { name } in the text are replaced. */
export function translate(text, values = {}) {
  const said = WORDS[text] ?? text;
  return said.replace(/\{\s*(\w+)\s*\}/g, (whole, name) => values[name] ?? whole);
}
