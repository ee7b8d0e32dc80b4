// Package managers: versions, upgrades, and what is copied before they run.
import { copyArguments, type DockerfileDoc, type Instruction, isCopy } from '../../dockerfile/index.js';
import { packageCommand, type PackageCommand, isOfDistribution } from '../../runs/index.js';
import { defineReport, findingOn, listNames, type DockerfileReport, type Found } from './define.js';
import { factsOf, type Run, type RunCommand } from './facts.js';

function perRun(doc: DockerfileDoc, names: (run: Run) => readonly string[], say: (names: string) => string): Found[] {
  const all: Found[] = [];
  for (const run of factsOf(doc).runs) {
    const list = names(run);
    if (list.length > 0) all.push(findingOn(doc, run.instruction, say(listNames(list))));
  }
  return all;
}

/** Tools that are asked for in their newest version everywhere, and need to be. */
const PIP_TOOLS = new Set(['pip', 'setuptools', 'wheel', 'build', 'pip-tools', 'virtualenv', 'pipenv', 'poetry', 'uv']);
const PLAIN_NAME = /^[A-Za-z0-9][\w.-]*(?:\[[\w,. -]+\])?$/;

function loosePip({ manager, action, packages, options }: PackageCommand): string[] {
  if (manager !== 'pip' || action !== 'install') return [];
  // A constraints file, or files downloaded before, say which version.
  if (options.some(({ raw }) => /^(?:-c|--constraint|--no-index|-t|--require-hashes)(?:=|$)/.test(raw))) return [];
  const names = packages.flatMap(({ value }) =>
    value !== undefined && PLAIN_NAME.test(value) && !/\.(?:whl|zip|tar|gz|txt)$/.test(value) ? [value] : [],
  );
  return names.filter((name) => !PIP_TOOLS.has(name.toLowerCase().replace(/\[.*/s, '')));
}

function looseNpm({ manager, action, verb, packages, verbWord }: PackageCommand): string[] {
  if (manager !== 'npm' && manager !== 'pnpm' && manager !== 'yarn') return [];
  if (action !== 'install' || verb === 'ci' || !verbWord || (manager === 'yarn' && verb !== 'add')) return [];
  return packages.flatMap(({ value }) =>
    value !== undefined &&
    /^(?:@[\w.-]+\/)?[a-z0-9][\w.-]*(?:@latest)?$/i.test(value) &&
    !/\.tgz$/.test(value) &&
    value !== 'npm'
      ? [value]
      : [],
  );
}

function looseGem({ manager, action, packages, options }: PackageCommand): string[] {
  if (manager !== 'gem' || action !== 'install' || options.some(({ raw }) => /^(?:-v|--version|-g|--file)/.test(raw)))
    return [];
  return packages.flatMap(({ value }) =>
    value !== undefined && /^[a-z0-9][\w-]*$/i.test(value) && value !== 'bundler' ? [value] : [],
  );
}

function looseGo({ name, args }: RunCommand): string[] {
  if (name !== 'go' || args[0] !== 'install') return [];
  return args.slice(1).filter((arg) => /^[\w.-]+\.[a-z]+\/[^\s$]*@latest$/.test(arg));
}

/** Installs that read a list of the project, and that list's name. */
const PROJECT_INSTALLS: readonly { readonly what: string; readonly test: (command: RunCommand) => boolean }[] = [
  {
    what: 'npm',
    test: ({ name, args }) =>
      name === 'npm' &&
      /^(?:ci|install|i)$/.test(args.find((arg) => !arg.startsWith('-')) ?? '') &&
      args.filter((arg) => !arg.startsWith('-')).length === 1 &&
      !args.includes('-g'),
  },
  {
    what: 'yarn',
    test: ({ name, args }) =>
      name === 'yarn' &&
      !args.includes('global') &&
      /^(?:install)?$/.test(args.find((arg) => !arg.startsWith('-')) ?? '') &&
      !args.includes('--version'),
  },
  {
    what: 'pnpm',
    test: ({ name, args }) =>
      name === 'pnpm' &&
      /^(?:install|i)$/.test(args[0] ?? '') &&
      args.every((arg, at) => at === 0 || arg.startsWith('-')),
  },
  { what: 'pip', test: ({ command }) => isRequirements(command) },
  { what: 'bundler', test: ({ name, args }) => name === 'bundle' && (args[0] === 'install' || args.length === 0) },
  { what: 'go mod', test: ({ name, args }) => name === 'go' && args[0] === 'mod' && args[1] === 'download' },
];

function isRequirements(command: RunCommand['command']): boolean {
  const call = packageCommand(command);
  if (call?.manager !== 'pip' || call.action !== 'install' || call.packages.length > 0) return false;
  // `-e .` and the like build the project itself.
  return (
    call.options.some(({ raw }) => /^(?:-r|--requirement)/.test(raw)) &&
    !call.options.some(({ raw }) => /^(?:-e|--editable)/.test(raw))
  );
}

function copiesEverything(instruction: Instruction): boolean {
  if (!isCopy(instruction)) return false;
  if (instruction.flag('from')) return false;
  const sources = copyArguments(instruction)?.sources;
  return sources?.length === 1 && /^(?:\.|\.\/|\/)$/.test(sources[0]!);
}

function sourceBeforeInstall(doc: DockerfileDoc): Found[] {
  const all: Found[] = [];
  const facts = factsOf(doc);
  if (!facts.of('COPY').some(copiesEverything) && !facts.of('ADD').some(copiesEverything)) return all;
  const runs = new Map(facts.runs.map((run) => [run.instruction, run]));
  for (const stage of doc.stages) {
    let copied: Instruction | undefined;
    const seen = new Set<string>();
    for (const instruction of stage.instructions) {
      if (!copied && copiesEverything(instruction)) copied = instruction;
      for (const command of runs.get(instruction)?.commands ?? []) {
        const install = PROJECT_INSTALLS.find(({ test }) => test(command));
        if (!install || seen.has(install.what)) continue;
        seen.add(install.what);
        if (!copied) continue;
        all.push(
          findingOn(
            doc,
            copied,
            `copies the whole source before ${install.what} installs (line ${instruction.lineMark}), so every change of the source installs everything again`,
          ),
        );
        return all;
      }
    }
  }
  return all;
}

export const packageReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'system-upgrade',
    rule: 'apt-get-upgrade',
    rules: [
      'DS-0024',
      'DKL-DI-0003',
      'DL3035',
      'KICS Use of Apk Upgrade',
      'KICS Yum Update Enabled',
      'KICS Run Using dnf Update',
    ],
    summary: 'All packages of the base image upgraded.',
    find: (doc) =>
      perRun(
        doc,
        ({ calls }) => {
          const seen = new Set<string>();
          for (const { manager, verb, action, packages } of calls) {
            if (action === 'upgrade' && isOfDistribution(manager) && packages.length === 0)
              seen.add(`${manager} ${verb}`);
          }
          return [...seen];
        },
        (names) => `${names} upgrades all of the base image, so two builds of this file differ`,
      ),
  }),
  defineReport({
    id: 'pip-without-version',
    rule: 'pip-packages-not-pinned',
    rules: ['DL3013'],
    summary: 'pip install of a name without a version.',
    find: (doc) =>
      perRun(
        doc,
        ({ calls }) => calls.flatMap(loosePip),
        (names) => `pip installs whatever version is newest: ${names}`,
      ),
  }),
  defineReport({
    id: 'npm-without-version',
    rule: 'npm-packages-not-pinned',
    rules: ['DL3016'],
    summary: 'npm, yarn or pnpm adding a name without a version.',
    find: (doc) =>
      perRun(
        doc,
        ({ calls }) => calls.flatMap(looseNpm),
        (names) => `installs whatever version is newest: ${names}`,
      ),
  }),
  defineReport({
    id: 'gem-or-go-without-version',
    rule: 'gem-or-go-packages-not-pinned',
    rules: ['DL3028', 'DL3062'],
    summary: 'gem install without a version, or go install of @latest.',
    find: (doc) =>
      perRun(
        doc,
        ({ calls, commands }) => [...calls.flatMap(looseGem), ...commands.flatMap(looseGo)],
        (names) => `installs whatever version is newest: ${names}`,
      ),
  }),
  defineReport({
    id: 'source-before-dependencies',
    rule: 'source-copied-before-install',
    rules: ['DD006'],
    summary: 'COPY . before the dependencies are installed.',
    find: sourceBeforeInstall,
  }),
];
