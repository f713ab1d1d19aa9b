// Runs bpmnlint's recommended rules over diagrams: {name: xml} on stdin, {name: [[rule, element] …]} on stdout.
// Argument: the folder whose node_modules has bpmnlint and bpmn-moddle.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';

const require = createRequire(pathToFileURL(`${process.argv[2]}/package.json`));
const { BpmnModdle } = await import(pathToFileURL(require.resolve('bpmn-moddle')));
const testRule = require('bpmnlint/lib/test-rule');
const { rules } = require('bpmnlint/config/recommended');

// A reader of files fills these from the elements <incoming> and <outgoing>, which are optional; an editor from the flows.
function connect(scope) {
  const nodes = scope.flowElements || [];
  for (const node of nodes.filter((n) => n.$instanceOf('bpmn:FlowNode'))) node.incoming = node.outgoing = undefined;
  for (const flow of nodes.filter((n) => n.$instanceOf('bpmn:SequenceFlow'))) {
    if (flow.sourceRef) flow.sourceRef.outgoing = [ ...(flow.sourceRef.outgoing || []), flow ];
    if (flow.targetRef) flow.targetRef.incoming = [ ...(flow.targetRef.incoming || []), flow ];
  }
  nodes.filter((n) => n.flowElements).forEach(connect);
}

const told = {};
for (const [ name, xml ] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const { rootElement } = await new BpmnModdle().fromXML(xml);
  rootElement.rootElements.filter((e) => e.flowElements).forEach(connect);
  told[name] = Object.keys(rules).flatMap((id) => {
    const rule = require(`bpmnlint/rules/${id}`)({});
    return testRule({ moddleRoot: rootElement, rule, config: {} }).map((report) => [ id, report.id ]);
  });
}
process.stdout.write(JSON.stringify(told));
