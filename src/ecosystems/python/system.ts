// The Python that a distribution brings, by release.

export interface SystemPython {
  /** What `python3` is: `3.11`. Packages that pip installs lie below a folder named after it. */
  readonly version: string;
  /**
   * Python packages that python3-pip brings. pip counts them as there and installs none of its own, so what needs them
   * finds them only where they stay.
   */
  readonly beside: readonly string[];
  readonly source: string;
}

/** The folder of what pip installs there has this name, with the version behind it. */
export const SYSTEM_FOLDER = 'python';

const BOTH = ['python3-setuptools', 'python3-wheel'];

function debian(release: string, version: string, beside: readonly string[]): [string, SystemPython] {
  return [release, { version, beside, source: `https://packages.debian.org/${release}/python3-pip` }];
}

function ubuntu(release: string, version: string): [string, SystemPython] {
  return [release, { version, beside: BOTH, source: `https://packages.ubuntu.com/${release}/python3` }];
}

/** Sources: dists/<release>/main/binary-amd64/Packages of Debian, and the pages of Ubuntu. */
const PYTHON = new Map([
  debian('bullseye', '3.9', BOTH),
  debian('bookworm', '3.11', BOTH),
  debian('trixie', '3.13', ['python3-wheel']),
  ubuntu('xenial', '3.5'),
  ubuntu('bionic', '3.6'),
  ubuntu('focal', '3.8'),
  ubuntu('jammy', '3.10'),
  ubuntu('noble', '3.12'),
]);

/** The Python of a release by its code name; `undefined` for one that nobody described. */
export function systemPython(release: string | undefined): SystemPython | undefined {
  return release === undefined ? undefined : PYTHON.get(release);
}
