// What adapters written by hand share: JSON over HTTP, answers that are checked as they are read, lists in pages.
export { attempt, queryOf, Refused, restOf, unless } from './client.js';
export type { Answer, Rest, ServerOptions } from './client.js';
export { pagesOf } from './pages.js';
export { Odd, told, toldEach } from './told.js';
export type { Told } from './told.js';
