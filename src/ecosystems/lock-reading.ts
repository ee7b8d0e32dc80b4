import type { LockedPackage } from '../model/index.js';

/** An entry as a reader of one format finds it. */
export interface Found {
  readonly name: string;
  readonly version: string;
  readonly origin: LockedPackage['origin'];
  /** 1-based line of the entry. */
  readonly line: number;
}

/** What a reader gives: entries, or a sentence why there are none. */
export type Reading = readonly Found[] | string;

export function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** 1-based line on which a text first stands; 1 where it does not. */
export function lineOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  let line = 1;
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return line;
}
