// Groups of a Gemfile that only the work on the source needs: whether an image can do without them.
// Sources: https://bundler.io/guides/groups.html, https://bundler.io/man/bundle-config.1.html,
// https://guides.rubyonrails.org/configuring.html#rails-environment-settings
import {
  type Assumption,
  baseName,
  child,
  isStop,
  lineMark,
  type Stop,
  stop,
  walkFiles,
  words,
} from '../../model/index.js';
import { splitOptions } from '../install-call.js';
import { readManifest } from '../manifest-text.js';
import type { Omission, Omitted, ShippedInstall } from '../omission.js';
import { type GroupedGem, groupedGems } from './groups.js';
import { broughtAlone } from './lock.js';
import type { RubyProject } from './project.js';

const UNUSED: Assumption = {
  id: 'dev-dependencies-unused',
  believes: 'The program needs no gem of the groups development and test when it runs',
  breaksIf: 'it requires one of them by a name that is put together while it runs',
  checkBy: 'start the image and use each part of the program once',
};

export const omission: Omission = { manifest: 'Gemfile', installsAll, judge };

const VALUED = words('-j --jobs --retry --path --gemfile --trust-policy --shebang --binstubs');
const DECIDED = words('--without --with --only --gemfile --standalone --system --help');

function installsAll([, ...args]: readonly string[]): number | undefined {
  const { options, plain } = splitOptions(args, VALUED);
  if (plain.length > 1 || (plain[0] ?? 'install') !== 'install') return undefined;
  return [...options.keys()].some((each) => DECIDED.has(each)) ? undefined : args.indexOf(plain[0] ?? '') + 1;
}

const ENVIRONMENTS = ['RAILS_ENV', 'RACK_ENV', 'APP_ENV'] as const;
const LEFT_OUT = ['development', 'test'] as const;
const FOR_DEVELOPMENT = /^(?:dev|development|test|ci)$/;

