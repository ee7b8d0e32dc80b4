// Install commands looked at word by word: which words are certainly names, and which may be values of options.
import type { ShellWord } from '../shell/index.js';
import type { PackageCommand } from './packages.js';

/**
 * The packages of a call that stand where only a package can: not behind an option that may take them as its value.
 * `flags` matches the options that take none.
 */
export function plainPackages(call: PackageCommand, flags: RegExp): ShellWord[] {
  const packages = new Set(call.packages);
  const certain: ShellWord[] = [];
  let before: ShellWord | undefined;
  for (const word of call.command.words) {
    const option = before?.raw.startsWith('-') && !before.raw.includes('=') && !packages.has(before);
    if (packages.has(word) && (!option || flags.test(before!.value ?? before!.raw))) certain.push(word);
    before = word;
  }
  return certain;
}

/**
 * Logical offset in a word's own text where characters of its value end, quotes seen: for `"flask[async]"` the value's
 * first five characters end at 6. `undefined` where the text is quoted in parts, or escaped. A word that the shell expands
 * counts as written.
 */
export function offsetInWord(word: ShellWord, valueOffset: number): number | undefined {
  const { raw, value = raw } = word;
  if (raw === value) return valueOffset;
  const quote = raw[0];
  const whole = (quote === '"' || quote === "'") && raw.length === value.length + 2 && raw.slice(1, -1) === value;
  return whole ? valueOffset + 1 : undefined;
}
