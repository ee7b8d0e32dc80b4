// The files of a Python release: what their names say about version and platform.
// Sources: https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-format,
// https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/

/** One file of an index page, as far as choosing a version needs it. */
export interface IndexFile {
  readonly filename: string;
  readonly requiresPython: string | undefined;
  readonly yanked: boolean;
}

export interface Release {
  readonly version: string;
  /** Of a wheel; `undefined` for a source distribution, which builds anywhere. */
  readonly tags: { readonly python: string[]; readonly abi: string[]; readonly platform: string[] } | undefined;
}

/** PEP 503. */
export function normaliseName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

const SOURCE = /\.(?:tar\.gz|tar\.bz2|tar\.xz|tgz|zip)$/;

/** What a file name of this package says; `undefined` for an egg, an installer, or another package's file. */
export function readFilename(filename: string, name: string): Release | undefined {
  if (filename.length > 300) return undefined;
  if (filename.endsWith('.whl')) {
    const parts = filename.slice(0, -'.whl'.length).split('-');
    if ((parts.length !== 5 && parts.length !== 6) || normaliseName(parts[0]!) !== name) return undefined;
    const [python, abi, platform] = parts.slice(-3).map((part) => part.split('.'));
    return { version: parts[1]!.replaceAll('_', '+'), tags: { python: python!, abi: abi!, platform: platform! } };
  }
  const ending = SOURCE.exec(filename);
  if (!ending) return undefined;
  const stem = filename.slice(0, ending.index);
  // Old names hold dashes themselves: the version begins behind the dash that leaves this package's name.
  for (let at = stem.indexOf('-'); at !== -1; at = stem.indexOf('-', at + 1)) {
    if (normaliseName(stem.slice(0, at)) === name) return { version: stem.slice(at + 1), tags: undefined };
  }
  return undefined;
}

/** True when pip on this Python (`3.11`; absent: any of version 3) on Linux, x86-64, can install the file. */
export function installable({ tags }: Release, runtime: string | undefined): boolean {
  if (!tags) return true;
  if (!tags.platform.some((platform) => platform === 'any' || /^(?:many|musl)?linux\w*_x86_64$/.test(platform)))
    return false;
  const [major = '3', minor] = runtime?.split('.') ?? [];
  return tags.python.some((python) => {
    const read = /^(py|cp)(\d)(\d*)$/.exec(python);
    if (!read || read[2] !== major) return false;
    const [, implementation = '', , own = ''] = read;
    if (minor === undefined) return !tags.abi.every((abi) => abi.endsWith('t'));
    if (implementation === 'py') return (own === '' || Number(own) <= Number(minor)) && tags.abi.includes('none');
    if (tags.abi.includes('abi3')) return Number(own) <= Number(minor);
    if (Number(own) !== Number(minor)) return false;
    const exact = `cp${major}${minor}`;
    return tags.abi.some((abi) => abi === 'none' || abi === exact || abi === `${exact}m` || abi === `${exact}mu`);
  });
}
