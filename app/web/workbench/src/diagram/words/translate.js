// The libraries' `translate` service: their English in, our Chinese out.
import { library } from './library.js';

export function translate(template, replacements = {}) {
  const words = library[template] ?? template;
  return words.replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

export const translateModule = { translate: ['value', translate] };
