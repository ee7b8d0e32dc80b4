// Names that are nearly another one.
import { distance } from 'fastest-levenshtein';

/**
 * The names that a misspelt one may mean: those that differ by case alone, else those one letter away, or two for names of
 * six letters and more. None for names of up to three letters, which are near everything.
 */
export function nearNames(wanted: string, names: Iterable<string>): string[] {
  const all = [...new Set(names)].filter((name) => name !== wanted);
  const alike = all.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  if (alike.length > 0 || wanted.length <= 3) return alike;
  const most = wanted.length < 6 ? 1 : 2;
  return all.filter((name) => Math.abs(name.length - wanted.length) <= most && distance(name, wanted) <= most);
}
