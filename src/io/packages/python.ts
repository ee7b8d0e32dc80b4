// A Python index: the simple API, JSON (PEP 691) or HTML (PEP 503), and which of its versions is the newest that fits.
import { compare, explain, satisfies, validRange } from '@renovatebot/pep440';
import { type PackageLookup, baseName } from '../../model/index.js';
import { lookupFailed, LookupFailure } from '../registry/failure.js';
import type { Fetcher } from './fetch.js';
import { installable, normaliseName, readFilename, type IndexFile } from './files.js';
import { anchors } from './html.js';
import type { Index } from './source.js';

const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1, */*;q=0.01';

/** A version in use somewhere is no longer than this; the bound keeps the reading of versions cheap. */
const LONGEST = 100;

/** The files that an index has of a package. Throws a `LookupFailure`. */
export async function pythonFiles(fetcher: Fetcher, index: Index, name: string): Promise<readonly IndexFile[]> {
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) throw new LookupFailure('not-found', `no name of a package`);
  const { text, type } = await fetcher.get(index, `${name}/`, ACCEPT);
  // Static servers know no better type for a JSON file than application/json, or none.
  const isJson = /\bjson\b/.test(type) || (!/html/.test(type) && text.trimStart().startsWith('{'));
  return isJson ? filesOfJson(text, index.url.host) : filesOfHtml(text);
}

function filesOfJson(text: string, host: string): IndexFile[] {
  const page = parseObject(text, host);
  const { 'api-version': version } = Object(page.meta) as Record<string, unknown>;
  if (!Array.isArray(page.files) || (typeof version === 'string' && !version.startsWith('1.')))
    throw lookupFailed(`${host} does not answer in the form of the simple API, version 1`);
  const files: IndexFile[] = [];
  for (const file of page.files as unknown[]) {
    const fields = Object(file) as Record<string, unknown>;
    const { filename, yanked } = fields;
    const requires = fields['requires-python'];
    if (typeof filename !== 'string') continue;
    files.push({
      filename,
      requiresPython: typeof requires === 'string' ? requires : undefined,
      yanked: yanked === true || typeof yanked === 'string',
    });
  }
  return files;
}

/** The object a body holds. Throws where it holds something else, or half of one. */
export function parseObject(text: string, host: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw lookupFailed(`${host} answers with broken JSON`);
  }
  if (value === null || typeof value !== 'object')
    throw lookupFailed(`${host} answers with something else than a package`);
  return value as Record<string, unknown>;
}

function filesOfHtml(text: string): IndexFile[] {
  const files: IndexFile[] = [];
  for (const attributes of anchors(text)) {
    const path = attributes.get('href')?.split(/[?#]/, 1)[0] ?? '';
    const filename = decodePath(baseName(path));
    if (filename === '') continue;
    files.push({
      filename,
      requiresPython: attributes.get('data-requires-python'),
      yanked: attributes.has('data-yanked'),
    });
  }
  return files;
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign stands for itself
  }
}

/**
 * The newest version that pip would take: not yanked, within the range, made for the Python and for Linux on x86-64, a
 * final release unless there are only pre-releases or the range names one.
 */
export function newestPython(
  files: readonly IndexFile[],
  lookup: Pick<PackageLookup, 'name' | 'range' | 'runtime'>,
): string | undefined {
  const name = normaliseName(lookup.name);
  const requires = new Map<string | undefined, boolean>();
  let best: string | undefined;
  let bestPre: string | undefined;
  for (const file of files) {
    const release = file.yanked ? undefined : readFilename(file.filename, name);
    const version = release && release.version.length <= LONGEST ? explain(release.version) : null;
    if (!release || !version || version.local !== null) continue;
    const current = version.is_prerelease ? bestPre : best;
    if (current !== undefined && compare(release.version, current) <= 0) continue;
    if (!requires.has(file.requiresPython))
      requires.set(file.requiresPython, allows(file.requiresPython, lookup.runtime));
    if (!requires.get(file.requiresPython) || !installable(release, lookup.runtime)) continue;
    if (lookup.range !== '' && !satisfies(release.version, lookup.range, { prereleases: true })) continue;
    if (version.is_prerelease) bestPre = release.version;
    else best = release.version;
  }
  const wantsPre = /\d(?:a|b|rc|\.dev)\d/.test(lookup.range);
  if (wantsPre && best !== undefined && bestPre !== undefined) return compare(bestPre, best) > 0 ? bestPre : best;
  return best ?? bestPre;
}

/**
 * Whether a Requires-Python takes the runtime. `3.11` stands for its newest patch: that is what the tag of an image
 * gives. What is not a valid specifier is passed over, as pip does.
 */
function allows(requires: string | undefined, runtime: string | undefined): boolean {
  if (requires === undefined || runtime === undefined || requires.length > 300) return true;
  // Written by old tools: `>=3.6.*`.
  const range = requires.replace(/([<>]=?\s*[\d.]*\d)\.\*/g, '$1').trim();
  if (range === '' || !validRange(range)) return true;
  const parts = runtime.split('.');
  return satisfies(parts.length >= 3 ? runtime : [...parts, '999'].join('.'), range, { prereleases: true });
}
