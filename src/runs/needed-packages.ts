// Packages that bring what a run showed to be missing from an image.
import {
  baseName,
  type Context,
  type Evidence,
  needInWords,
  type NeedOf,
  needsAt,
  seenInRun,
  type Stop,
  stop,
} from '../model/index.js';
import {
  ACCOUNT_TOOLS_SOURCE,
  isAccountTool,
  lacksAccountTools,
  type ImageProfile,
  packageOfLibrary,
  packageOfProgram,
} from '../knowledge/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { installCalls } from './build-packages.js';

type System = Pick<ImageProfile, 'family' | 'release' | 'image'>;

/** The packages to install, and why. */
interface NeededPackages {
  readonly packages: readonly string[];
  readonly evidence: readonly Evidence[];
}

/**
 * The packages of an image's distribution for the programs and libraries that a run of a step did not find; a stop where
 * nobody knows which.
 */
export function packagesNeededAt(context: Context, anchor: string, profile: System | undefined): NeededPackages | Stop {
  const missing = [...needsAt(context, anchor, 'library'), ...needsAt(context, anchor, 'program')];
  const packages = new Set<string>();
  for (const { need } of missing) {
    const found = packageOf(need, profile);
    if (found === undefined)
      return stop(
        'needs-evidence',
        `a run did not find ${needInWords(need)}, and which package of ${profile?.image ?? 'the image'} brings it is not known; install it by name`,
      );
    packages.add(found);
  }
  return { packages: [...packages].sort(), evidence: missing.map(seenInRun) };
}

/** Which package holds a library is known of Debian alone. */
function packageOf({ kind, name }: NeedOf<'library' | 'program'>, system: System | undefined): string | undefined {
  if (kind === 'program') return packageOfProgram(name, system?.family);
  return system?.family === 'debian' ? packageOfLibrary(name, system.release) : undefined;
}

/** The command that installs packages in a layer of its own. */
export function installCommandFor(packages: readonly string[], family: ImageProfile['family']): string {
  const names = packages.join(' ');
  if (family === 'alpine') return `apk add --no-cache ${names}`;
  return `apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`;
}

/**
 * The package of adduser, where a RUN calls that or addgroup on an image that comes in the place of another and has them
 * not; the names of packages that the RUNs install themselves are not asked for again.
 */
export function accountPackage(instructions: readonly Instruction[], from: string, to: string): NeededPackages {
  if (from === to || !lacksAccountTools(to) || lacksAccountTools(from)) return NOTHING;
  const runs = instructions.filter(({ keyword }) => keyword === 'RUN');
  const caller = runs.find(({ shell }) =>
    shell.commands.some(({ words }) => isAccountTool(baseName(words[0]?.value ?? ''))),
  );
  if (!caller) return NOTHING;
  const isInstalled = runs.some((run) =>
    installCalls(run).some(({ packages }) => packages.some(({ name }) => name === 'adduser')),
  );
  if (isInstalled) return NOTHING;
  const says = `line ${caller.lineMark} makes an account with the tools of adduser, which ${to} has not`;
  return {
    packages: ['adduser'],
    evidence: [{ says, from: { kind: 'knowledge', entry: 'adduser', source: ACCOUNT_TOOLS_SOURCE } }],
  };
}

const NOTHING: NeededPackages = { packages: [], evidence: [] };
