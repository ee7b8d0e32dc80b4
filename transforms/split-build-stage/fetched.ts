// RUNs that fetch a file into the image, which the build does not call: they belong to the run-time stage alone.
import { anyOf, baseName } from '../../src/model/index.js';
import { downloads, type Run, type RunCommand, type Site } from '../../src/runs/index.js';
import type { ShellCommand } from '../../src/shell/index.js';

/** What is unpacked or installed afterwards, or lies where nothing looks for it. */
const NOT_KEPT = anyOf(/\.(?:tar|t?gz|tgz|xz|bz2|zip|deb|rpm|apk|whl)$/, /^\/(?:tmp|var\/tmp|usr\/src|root)\//);

/** True where all that is not known of a RUN are downloads, each to one place, of what the build does not call. */
export function isFetchedAlone(site: Site, run: Run): boolean {
  const unknown = run.commands.filter(({ role }) => role === 'other');
  return unknown.length > 0 && unknown.every((each) => isKeptDownload(site, each));
}

function isKeptDownload(site: Site, { command }: RunCommand): boolean {
  if (command.place === 'pipe' || downloads([command]).length !== 1) return false;
  const [path, ...others] = absolutePaths(command);
  if (path === undefined || others.length > 0 || NOT_KEPT.test(path) || path.endsWith('/')) return false;
  const name = baseName(path);
  return !site.runs.some(({ commands }) =>
    commands.some((each) => each.command.words.some(({ value }, at) => at === 0 && baseName(value ?? '') === name)),
  );
}

function absolutePaths({ words }: ShellCommand): string[] {
  return words.flatMap(({ value }) => (value?.startsWith('/') === true ? [value] : []));
}
