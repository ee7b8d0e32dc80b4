// Which branches hold parts of a plan, by their names.

/** As the marker has it. */
const GROUP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Those of these branches that are called as a part of a plan is. */
export function partBranches(names: Iterable<string>, prefix: string): readonly string[] {
  return [...names].filter((name) => name.startsWith(prefix) && GROUP.test(name.slice(prefix.length)));
}
