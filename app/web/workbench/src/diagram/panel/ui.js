// The view library that comes with diagram-js, in one place.
export { html, render, Fragment, useState, useRef, useEffect, useLayoutEffect, useMemo, useId } from 'diagram-js/lib/ui/index.js';
