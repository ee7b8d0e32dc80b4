// Whether what npm and its like install needs the compilers or libraries of the full image.
import { type Assumption, exactPattern, sourceLine, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { SlimRecipe } from '../../splits/index.js';
import { nativeNode } from './native.js';
import { isPlainNode } from './plain.js';
import type { NodeProject } from './project.js';
import { projectOf } from './split-project.js';

export const slimNode: SlimRecipe = { language: 'node', need, seesCopied: true };

/** Packages with an install script that fetches or picks a prebuilt file, and needs no tool of the system. */
const HARMLESS = exactPattern(
  `
  esbuild core-js core-js-pure es5-ext fsevents husky @swc/core @parcel/watcher protobufjs nodemon styled-components
  @nestjs/core msgpackr-extract lmdb sharp bcrypt @apollo/rover @scarf/scarf unrs-resolver @prisma/client prisma
  @prisma/engines @sentry/cli ejs preact less postinstall-postinstall @tailwindcss/oxide spawn-sync aws-sdk
  bootstrap-vue vue-demi`,
  { also: [/@img\/.*/] },
);

function need(site: Site, copied: boolean): Stop | Assumption | undefined {
  const installs = site.runs.flatMap(({ commands }) =>
    commands.filter(({ call }) => call && ['npm', 'yarn', 'pnpm'].includes(call.manager) && call.action === 'install'),
  );
  if (installs.length === 0 && !copied) return undefined;
  const project = projectOf(site);
  if (!project)
    return stop(
      'needs-evidence',
      'no package.json is here to be read, so whether the packages need what only the full image has is not seen',
    );
  const all = [...project.dependencies, ...project.devDependencies, ...project.optionalDependencies];
  for (const [name, { is, from }] of all) {
    if (installs.length > 0 && /^(?:git[+:]|github:|[\w-]+\/[\w.-]+(?:#|$))/.test(is))
      return stop(
        'used-later',
        `${name} is fetched with git (${from.file} line ${sourceLine(from)}), which the slim image has not; install git by name, then the slim image can be used`,
      );
    const native = nativeNode(name);
    if (installs.length === 0 && native?.loads.length === 0 && !native.calls) continue;
    if (native && !HARMLESS.test(name))
      return stop(
        'used-later',
        `${name} (${from.file} line ${sourceLine(from)}) ${native.loads.length > 0 ? `loads the library of ${native.loads.join(' and ')}; install that by name` : native.compiled ? 'is compiled when no prebuilt file fits; build it in a stage of its own' : `calls ${native.calls?.join(' or ')}; install that by name`}, then the slim image can be used`,
      );
  }
  return installs.length === 0 ? undefined : scripted(site, project);
}

/** A package that runs a script when it is installed may compile: the lock file of npm marks them. */
function scripted(site: Site, project: NodeProject): Assumption | undefined {
  const lock = project.locks.find(({ kind }) => kind === 'npm' || kind === 'pnpm');
  const text = lock && site.context.evidence.repository.read(lock.file);
  if (!lock || text === undefined) return unlocked(project);
  let name = '';
  for (const line of text.split('\n')) {
    const key =
      /^\s+"(?:.*node_modules\/)((?:@[^/"]+\/)?[^/"]+)": \{/.exec(line)?.[1] ??
      /^ {2}['/]?((?:@[^/@]+\/)?[^/@'()]+)[@/][^:]*:\s*$/.exec(line)?.[1];
    if (key !== undefined) name = key;
    if (/^\s+(?:"hasInstallScript"|requiresBuild): true/.test(line) && !HARMLESS.test(name))
      return compilesNothing(
        `${name}, which runs a script when it is installed (${lock.file}), compiles nothing with it`,
      );
  }
  return undefined;
}

/** Without a lock file nothing says what the packages bring: only those that are known by name. */
function unlocked({ dependencies, devDependencies, optionalDependencies }: NodeProject): Assumption | undefined {
  const names = [dependencies, devDependencies, optionalDependencies].flatMap((each) => [...each.keys()]);
  const unknown = names.filter((name) => !isPlainNode(name) && !HARMLESS.test(name));
  if (unknown.length === 0) return undefined;
  return compilesNothing(
    `No package that comes with ${unknown.slice(0, 4).join(', ')} compiles when it is installed; no lock file says which run a script`,
  );
}

function compilesNothing(believes: string): Assumption {
  return {
    id: 'packages-compile-nothing',
    believes,
    breaksIf: 'one is compiled where no prebuilt file fits, for which the slim image has neither a compiler nor Python',
    checkBy: 'build the image; an install that cannot compile fails, and names the package',
    needsRun: true,
  };
}
