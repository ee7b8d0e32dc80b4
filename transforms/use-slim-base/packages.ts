// Whether what pip or npm install needs the compilers or libraries of the full image.
import type { Instruction } from '../../src/dockerfile/index.js';
import { exactPattern, parseImageReference, sourceLine, type Stop, stop } from '../../src/model/index.js';
import { requirementsOf, unreadFile, type Run, type RunCommand, type Site } from '../../src/runs/index.js';
import { nativeNode, nativePython, type NodeProject } from '../../src/ecosystems/index.js';

/** Packages with an install script that fetches or picks a prebuilt file, and needs no tool of the system. */
const HARMLESS = exactPattern(
  `
  esbuild core-js core-js-pure es5-ext fsevents husky @swc/core @parcel/watcher protobufjs nodemon styled-components
  @nestjs/core msgpackr-extract lmdb sharp bcrypt @apollo/rover @scarf/scarf unrs-resolver @prisma/client prisma
  @prisma/engines @sentry/cli ejs preact less postinstall-postinstall @tailwindcss/oxide spawn-sync aws-sdk
  bootstrap-vue vue-demi`,
  { also: [/@img\/.*/] },
);

/** Why the packages of the image need the full one, or are not seen not to; `undefined` where they do not. */
export function packagesNeed(site: Site): Stop<Instruction> | undefined {
  const copied = site.body.find(
    (each) =>
      each.keyword === 'COPY' && each.flag('from') && !/^(?:ghcr|docker|quay)\.|[:/]/.test(each.flag('from')!.value),
  );
  if (copied && site.profile?.language && site.profile.language !== 'node')
    return stop(
      'needs-evidence',
      'packages may be copied from a build stage here, and what they load is not seen; try the slim image, and keep it if the image works',
      copied,
    );
  if (site.profile?.language === 'python') return python(site);
  if (site.profile?.language === 'node') return node(site, copied !== undefined);
  if (site.profile?.language === 'ruby') return ruby(site);
  return undefined;
}

function python(site: Site): Stop<Instruction> | undefined {
  const version = /^(\d)\.(\d{1,2})/.exec(parseImageReference(site.image)?.tag ?? '');
  const pip = site.runs.some(({ commands }) =>
    commands.some(({ call }) => call?.manager === 'pip' && call.action === 'install'),
  );
  if (pip && (!version || Number(version[1]) < 3 || Number(version[2]) < 7))
    return stop(
      'needs-evidence',
      `whether the packages have wheels for the Python of ${site.image} is not seen: its tag ${version ? 'names an old version' : 'moves to each new version'}; write a version such as python:3.12, or try the slim image`,
    );
  const installs = new Map<RunCommand, Run>();
  for (const run of site.runs) {
    for (const command of run.commands) {
      const words = command.command.words.map(({ value }) => value ?? '');
      const isInstall =
        command.call?.manager === 'pip'
          ? command.call.action === 'install'
          : /^(?:poetry|pipenv|uv)$/.test(command.name ?? '') && /^(?:install|sync|pip)$/.test(words[1] ?? '');
      if (isInstall) installs.set(command, run);
      if (/^python[\d.]*$/.test(command.name ?? '') && /setup\.py$/.test(words[1] ?? ''))
        return stop(
          'needs-evidence',
          'setup.py may compile, which only the full image can; move it into a build stage, or install a wheel',
          run.instruction,
        );
    }
  }
  const missing = unreadFile(site, installs);
  if (missing !== undefined)
    return stop(
      'needs-evidence',
      `${missing} is not here to be read, so whether the packages need what only the full image has is not seen`,
    );
  for (const { name, from } of requirementsOf(site, installs)) {
    const native = nativePython(name);
    if (!native) continue;
    const needs = native.open
      ? 'libraries that its build finds'
      : [...native.loads, ...(native.uses ?? [])].join(', ') || 'a compiler';
    return stop(
      'used-later',
      `${name} (${from}) needs ${needs}; ${native.compiled ? 'compile it in a build stage' : 'install that by name'}, then the slim image can be used`,
    );
  }
  return undefined;
}

function node(site: Site, copied: boolean): Stop | undefined {
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

function projectOf(site: Site): NodeProject | undefined {
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) if (project.ecosystem === 'node') return project;
  }
  return undefined;
}

/** A package that runs a script when it is installed may compile: the lock file of npm marks them. */
function scripted(site: Site, project: NodeProject): Stop | undefined {
  const lock = project.locks.find(({ kind }) => kind === 'npm' || kind === 'pnpm');
  const text = lock && site.context.evidence.repository.read(lock.file);
  if (!lock || text === undefined)
    return stop(
      'needs-evidence',
      'no lock file says which packages run a script when they are installed, and may compile; commit package-lock.json, then it can be told',
    );
  let name = '';
  for (const line of text.split('\n')) {
    const key =
      /^\s+"(?:.*node_modules\/)((?:@[^/"]+\/)?[^/"]+)": \{/.exec(line)?.[1] ??
      /^ {2}['/]?((?:@[^/@]+\/)?[^/@'()]+)[@/][^:]*:\s*$/.exec(line)?.[1];
    if (key !== undefined) name = key;
    if (/^\s+(?:"hasInstallScript"|requiresBuild): true/.test(line) && !HARMLESS.test(name))
      return stop(
        'needs-evidence',
        `${name} runs a script when it is installed, which may compile (${lock.file}); try the slim image, and keep it if the build works`,
      );
  }
  return undefined;
}

function ruby(site: Site): Stop<Instruction> | undefined {
  const run = site.runs.find(({ commands }) =>
    commands.some(
      ({ call }) => call && (call.manager === 'bundle' || call.manager === 'gem') && call.action === 'install',
    ),
  );
  return (
    run &&
    stop(
      'needs-evidence',
      'gems may be compiled when they are installed, which only the full image can; install them in a build stage on the full image',
      run.instruction,
    )
  );
}