function judge(install: ShippedInstall): Omitted | Stop | undefined {
  const { projects, repository, during, atEnd, runs } = install;
  const project = projects.find((each): each is RubyProject => each.ecosystem === 'ruby');
  const manifest = project?.manifests[0] && readManifest(repository, project.manifests[0]);
  if (!project || !manifest || isDecided(install, project)) return undefined;
  const gems = groupedGems(manifest);
  const kept = new Set(gems.flatMap((gem) => (isLeftOut(gem) ? [] : [gem.name])));
  const left = gems.filter((gem) => isLeftOut(gem) && !kept.has(gem.name));
  const [first] = left;
  const environment = ENVIRONMENTS.map((name) => atEnd.get(name)).find((value) => value !== undefined);
  if (!first || (environment !== undefined && FOR_DEVELOPMENT.test(environment))) return undefined;
  if (project.lock === undefined)
    return stop('needs-evidence', 'no Gemfile.lock is here, so which gems are installed is not seen; check it in');
  if (environment !== 'production')
    return stop(
      'needs-decision',
      'nothing says that the image runs in production, and elsewhere gems of the groups development and test are loaded; set ENV RAILS_ENV=production above the install first',
    );
  const other = runs.find((text) => /\b(?:RAILS|RACK)_ENV=(?!["']?production)/.test(text));
  if (other !== undefined || ENVIRONMENTS.some((name) => FOR_DEVELOPMENT.test(during.get(name) ?? '')))
    return stop('used-later', 'a line of the build runs in another environment than production');
  const brought = broughtAlone(repository.read(project.lock) ?? '', new Set(left.map(({ name }) => name)));
  const against =
    startedElsewhere(install, left) ?? buildsAssets(install, left) ?? requiredInSource(install, left, brought);
  if (isStop(against)) return against;
  const groups = LEFT_OUT.filter((group) => left.some(({ groups: own }) => own.includes(group)));
  return {
    variable: { name: 'BUNDLE_WITHOUT', value: groups.join(':') },
    seen: `installs the gems of ${groups.join(' and ')} as well, and the image runs in production`,
    evidence: [{ says: `no source requires ${left.length === 1 ? first.name : 'one of them'}`, from: first.from }],
    believes: UNUSED,
  };
}

/** Only in groups that production has no use for. */
function isLeftOut({ groups }: GroupedGem): boolean {
  return groups.length > 0 && groups.every((group) => LEFT_OUT.some((each) => each === group));
}

/** Something says already which groups are installed. */
function isDecided({ during, runs, repository }: ShippedInstall, { directory }: RubyProject): boolean {
  if (['BUNDLE_WITHOUT', 'BUNDLE_WITH', 'BUNDLE_ONLY', 'BUNDLE_GEMFILE'].some((name) => during.has(name))) return true;
  if (
    runs.some((text) => /\bBUNDLE_(?:WITHOUT|WITH|ONLY)=|\bconfig\b[^&|;]{0,200}\b(?:without|with|only)\b/.test(text))
  )
    return true;
  return /^BUNDLE_(?:WITHOUT|WITH|ONLY)\b/m.test(repository.read(child(directory, '.bundle/config')) ?? '');
}

function startedElsewhere({ uses, behind, scripts }: ShippedInstall, left: readonly GroupedGem[]): Stop | undefined {
  const names = new Set(left.map(({ name }) => name));
  for (const { name, starts, environment } of uses) {
    const set = ENVIRONMENTS.find((each) => environment.has(each) && environment.get(each) !== 'production');
    if (set !== undefined)
      return stop(
        'needs-decision',
        `${name} sets ${set} to ${environment.get(set)}, where gems of other groups are loaded`,
      );
    const called = commandOf(starts, names);
    if (called !== undefined) return stop('used-later', `${name} starts ${called}, a gem of development or test`);
  }
  const built = behind.map((text) => commandOf(text, names)).find((each) => each !== undefined);
  if (built !== undefined)
    return stop('used-later', `the build calls ${built} behind the install, a gem of development or test`);
  for (const { file, text } of scripts()) {
    for (const line of text.split('\n')) {
      if (!/entrypoint/i.test(file) && !/\bdocker\b|\bcompose\b|\bpodman\b/.test(line)) continue;
      const called = commandOf(line, names);
      if (called !== undefined)
        return stop('used-later', `${file} calls ${called} in a container, a gem of development or test`);
    }
  }
  return undefined;
}

/** A gem that is called by its name, or by the task that it is for. */
function commandOf(text: string, names: ReadonlySet<string>): string | undefined {
  const called = text.split(/[\s"'`,[\]()&|;=]+/).map(baseName);
  return called.find(
    (word) => names.has(word) || (/^(?:rspec|spec)$/.test(word) && names.has('rspec-rails')) || word === 'db:seed',
  );
}

/** Gems that run or compile JavaScript and stylesheets while assets are built, under whatever group. */
const FOR_ASSETS = words(`
  mini_racer therubyracer execjs uglifier terser sass sassc sass-rails sassc-rails coffee-rails coffee-script less-rails
  autoprefixer-rails webpacker shakapacker vite_rails tailwindcss-rails dartsass-rails cssbundling-rails
  jsbundling-rails sprockets-rails sprockets`);

function buildsAssets({ runs }: ShippedInstall, left: readonly GroupedGem[]): Stop | undefined {
  const builder = left.find(({ name }) => FOR_ASSETS.has(name));
  if (!builder || !runs.some((text) => /\bassets:precompile\b/.test(text))) return undefined;
  return stop(
    'used-later',
    `assets are built here, which ${builder.name} may do, a gem of development or test; move it out of the group`,
  );
}

/** Not loaded in production, or not by a server. */
const NOT_ENTERED = words('spec test tests features vendor node_modules tmp log public seeds fixtures factories docs');
const NOT_RUN =
  /(?:^|\/)(?:config\/environments\/(?:development|test)\.rb|config\/spring\.rb|bin\/[\w-]+|Guardfile|db\/seeds\.rb)$/;
const MOST_ENTRIES = 4000;
const GUARD = /\bdefined\?|Rails\.env\.(?:development|test|local)\?|Rails\.env\s*==|rescue\s+(?:Gem::)?LoadError/;

/** @param brought gems that only those bring: nothing loads them by itself, so a require names them. */
function requiredInSource(
  { folder, repository, atEnd }: ShippedInstall,
  left: readonly GroupedGem[],
  brought: readonly string[],
): Stop | undefined {
  const files = walkFiles(repository, {
    from: [folder],
    wanted: (name) => /\.(?:rb|ru|rake)$|^Rakefile$/.test(name),
    enter: (name) => !NOT_ENTERED.has(name),
    mostEntries: MOST_ENTRIES,
  });
  const signs = [
    ...left.map(({ name }) => ({ name, names: [...requiresOf(name), ...constantsOf(name)] })),
    ...brought.map((name) => ({ name, names: requiresOf(name) })),
  ];
  for (const file of files) {
    if (NOT_RUN.test(file)) continue;
    const text = repository.read(file);
    if (text === undefined)
      return stop('needs-evidence', `${file} cannot be read, and may need a gem of development or test`);
    const lines = text.split('\n');
    for (const [at, line] of lines.entries()) {
      if (/^\s*#/.test(line)) continue;
      if (loadsGroup(line, atEnd))
        return stop(
          'used-later',
          `${file} line ${lineMark(file, at + 1)} loads the gems of development or test by the name of the group; load those of the environment`,
        );
      const used = signs.find(({ names }) => names.some((each) => line.includes(each) && isOwnWord(line, each)));
      if (!used || lines.slice(Math.max(0, at - 3), at + 4).some((each) => GUARD.test(each))) continue;
      return stop(
        'used-later',
        `${file} line ${lineMark(file, at + 1)} names ${used.name}, a gem of development or test; move it out of the group, or guard the line`,
      );
    }
  }
  return files.cut ? stop('needs-evidence', 'the source has more files than are read here') : undefined;
}

/**
 * `Bundler.require(:default, :development)`, but not `Rails.groups(assets: %w[development test])`, which asks the environment,
 * nor `ENV['RACK_ENV'] || :development` where that is set.
 */
function loadsGroup(line: string, atEnd: ShippedInstall['atEnd']): boolean {
  if (!/\bBundler\.require\b/.test(line) || line.includes('Rails.groups')) return false;
  const asked = /\bENV(?:\[|\.fetch\()\s?["'](\w+)["']/.exec(line)?.[1];
  if (asked !== undefined && atEnd.has(asked)) return false;
  return /[:"'](?:development|test)\b/.test(line);
}

/** As a require names a gem: `rspec-core`, `rspec/core`, and files in it. */
function requiresOf(gem: string): string[] {
  return [...new Set([gem, gem.replaceAll('-', '/')])].flatMap((path) =>
    ["'", '"'].flatMap((mark) => [`${mark}${path}${mark}`, `${mark}${path}/`]),
  );
}

/** The constant that its name makes. */
function constantsOf(gem: string): string[] {
  const constant = gem
    .split(/[-_]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  return [`${constant}::`, `${constant}.`];
}

function isOwnWord(line: string, name: string): boolean {
  const at = line.indexOf(name);
  return /["']/.test(name.charAt(0)) ? /\brequire\b/.test(line) : !/[\w:]/.test(line[at - 1] ?? '');
}
