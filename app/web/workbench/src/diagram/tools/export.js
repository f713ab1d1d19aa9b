// The drawing as a file of its own.
const SHARP = 2, LARGEST = 16_000;      // pixels for each unit of the drawing; what a canvas may have at a side

export async function exportSvg(editor) {
  save(new Blob([await picture(editor)], { type: 'image/svg+xml' }), `${editor.name.replace(/\.bpmn$/, '')}.svg`);
}

export async function exportPng(editor) {
  const canvas = await drawn(await picture(editor));
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  save(blob, `${editor.name.replace(/\.bpmn$/, '')}.png`);
}

export async function picture({ modeler }) {
  const { svg } = await modeler.saveSVG();
  return svg;
}

export async function imageOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

async function drawn(svg) {
  const image = await imageOf(svg);
  const scale = Math.min(SHARP, LARGEST / image.width, LARGEST / image.height);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: Math.ceil(image.width * scale), height: Math.ceil(image.height * scale) });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
