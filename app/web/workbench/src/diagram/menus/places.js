// Where a new shape goes.
const ROOM = 44;        // from the middle of one attached event to the next

/** The longest piece of a flow that runs to the right, at this height if there is one; else its first. */
export function longest(waypoints, level = null) {
  const all = waypoints.slice(1).map((point, n) => [waypoints[n], point]);
  const there = all.filter(([a, b]) => a.y === level && b.y === level);
  const pieces = there.length ? there : all;
  return pieces.reduce((best, piece) => (piece[1].x - piece[0].x > best[1].x - best[0].x ? piece : best));
}

export const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** The first free place along the lower edge from the right, then along the upper one. */
export function freeEdge({ x, y, width, height, attachers }) {
  const taken = attachers.map((one) => ({ x: one.x + one.width / 2, y: one.y + one.height / 2 }));
  const free = (place) => taken.every((other) => Math.hypot(other.x - place.x, other.y - place.y) >= ROOM - 8);
  const count = Math.max(Math.floor(width / ROOM), 1);
  const along = (edge) => Array.from({ length: count }, (_, n) => ({ x: x + width - ROOM / 2 - n * ROOM, y: edge }));
  const places = [...along(y + height), ...along(y)];
  return places.find(free) ?? places[0];
}
