import { topicMark } from './topic.js';

const MORE = '...';

/** The beginning of a text that is too long. Characters are never halved. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - MORE.length;
  const isHalf = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '');
  return `${text.slice(0, isHalf ? end - 1 : end)}${MORE}`;
}

/** A text with the mark that it is found by, within what the forge takes. */
export function marked(text: string, topic: string, most: number): string {
  const mark = `\n\n${topicMark(topic)}`;
  return `${cut(text, most - mark.length)}${mark}`;
}

/** True for texts that differ by no more than what forges change: line ends, and white space around. */
export function isSameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim();
}
