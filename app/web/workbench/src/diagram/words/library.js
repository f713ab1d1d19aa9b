// What bpmn-js, diagram-js and the minimap say, in Chinese. tests/workbench reads every string out of the packages and fails for
// a missing one.
import { elementWords } from './elements.js';

const tools = {
  'Activate hand tool': '移动画布',
  'Activate lasso tool': '框选多个',
  'Activate create/remove space tool': '推开或收拢空白',
  'Activate global connect tool': '连线',
  'Create start event': '画一个开始',
  'Create intermediate/boundary event': '画一个中间或边界事件',
  'Create end event': '画一个结束',
  'Create gateway': '画一个网关',
  'Create task': '画一个任务',
  'Create expanded sub-process': '画一个子流程',
  'Create data object reference': '画一个数据对象',
  'Create data store reference': '画一个数据存储',
  'Create pool/participant': '画一个参与方（泳池）',
  'Create group': '画一个分组框',
  'Search in diagram': '在图中查找',
  'Open minimap': '打开缩略图',
  'Close minimap': '收起缩略图',
};

const pad = {
  'Append end event': '接一个结束',
  'Append gateway': '接一个判断',
  'Append task': '接一个任务',
  'Append intermediate/boundary event': '接一个中间事件',
  'Append receive task': '接一个等待消息',
  'Append message intermediate catch event': '接一个消息等待事件',
  'Append timer intermediate catch event': '接一个定时等待事件',
  'Append conditional intermediate catch event': '接一个条件等待事件',
  'Append signal intermediate catch event': '接一个信号等待事件',
  'Append compensation activity': '接一个补偿环节',
  'Add text annotation': '加注释',
  'Add lane above': '在上面加一条泳道',
  'Add lane below': '在下面加一条泳道',
  'Divide into two lanes': '分成两条泳道',
  'Divide into three lanes': '分成三条泳道',
  'Change element': '改成别的',
  'Connect to other element': '连到别处',
  'Connect using association': '用虚线连到别处',
  'Connect using data input association': '作为输入数据连到环节',
  'Delete': '删除',
  'Align elements': '对齐',
  'Align elements left': '左边对齐',
  'Align elements right': '右边对齐',
  'Align elements center': '左右居中对齐',
  'Align elements top': '上边对齐',
  'Align elements bottom': '下边对齐',
  'Align elements middle': '上下居中对齐',
  'Distribute elements horizontally': '横向排匀',
  'Distribute elements vertically': '纵向排匀',
  'Open {element}': '打开“{element}”里面的图',
};

const toggles = {
  'Toggle non-interrupting': '切换是否打断',
  'Parallel multi-instance': '逐个对象，同时办理',
  'Sequential multi-instance': '逐个对象，依次办理',
  'Loop': '循环',
  'Collection': '一组数据',
  'Participant multiplicity': '多个参与方',
};

const refusals = {
  'flow elements must be children of pools/participants': '环节要画在参与方（泳池）里面。',
  'Data object must be placed within a pool/participant.': '数据对象要画在参与方（泳池）里面。',
};

export const library = { ...tools, ...pad, ...toggles, ...refusals, ...elementWords };
