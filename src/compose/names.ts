// How Compose files are called.

/** The names Compose looks for when no file is given. Source: https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file */
const BASE_NAMES: readonly string[] = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Those of the names in a folder that Compose looks for; it takes the first. */
export function baseNamesIn(names: readonly string[]): string[] {
  const there = new Set(names);
  return BASE_NAMES.filter((each) => there.has(each));
}

/** True for one of them. */
export function isBaseName(name: string): boolean {
  return BASE_NAMES.includes(name);
}

/** True for the name of any file for Compose, the usual one or another: `compose.prod.yaml`. */
export function isComposeName(name: string): boolean {
  return /^(?:docker-)?compose\b.*\.ya?ml$/.test(name);
}
