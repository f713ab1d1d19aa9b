// {name: xml} → {name: xml}: each read and written as the table editor does it, without drawing.
import { DmnModdle } from 'dmn-moddle';
import { readFileSync } from 'node:fs';

const given = JSON.parse(readFileSync(0, 'utf8'));
const answers = {};
for (const [name, xml] of Object.entries(given)) {
  const moddle = new DmnModdle();
  const { rootElement } = await moddle.fromXML(xml, 'dmn:Definitions');
  answers[name] = (await moddle.toXML(rootElement, { format: true })).xml;
}
process.stdout.write(JSON.stringify(answers));
