import table from './data/kics.tsv';

/** The name of the query that `# kics-scan disable=` gives by number. */
export function kicsQuery(id: string): string | undefined {
  return table().find(([number]) => number === id.toLowerCase())?.[1];
}
