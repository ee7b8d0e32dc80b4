// The program of the page's worker: a request in, an answer out.
import type { Answer, Request } from '../messages.js';
import { answerTo } from './plan.js';

declare const self: {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(answer: Answer): void;
};

self.onmessage = ({ data }) => self.postMessage(answerTo(data));
