// What the schema of one file cannot say: that each fact has its source.
import { basename, relative } from 'node:path';
import { factsOfProfile, profileOf, setsOf } from './profiles.mjs';

/**
 * What is wrong with the facts of files that fit their schemas, a line each.
 * @param {readonly import('./files.mjs').DataFile[]} files
 */
export function faultsOfFacts(files, root) {
  const rules = files.filter(({ path }) => basename(path) === 'rules.yaml');
  return [...rules.flatMap((file) => faultsOfRules(file, root)), ...faultsOfProfiles(files, root)];
}

/** An id that no tool is known to print has no source. */
function faultsOfRules({ path, value, lineOf }, root) {
  const tools = Object.keys(value.about?.tools ?? {}).sort((one, other) => other.length - one.length);
  const isKnown = (id) =>
    tools.some((tool) => id === tool || (id.startsWith(tool) && /^[-_ ]?\d|^ /.test(id.slice(tool.length))));
  return Object.entries(value.sections ?? {}).flatMap(([section, rows]) =>
    Object.entries(rows).flatMap(([slug, { ids = [] }]) =>
      ids
        .filter((id) => !isKnown(id))
        .map(
          (id) =>
            `${relative(root, path)}:${lineOf(['sections', section, slug, 'ids'])}: no tool of about.tools prints ${id}`,
        ),
    ),
  );
}

/** What the schema of one file cannot say of profiles and the families they are like. */
function faultsOfProfiles(files, root) {
  const inFile = (schema) => files.filter((file) => basename(file.schema) === schema);
  const families = new Map(inFile('families.json').map(({ path, value }) => [basename(path, '.yaml'), value]));
  const usedSets = new Set();
  const faults = [];
  for (const { path, value } of inFile('images.json')) {
    const say = (what) => faults.push(`${relative(root, path)}: ${what}`);
    for (const { family, set } of setsOf(value)) {
      usedSets.add(`${family}/${set}`);
      if (!families.get(family)?.sets[set]) say(`no family has a set ${family}/${set}`);
    }
    if (faults.length > 0) continue;
    const profile = profileOf(value, families);
    const sources = new Set(Object.values(profile.sources).flatMap(Object.keys));
    const cited = new Set();
    for (const [name, fact] of factsOfProfile(profile)) {
      if (fact.is === undefined) say(`${name} has no value`);
      if (fact.from === undefined) say(`${name} has no source: give the lines that say so, \`from: dockerfile:7\``);
      for (const citation of [fact.from ?? []].flat()) {
        const [source, first, last = first] = citation.split(/[:-]/);
        cited.add(source);
        if (!sources.has(source)) say(`${name} cites ${citation}, and no source has that name`);
        if (Number(last) < Number(first)) say(`${name} cites ${citation}, which ends before it begins`);
      }
    }
    for (const source of sources) if (!cited.has(source)) say(`no fact cites the source ${source}`);
  }
  for (const [name, { sets }] of families)
    for (const set of Object.keys(sets))
      if (!usedSets.has(`${name}/${set}`)) faults.push(`families/${name}: no profile is like ${name}/${set}`);
  return faults;
}
