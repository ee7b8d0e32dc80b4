// What stands behind an option, read and checked.
import { InvalidArgumentError, Option } from 'commander';

export function option<T>(flags: string, description: string, parse: (value: string, before: T) => T): Option {
  return new Option(flags, description).argParser(parse);
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  const ids = value.split(',').map((id) => id.trim());
  return [...before, ...ids.map(nonEmpty)];
}

export function collectWhole(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, nonEmpty(value)];
}

export function whole(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^[0-9]+$/.test(value) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };
}

export function days(value: string): number {
  if (!/^\d{1,4}d?$/.test(value)) throw new InvalidArgumentError('give a number of days, such as 7d');
  return Number.parseInt(value, 10);
}

export function nonEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('it is empty');
  return value;
}
