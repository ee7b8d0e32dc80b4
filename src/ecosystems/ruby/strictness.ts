// May bundler be frozen while it installs? Its lock file is in the image, agrees with the Gemfile, and holds the platform.
// BUNDLE_FROZEN for the one command: where gems lie stays as it is, and the program does not see it. BUNDLE_DEPLOYMENT would
// move them to vendor/bundle, and what is set by ENV or bundle config stops a container whose source is mounted over.
// Source: https://bundler.io/man/bundle-config.1.html (frozen, deployment)
import {
  type Assumption,
  baseName,
  child,
  isStop,
  lineMark,
  parseImageReference,
  type Stop,
  stop,
  wordList,
} from '../../model/index.js';
import {
  changedBefore,
  type InstallWords,
  type LooseInstall,
  type StrictInstall,
  type Strictness,
} from '../strictness.js';
import { readGemfile, readGemLock } from './lock-agreement.js';
import type { RubyProject } from './project.js';

export const strictness: Strictness = { manifest: 'Gemfile', isLoose, judge };

/** They freeze already, or read another Gemfile. */
const DECIDED = wordList('--deployment --no-deployment --frozen --no-frozen --gemfile --standalone --help');

function isLoose({ verb, others, options, has }: InstallWords): boolean {
  if (has(DECIDED)) return false;
  if (verb === '') return others.length === 0 && options.length === 0;
  // `--without development test` takes every word up to the next option.
  return (
    verb === 'install' &&
    (others.length === 0 || options.some((option) => /^--with(?:out)?$|^--path$|^-j$|^--/.test(option)))
  );
}

const SETTINGS = ['BUNDLE_FROZEN', 'BUNDLE_DEPLOYMENT', 'BUNDLE_GEMFILE'];
const IS_SET =
  /\bBUNDLE_(?:FROZEN|DEPLOYMENT|GEMFILE)\b|\bbundler? config\b[^&|;]{0,200}\b(?:frozen|deployment|gemfile)\b/;
const CHANGES = /\bbundler? (?:update|add|remove|lock|init|inject|outdated)\b/;

function judge(install: LooseInstall): StrictInstall | Stop | undefined {
  const { folder, projects, repository, runs, during } = install;
  const isSet =
    SETTINGS.some((name) => during.has(name)) || runs.some(({ text, isOfStage }) => isOfStage && IS_SET.test(text));
  if (isSet) return undefined;
  if (folder === undefined)
    return stop('needs-evidence', 'the Gemfile that bundler installs from is not seen in the repository');
  if (/^BUNDLE_(?:FROZEN|DEPLOYMENT|GEMFILE)\b/m.test(repository.read(child(folder, '.bundle/config')) ?? ''))
    return undefined;
  const project = projects.find((each): each is RubyProject => each.ecosystem === 'ruby');
  const [manifest] = project?.manifests ?? [];
  const lock = project?.lock;
  if (manifest === undefined || lock === undefined)
    return stop(
      'needs-evidence',
      'there is no Gemfile.lock beside the Gemfile; make one with bundle install and commit it',
    );
  if (repository.ignored(lock))
    return stop('conflicts', `git’s ignore rules leave ${lock} out, so a fresh clone has none`);
  const name = baseName(lock);
  if (!install.isThere(name))
    return stop('needs-evidence', `${name} is not copied into the image before this line; copy it beside the Gemfile`);
  const touched = changedBefore(install, [name, baseName(manifest)], { commands: CHANGES, what: name });
  if (touched !== undefined)
    return stop(
      'used-later',
      `an earlier line changes ${touched} in the image, so the copy in the repository is not what is installed`,
    );
  const text = repository.read(manifest);
  const locked = repository.read(lock);
  if (text === undefined || locked === undefined)
    return stop(
      'needs-evidence',
      `${text === undefined ? manifest : lock} cannot be read: it is too large, or not UTF-8`,
    );
  const wants = readGemfile(text);
  if ('line' in wants)
    return stop(
      'needs-evidence',
      `${manifest} line ${lineMark(manifest, wants.line)} is more than a list of gems, so whether ${name} has what it asks for is not seen; set BUNDLE_FROZEN=true in front of bundle install where it does`,
    );
  const has = readGemLock(locked);
  const differs = differenceOf(wants.asked, has.asked, name) ?? sourceMissing(wants.sources, has.remotes, name);
  if (differs !== undefined) return stop('conflicts', `${differs}; run bundle install and commit ${name}`);
  const [missing] = has.missing;
  if (missing !== undefined)
    return stop(
      'conflicts',
      `${name} has no entry for ${missing}, which gems in it need; run bundle install and commit it`,
    );
  const platform = platformOf(install, has.platforms, name);
  if (isStop(platform)) return platform;
  return {
    variable: { name: 'BUNDLE_FROZEN', value: 'true' },
    assumptions: [...platform, ...(wants.ofGit.length > 0 ? [gitIsAsLocked(wants.ofGit, name)] : [])],
    evidence: [{ says: `${name} has what the Gemfile asks for`, from: { kind: 'source', file: lock } }],
  };
}

