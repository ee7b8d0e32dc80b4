// Names that are nearly another one.

// What nobody writes as a name of a stage or an argument is not compared.
const LONGEST = 100;

/**
 * The names that a misspelt one may mean: those that differ by case alone, else those one letter away, or two for names of
 * six letters and more. None for names of up to three letters, which are near everything.
 */
export function nearNames(wanted: string, names: Iterable<string>): string[] {
  const all = [...new Set(names)].filter((name) => name !== wanted);
  const alike = all.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  if (alike.length > 0 || wanted.length <= 3 || wanted.length > LONGEST) return alike;
  const most = wanted.length < 6 ? 1 : 2;
  return all.filter((name) => Math.abs(name.length - wanted.length) <= most && distance(name, wanted) <= most);
}

/** Letters to add, drop or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
