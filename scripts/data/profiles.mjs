// Profiles of images, put together from their files and from those of families. A family holds what several images have
// in common, in sets of facts; a fact of a profile is laid over that of the set it is like, so that it can have the value
// from the family and lines of its own.

/**
 * @param files what the files of profiles and families say, by their names
 * @returns the profiles as `ProfileEntry` has them
 */
export function profilesOf({ profiles, families }) {
  return [...profiles].map(([name, file]) => {
    try {
      return profileOf(file, families);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  });
}

function profileOf({ names, sources, facts, variants }, families) {
  const used = new Map(sourcesOf(sources));
  const whole = {
    names,
    sources: {},
    facts: factsOf(facts, families, used),
    ...(variants
      ? { variants: variants.map((variant) => ({ ...variant, facts: factsOf(variant.facts, families, used) })) }
      : {}),
  };
  return { ...whole, sources: Object.fromEntries(used) };
}

/** `owner/name@commit: { source: file }` as sources by their names. */
function sourcesOf(byCommit = {}) {
  return Object.entries(byCommit).flatMap(([at, files]) => {
    const [repository, commit] = at.split('@');
    return Object.entries(files).map(([name, file]) => [name, { repository, commit, file }]);
  });
}

function factsOf({ like, without = [], ...own }, families, used) {
  if (like === undefined) return own;
  const [family, set] = like.split('/');
  const shared = families.get(family)?.sets[set];
  if (!shared) throw new Error(`no family has a set ${like}`);
  const facts = {};
  for (const [name, fact] of Object.entries(shared)) if (!without.includes(name)) facts[name] = fact;
  for (const [name, fact] of Object.entries(own))
    facts[name] = Array.isArray(fact) ? fact : { ...facts[name], ...fact };
  const cited = new Set(
    Object.values(facts)
      .flat()
      .flatMap(({ from = [] }) => [from].flat().map((line) => line.split(':')[0])),
  );
  for (const [name, source] of sourcesOf(families.get(family).sources))
    if (cited.has(name) && !used.has(name)) used.set(name, source);
  return facts;
}

/** What is wrong with the profiles of a folder, beyond what the schema of one file can say. */
export function faultsOfProfiles() {
  return [];
}
