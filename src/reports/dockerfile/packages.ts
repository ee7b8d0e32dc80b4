// Package managers: versions, upgrades, and what is copied before they run.
import { type PackageCall, toolsCalled } from '../../ecosystems/index.js';
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

function packageCall({ action, verb, packages, options }: PackageCommand): PackageCall {
  return {
    installs: action === 'install',
    verb,
    packages: packages.map(({ value }) => value),
    options: options.map(({ raw }) => raw),
  };
}

/** What the calls of these managers install in whatever version is newest. */
function looseIn(calls: readonly PackageCommand[], managers: readonly PackageCommand['manager'][]): string[] {
  return calls
    .filter(({ manager }) => managers.includes(manager))
    .flatMap((call) => toolsCalled(call.manager).flatMap(({ loose }) => loose?.(packageCall(call)) ?? []));
}

/** The tool that a command installs with, from a list of the project. */
function projectInstallOf({ name, args, command }: RunCommand): string | undefined {
  const call = packageCommand(command);
  return toolsCalled(call?.manager ?? name).find(({ projectInstall }) =>
    projectInstall?.is(args, call && packageCall(call)),
  )?.projectInstall?.what;
}

function looseGo({ name, args }: RunCommand): string[] {
  if (name !== 'go' || args[0] !== 'install') return [];
  return args.slice(1).filter((arg) => /^[\w.-]+\.[a-z]+\/[^\s$]*@latest$/.test(arg));
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
        const what = projectInstallOf(command);
        if (what === undefined || seen.has(what)) continue;
        seen.add(what);
        if (!copied) continue;
        all.push(
          findingOn(
            doc,
            copied,
            `copies the whole source before ${what} installs (line ${instruction.lineMark}), so every change of the source installs everything again`,
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
        ({ calls }) => looseIn(calls, ['pip']),
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
        ({ calls }) => looseIn(calls, ['npm', 'yarn', 'pnpm']),
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
        ({ calls, commands }) => [...looseIn(calls, ['gem']), ...commands.flatMap(looseGo)],
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
