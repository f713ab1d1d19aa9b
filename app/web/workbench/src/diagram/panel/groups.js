// The groups of the panel, in their order. `folded`: where nothing is written in it.
import { isActivity, isEvent, isFlowNode, typeOf } from '../model/types.js';
import { About, Basics, Ending, Stage } from './basics.js';
import { Call } from './call.js';
import { Condition, Outgoing } from './conditions.js';
import { DataObject, Variables } from './data.js';
import { Events, appliesToEvents } from './events.js';
import { Foreign, foreignOf, Other, otherOf } from './foreign.js';
import { Loop } from './loops.js';
import { Message } from './messages.js';
import { Decision, Script, Service } from './machine.js';
import { Term, What, Who } from './people.js';

const only = (...types) => ({ bo }) => types.includes(typeOf(bo));

export const GROUPS = [
  { id: 'basics', title: '基本', view: Basics, applies: ({ bo }) => typeOf(bo) !== 'Collaboration' },
  { id: 'who', title: '谁来办', view: Who, applies: only('UserTask', 'ManualTask') },
  { id: 'what', title: '办什么', view: What, applies: only('UserTask', 'ManualTask') },
  { id: 'term', title: '时限', view: Term, applies: only('UserTask', 'ManualTask') },
  { id: 'decision', title: '决策表', view: Decision, applies: only('BusinessRuleTask') },
  { id: 'service', title: '系统服务', view: Service, applies: only('ServiceTask') },
  { id: 'script', title: '脚本', view: Script, applies: only('ScriptTask') },
  { id: 'call', title: '调用流程', view: Call, applies: only('CallActivity') },
  { id: 'message', title: '消息', view: Message, applies: only('SendTask', 'ReceiveTask') },
  { id: 'events', title: '事件', view: Events, applies: appliesToEvents },
  { id: 'condition', title: '条件', view: Condition, applies: only('SequenceFlow') },
  { id: 'outgoing', title: '往哪里走', view: Outgoing, applies: ({ bo }) => isFlowNode(bo) && (bo.outgoing ?? []).length > 1 },
  { id: 'loop', title: '多实例与循环', view: Loop, applies: ({ bo }) => isActivity(bo) && !bo.triggeredByEvent,
    folded: ({ bo }) => !bo.loopCharacteristics },
  { id: 'ending', title: '结束状态', view: Ending, applies: ({ bo }) => typeOf(bo) === 'EndEvent' && typeOf(bo.$parent) === 'Process' },
  { id: 'stage', title: '五步', view: Stage, applies: ({ bo }) => isActivity(bo) || isEvent(bo),
    folded: ({ properties }) => !properties.stage },
  { id: 'variables', title: '数据', view: Variables, applies: only('Process', 'Participant', 'SubProcess') },
  { id: 'data', title: '数据', view: DataObject, applies: only('DataObjectReference') },
  { id: 'about', title: '说明与编号', view: About, applies: () => true, folded: ({ bo }) => !bo.get('documentation').length },
  { id: 'other', title: '其他属性', view: Other, applies: (context) => otherOf(context).length > 0, folded: () => true },
  { id: 'foreign', title: '别的工具留下的内容', view: Foreign, applies: ({ bo }) => foreignOf(bo).length > 0, folded: () => true },
];
