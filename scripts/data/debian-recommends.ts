// Makes data/debian-recommends.tsv: what Debian's releases bring along only as a recommendation. Needs a Debian system with
// apt and its archive keyring: `npm run data -- --refresh debian-recommends`.
import { closure, eachIndex, real, RELEASES, satisfied, type Index } from './debian-index.js';
import { namesIn, writeTable } from './table.js';

const TABLE = 'debian-recommends';
const names = namesIn(TABLE);
/** Sections whose packages no program needs. */
const READING_MATTER = new Set(['doc', 'localization']);
/** Only for people at a prompt; and a list that libpsl also has built in. */
const COMFORT = new Set(['bash-completion', 'publicsuffix']);
const LONGEST = 24;

const rings = new Map<string, Set<string>>();
eachIndex(collect);
const rows = [...rings].map(([name, ring]) => {
  const all = [...ring].sort();
  return [name, (all.length > LONGEST ? [...all.slice(0, LONGEST), '...'] : all).join(' ')];
});
writeTable(TABLE, ['package', RELEASES.join(' ')], rows);

function collect(index: Index): void {
  for (const name of names) {
    if (!index.packages.has(name)) continue;
    const installed = closure(index, [name]);
    const ring = rings.get(name) ?? new Set<string>();
    rings.set(name, ring);
    for (const member of installed) {
      for (const alternatives of index.packages.get(member)!.recommends) {
        if (satisfied(index, installed, alternatives)) continue;
        const chosen = real(index, alternatives);
        if (!chosen) continue;
        const { section } = index.packages.get(chosen)!;
        if (!READING_MATTER.has(section) && !COMFORT.has(chosen)) ring.add(chosen);
      }
    }
  }
}
