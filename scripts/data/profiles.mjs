// Profiles of images, put together from their own files and those of families. A family holds what several images have in
// common, in sets of facts. A fact of a profile is laid over the one of the set it is like: `{ from: dockerfile:7 }` has
// the value of the family, and the lines of its own image that say so.

/**
 * @param files what the files of profiles and families say, by their names
 * @returns the profiles, as `ProfileEntry` has them
 */
export function profilesOf({ profiles, families }) {
  return [...profiles.values()].map((file) => profileOf(file, families));
}

/** A profile with what it is like of families. */
export function profileOf({ names, sources = {}, facts, variants = [] }, families) {
  const whole = [facts, ...variants.map((variant) => variant.facts)].map((set) => factsOf(set, families));
  const known = new Set(Object.values(sources).flatMap(Object.keys));
  const wanted = new Set(whole.flatMap(factsIn).flatMap(([, { from = [] }]) => sourcesIn(from)));
  // Of a name that both have, its own is meant.
  for (const { family } of setsOf({ facts, variants }))
    sources = withFiles(sources, families.get(family).sources, (name) => wanted.has(name) && !known.has(name));
  return {
    names,
    sources,
    facts: whole[0],
    ...(variants.length > 0 && { variants: variants.map((variant, at) => ({ ...variant, facts: whole[at + 1] })) }),
  };
}

function sourcesIn(from) {
  return [from].flat().map((citation) => citation.split(':')[0]);
}

/** Sources with those of others that have a name which is wanted; both are `owner/name@commit: { name: file }`. */
function withFiles(sources, others = {}, isWanted) {
  const all = { ...sources };
  for (const [commit, files] of Object.entries(others)) {
    const added = Object.entries(files).filter(([name]) => isWanted(name));
    if (added.length > 0) all[commit] = { ...all[commit], ...Object.fromEntries(added) };
  }
  return all;
}

/** The sets of families that the file of a profile is like. */
export function setsOf({ facts, variants = [] }) {
  return [facts, ...variants.map((variant) => variant.facts)].flatMap(likes);
}

/** Every fact of a profile with its name; those of a list one by one. */
export function factsOfProfile({ facts, variants = [] }) {
  return [facts, ...variants.map((variant) => variant.facts)].flatMap(factsIn);
}

function factsIn(facts) {
  return Object.entries(facts).flatMap(([name, fact]) => [fact].flat().map((each) => [name, each]));
}

/** The sets that facts are like, in the order in which they are laid over each other. */
function likes({ like = [] }) {
  return [like].flat().map((name) => ({ family: name.split('/')[0], set: name.split('/')[1] }));
}

function factsOf({ like, without = [], ...own }, families) {
  const facts = {};
  for (const { family, set } of likes({ like })) Object.assign(facts, families.get(family).sets[set]);
  for (const name of without) delete facts[name];
  for (const [name, fact] of Object.entries(own))
    facts[name] = Array.isArray(fact) ? fact : { ...facts[name], ...fact };
  return facts;
}
