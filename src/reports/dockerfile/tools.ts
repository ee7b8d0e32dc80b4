// Compilers and duplicate tools in the image that is run.
import { officialName, parseImageReference, exactPattern, anyOf } from '../../model/index.js';
import { baseChain, shippedStages, type DockerfileDoc, type Stage } from '../../dockerfile/index.js';
import { isOfDistribution } from '../../runs/index.js';
import { defineReport, findingOn, listNames, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, isService, runtimeStages, type Run } from './facts.js';

/** Compilers, build systems and their bundles, under the names distributions give them. */
const BUILD_TOOLS = exactPattern(
  `
  gcc g++ gcc-c++ gfortran clang cmake make build-essential build-base alpine-sdk autoconf automake libtool bison
  flex cargo rustc golang golang-go maven gradle ninja-build linux-headers musl-dev libc-dev libc6-dev python-dev
  python3-dev python-devel python3-devel ruby-dev php-dev kernel-devel rpm-build`,
  { also: [/@?development[ -]tools/], flags: 'i' },
);

/** Images that are a tool chain: what is built with them seldom needs them to run. */
const TOOL_CHAINS = new Set(['golang', 'rust', 'gcc', 'maven', 'gradle', 'haskell', 'swift']);
const BUILDS = anyOf(
  /^(?:go|cargo|stack) (?:build|install)/,
  /^(?:mvn|mvnw|gradle|gradlew|gcc|g\+\+|cabal) /,
  /^make\b|^dotnet (?:publish|build)|^swift build/,
);

interface Installed {
  readonly name: string;
  readonly run: Run;
}

/** What a RUN installs from the distribution and does not remove again. */
function installedBy(run: Run, wanted: (name: string) => boolean): Installed[] {
  const removed = new Set<string>();
  const all: Installed[] = [];
  for (const call of run.calls) {
    if (!isOfDistribution(call.manager)) continue;
    if (call.action === 'remove') {
      // A virtual package (apk), a variable or --auto-remove takes more with it than is named.
      if (call.manager === 'apk' || /auto-?remove/.test(call.verb)) return [];
      if (call.options.some(({ raw }) => raw === '--auto-remove' || raw === '--autoremove')) return [];
      if (call.packages.some(({ value }) => value === undefined)) return [];
      for (const { value } of call.packages) removed.add(value!);
    }
    if (call.action !== 'install') continue;
    for (const { value } of call.packages) {
      const name = value?.replace(/[=<>~].*/s, '');
      if (name !== undefined && wanted(name)) all.push({ name, run });
    }
  }
  return all.filter(({ name }) => !removed.has(name));
}

/** The same for a stage and those below it. */
function installedIn(doc: DockerfileDoc, stage: Stage, wanted: (name: string) => boolean): Installed[] {
  const chain = new Set(baseChain(stage));
  return factsOf(doc).runs.flatMap((run) => (chain.has(run.stage) ? installedBy(run, wanted) : []));
}

/** The RUN that brings in the second of wget and curl, where both end up in one shipped stage. */
function secondDownloader(doc: DockerfileDoc): Run | undefined {
  const brought = new Map<Stage, { wget?: Run; curl?: Run }>();
  for (const run of factsOf(doc).runs) {
    for (const { name } of installedBy(run, (each) => each === 'wget' || each === 'curl')) {
      const own = brought.get(run.stage) ?? {};
      own[name as 'wget' | 'curl'] ??= run;
      brought.set(run.stage, own);
    }
  }
  if (brought.size === 0) return undefined;
  const shipped = shippedStages(doc);
  for (const stage of doc.stages) {
    const below = stage.base && brought.get(stage.base);
    const here = { ...brought.get(stage), ...below };
    brought.set(stage, here);
    if (!shipped.has(stage) || !here.wget || !here.curl) continue;
    return here.wget.instruction.index > here.curl.instruction.index ? here.wget : here.curl;
  }
  return undefined;
}

function isToolChain(stage: Stage): boolean {
  const reference = stage.rootImage === undefined ? undefined : parseImageReference(stage.rootImage);
  if (!reference) return false;
  if (/^dotnet\/(?:core\/|nightly\/)?sdk$/.test(reference.path)) return true;
  return TOOL_CHAINS.has(officialName(reference) ?? '');
}

function builtIn(doc: DockerfileDoc, stage: Stage): boolean {
  const chain = new Set(baseChain(stage));
  return factsOf(doc).runs.some(
    (run) => chain.has(run.stage) && run.commands.some(({ name, args }) => BUILDS.test(`${name} ${args.join(' ')}`)),
  );
}

/** The build tools of the images that run, as far as the file shows them. */
function buildToolsIn(doc: DockerfileDoc, stage: Stage): Found | undefined {
  if (factsOf(doc).windows.has(stage) || !isService(stage)) return undefined;
  if (isToolChain(stage) && builtIn(doc, stage))
    return findingOn(
      doc,
      stage.instruction,
      `the image that runs is the one that builds, tool chain included: ${shorten(stage.rootImage!)}`,
    );
  const tools = installedIn(doc, stage, (name) => BUILD_TOOLS.test(name));
  if (tools.length === 0) return undefined;
  const first = tools[0]!.run;
  const names = [...new Set(tools.filter(({ run }) => run === first).map(({ name }) => name))];
  return findingOn(doc, first.instruction, `stays in the image that runs: ${listNames(names)}`);
}

export const toolReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'build-tools-at-run-time',
    rule: 'build-tools-in-final-image',
    rules: ['CIS 4.3'],
    summary: 'Compilers and the like in the image that runs.',
    find(doc, context) {
      for (const stage of runtimeStages(doc, context)) {
        const tools = buildToolsIn(doc, stage);
        if (tools) return [tools];
      }
      return [];
    },
  }),
  defineReport({
    id: 'wget-and-curl',
    rule: 'both-wget-and-curl',
    rules: ['DL4001', 'DS-0014'],
    summary: 'Both wget and curl installed in an image that is shipped.',
    find(doc) {
      const second = secondDownloader(doc);
      return second ? [findingOn(doc, second.instruction, 'installs both wget and curl, where one would do')] : [];
    },
  }),
];