function differenceOf(
  wanted: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string>,
  lock: string,
): string | undefined {
  for (const [gem, versions] of wanted) {
    const has = known.get(gem);
    if (has === versions) continue;
    const asked = `the Gemfile asks for ${gem} ${versions}`.trimEnd();
    return has === undefined
      ? `${asked}, and ${lock} does not have it`
      : `${asked}, and ${lock} was made for ${has || 'any version'}`;
  }
  const more = [...known.keys()].find((gem) => !wanted.has(gem));
  return more === undefined ? undefined : `${lock} has ${more}, which the Gemfile no longer asks for`;
}

function sourceMissing(sources: readonly string[], remotes: ReadonlySet<string>, lock: string): string | undefined {
  const missing = sources.find((source) => !remotes.has(source));
  if (missing !== undefined) return `the Gemfile has the source ${missing}, and ${lock} was made without it`;
  const more = [...remotes].find((remote) => !sources.includes(remote));
  return more === undefined ? undefined : `${lock} was made for the source ${more}, which the Gemfile does not name`;
}

/**
 * What is believed of the platform: nothing where any will do; a stop where Linux is not in the lock file, since a frozen
 * bundler adds none.
 */
function platformOf(
  { image, platform }: LooseInstall,
  platforms: readonly string[],
  lock: string,
): readonly Assumption[] | Stop {
  if (platforms.includes('ruby')) return [];
  const isMusl = image !== undefined && /alpine/.test(parseImageReference(image)?.tag ?? image);
  const fits = (name: string): boolean =>
    platforms.some((each) => each === `${name}-linux` || each === `${name}-linux-${isMusl ? 'musl' : 'gnu'}`);
  const [isIntel, isArm] = [fits('x86_64'), fits('aarch64')];
  if (isIntel && isArm) return [];
  if (!isIntel && !isArm)
    return stop(
      'conflicts',
      `${lock} has no platform of this image (it has ${platforms.slice(0, 4).join(', ') || 'none'}), and bundler adds it in the build; run bundle lock --add-platform x86_64-linux${isMusl ? '-musl' : ''} and commit it`,
    );
  const only = isIntel ? 'amd64' : 'arm64';
  if (platform === `linux/${only}`) return [];
  return [
    {
      id: 'built-for-a-locked-platform',
      believes: `The image is built for ${only} alone, whose platform ${lock} has`,
      breaksIf: 'it is built for another as well: bundler stops there, as it may not add the platform',
      checkBy: `look for what builds the image; bundle lock --add-platform ${isIntel ? 'aarch64' : 'x86_64'}-linux adds the other`,
    },
  ];
}

function gitIsAsLocked(gems: readonly string[], lock: string): Assumption {
  return {
    id: 'git-gems-are-as-locked',
    believes: `${gems.slice(0, 3).join(', ')} ${gems.length === 1 ? 'comes' : 'come'} from the repository and branch that ${lock} names`,
    breaksIf: `the Gemfile was changed without it: bundler then stops the build`,
    checkBy: `run BUNDLE_FROZEN=true bundle install in a fresh clone`,
  };
}
