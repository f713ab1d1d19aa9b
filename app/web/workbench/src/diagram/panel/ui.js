// The view library that comes with diagram-js, in one place.
import { useState } from 'diagram-js/lib/ui/index.js';

export { html, render, useState, useRef, useEffect, useLayoutEffect } from 'diagram-js/lib/ui/index.js';

let count = 0;

/** An id for a field. The library's own useId gives the same one twice where parts of the panel come later. */
export function useId() {
  return useState(() => `zd-${(count += 1)}`)[0];
}
