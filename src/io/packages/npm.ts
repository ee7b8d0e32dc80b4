// The npm registry: which version of a package is the newest that fits a range and the image's Node.
import { gt, prerelease, satisfies, valid, validRange } from 'semver';
import type { PackageLookup } from '../../model/index.js';
import { LookupFailure } from '../registry/failure.js';
import type { Fetcher } from './fetch.js';
import { parseObject } from './python.js';
import type { Index } from './source.js';

export interface NpmPackage {
  readonly versions: readonly {
    readonly version: string;
    readonly node: string | undefined;
    readonly deprecated: boolean;
  }[];
  /** What `npm install NAME` takes. */
  readonly latest: string | undefined;
}

// Source of the rule: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name, older names with capitals included.
const NAME = /^(?:@[a-zA-Z0-9~-][\w.~-]*\/)?[a-zA-Z0-9~-][\w.~-]*$/;

/** What the registry says of a package. Throws a `LookupFailure`. */
export async function npmPackage(fetcher: Fetcher, index: Index, name: string): Promise<NpmPackage> {
  if (!NAME.test(name) || name.length > 214) throw new LookupFailure('not-found', 'no name of a package');
  const { text } = await fetcher.get(
    index,
    `./${name.replace('/', '%2f')}`,
    'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8',
  );
  const page = parseObject(text, index.url.host);
  const versions: NpmPackage['versions'][number][] = [];
  for (const [version, manifest] of Object.entries(Object(page.versions) as Record<string, unknown>)) {
    if (version.length > 100 || valid(version) === null) continue;
    const { engines, deprecated } = Object(manifest) as Record<string, unknown>;
    const { node } = Object(engines) as Record<string, unknown>;
    versions.push({
      version,
      node: typeof node === 'string' && node.length <= 300 ? node : undefined,
      deprecated: typeof deprecated === 'string' && deprecated !== '',
    });
  }
  const { latest } = Object(page['dist-tags']) as Record<string, unknown>;
  return { versions, latest: typeof latest === 'string' ? latest : undefined };
}

/**
 * The version that `npm install -g` would take if it looked at `engines`: the one tagged `latest` where it fits, else
 * the newest final release below it that does. Deprecated ones only where nothing else fits.
 */
export function newestNpm(
  { versions, latest }: NpmPackage,
  { range, runtime }: Pick<PackageLookup, 'range' | 'runtime'>,
): string | undefined {
  if (range !== '' && validRange(range) === null) return undefined;
  const node = runtime === undefined ? undefined : completed(runtime);
  const named = range !== '';
  let best: string | undefined;
  let bestDeprecated: string | undefined;
  for (const { version, node: engines, deprecated } of versions) {
    if (prerelease(version) && version !== latest && !named) continue;
    // What is newer than `latest` is another line: a beta under another tag.
    if (!named && latest !== undefined && valid(latest) !== null && gt(version, latest)) continue;
    if (named && !satisfies(version, range)) continue;
    if (node !== undefined && engines !== undefined && validRange(engines) !== null && !satisfies(node, engines))
      continue;
    if (deprecated) {
      if (bestDeprecated === undefined || gt(version, bestDeprecated)) bestDeprecated = version;
    } else if (best === undefined || gt(version, best)) best = version;
  }
  return best ?? bestDeprecated;
}

/** `20` and `20.11` stand for the newest of them: that is what the tag of an image gives. */
function completed(runtime: string): string {
  const [major = '0', minor = '9999', patch = '9999'] = runtime.split('.');
  return `${major}.${minor}.${patch}`;
}
