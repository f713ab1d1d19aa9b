// {name: xml} → {name: {xml, lost}}: each read and written as the diagram editor does it, without drawing.
import { BpmnModdle } from 'bpmn-moddle';
import { readFileSync } from 'node:fs';
import { readable, unspell } from '../../app/web/workbench/src/diagram/model/spelling.js';
import { descriptors, mendReferences } from '../../app/web/workbench/src/diagram/model/keeping.js';

const given = JSON.parse(readFileSync(0, 'utf8'));
const answers = {};
for (const [name, text] of Object.entries(given)) {
  const xml = readable(text);
  const moddle = new BpmnModdle(descriptors(xml));
  const parsed = await moddle.fromXML(xml);
  const lost = mendReferences(parsed);
  answers[name] = { xml: unspell((await moddle.toXML(parsed.rootElement, { format: true })).xml), lost };
}
process.stdout.write(JSON.stringify(answers));
