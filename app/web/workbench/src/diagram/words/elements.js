// The kinds of elements, by the names that bpmn-js gives them in its menus and by their types. As app/web/diagram/words.py calls them.
const EVENTS = { Message: '消息', Timer: '定时', Conditional: '条件', Signal: '信号', Error: '错误', Escalation: '升级', Compensation: '补偿',
  Cancel: '取消', Link: '链接', Terminate: '全部终止' };
const PLACES = { 'start event': '开始', 'intermediate catch event': '等待', 'intermediate throw event': '发出', 'boundary event': '边界',
  'end event': '结束' };
const QUIET = ' (non-interrupting)';

function eventWords() {
  const words = {};
  for (const [cause, chinese] of Object.entries(EVENTS)) {
    for (const [place, where] of Object.entries(PLACES)) {
      words[`${cause} ${place}`] = `${chinese}${where}事件`;
      words[`${cause} ${place}${QUIET}`] = `${chinese}${where}事件（不打断）`;
    }
  }
  return words;
}

export const elementWords = {
  ...eventWords(),
  'Start event': '开始事件', 'Intermediate throw event': '中间事件', 'Boundary event': '边界事件', 'End event': '结束事件',
  'Task': '任务', 'User task': '人工任务', 'Service task': '系统服务', 'Send task': '发送消息', 'Receive task': '等待消息', 'Manual task': '线下办理',
  'Business rule task': '规则判定', 'Script task': '系统计算', 'Call activity': '调用流程', 'Transaction': '事务子流程', 'Event sub-process': '事件子流程',
  'Sub-process': '子流程', 'Sub-process (collapsed)': '子流程（收起）', 'Sub-process (expanded)': '子流程（展开）',
  'Ad-hoc sub-process': '自选事项子流程', 'Ad-hoc sub-process (collapsed)': '自选事项子流程（收起）', 'Ad-hoc sub-process (expanded)': '自选事项子流程（展开）',
  'Exclusive gateway': '判断', 'Parallel gateway': '并行', 'Inclusive gateway': '多选', 'Complex gateway': '复杂判断', 'Event-based gateway': '按先到的事件',
  'Data store reference': '数据存储', 'Data object reference': '数据对象',
  'Expanded pool/participant': '参与方（展开）', 'Empty pool/participant': '参与方（收起）',
  'Empty pool/participant (removes content)': '参与方（收起，里面的内容会删去）',
  'Sequence flow': '普通流转线', 'Default flow': '默认流转线', 'Conditional flow': '条件流转线',
};

const KINDS = {
  Task: '任务', UserTask: '人工任务', ServiceTask: '系统服务', ScriptTask: '系统计算', SendTask: '发送消息', ReceiveTask: '等待消息',
  BusinessRuleTask: '规则判定', ManualTask: '线下办理', CallActivity: '调用流程', SubProcess: '子流程', Transaction: '事务子流程',
  AdHocSubProcess: '自选事项子流程', ExclusiveGateway: '判断', ParallelGateway: '并行', InclusiveGateway: '多选', ComplexGateway: '复杂判断',
  EventBasedGateway: '按先到的事件', TextAnnotation: '注释', DataObjectReference: '数据对象', DataStoreReference: '数据存储', DataInput: '输入数据',
  DataOutput: '输出数据', Group: '分组框', Participant: '参与方', Lane: '泳道', SequenceFlow: '流转线', MessageFlow: '消息线', Association: '关联线',
  DataInputAssociation: '数据输入线', DataOutputAssociation: '数据输出线', Process: '流程', Collaboration: '协作图',
};
const WHERE = { StartEvent: '开始', EndEvent: '结束', IntermediateCatchEvent: '等待', IntermediateThrowEvent: '发出', BoundaryEvent: '边界' };
const CAUSES = { Timer: '定时', Message: '消息', Signal: '信号', Error: '错误', Escalation: '升级', Terminate: '全部终止', Conditional: '条件',
  Compensate: '补偿', Link: '链接', Cancel: '取消' };

/** 人工任务, 定时边界事件（不打断）, 事件子流程 … of a business object. */
export function kindOf(bo) {
  const type = bo.$type.replace('bpmn:', '');
  if (WHERE[type]) return eventKind(bo, type);
  if (type === 'SubProcess' && bo.triggeredByEvent) return '事件子流程';
  return (KINDS[type] ?? type) + repeated(bo);
}

function eventKind(bo, type) {
  const definition = bo.eventDefinitions?.[0]?.$type.replace('bpmn:', '').replace('EventDefinition', '');
  const quiet = bo.cancelActivity === false || bo.isInterrupting === false;
  return `${CAUSES[definition] ?? ''}${WHERE[type]}事件${quiet ? '（不打断）' : ''}`;
}

function repeated(bo) {
  const loop = bo.loopCharacteristics;
  if (!loop) return '';
  if (loop.$type === 'bpmn:StandardLoopCharacteristics') return '（循环）';
  return loop.isSequential ? '（逐个办理）' : '（同时办理）';
}
