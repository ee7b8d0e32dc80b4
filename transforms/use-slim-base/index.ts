import {
  sourceLine,
  type Assumption,
  type Context,
  type Edit,
  type Lookup,
  isStop,
  type Stop,
  stop,
  baseName,
} from '../../src/model/index.js';
import { programIs, runsItsWords } from '../../src/programs/index.js';
import {
  accountPackage,
  MANUAL_FOLDERS,
  installCalls,
  findManualFolderNeed,
  installCommandFor,
  packagesNeededAt,
  readSite,
  chooseSlimBase,
  slimQuestion,
  usesInShell,
  usesOf,
  type Run,
  type RunBase,
  type Site,
} from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import {
  anchorOf,
  baseChain,
  inCaseOf,
  insertLinesBelow,
  instructionPlace,
  replaceLogical,
  setsCommand,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { buildsAreJudged, packagesNeed, runTimeBase, runTimeQuestions } from './packages.js';
import { moveChecks, type MovedChecks } from '../../src/uses/index.js';
import { rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-slim-base',
    title: 'Use the slim variant of the base image',
    why: 'The full image brings compilers, version control and a hundred libraries with their vulnerabilities. The slim one has the same program on the same release, without them.',
    summary: 'Moves an image to the slim variant of its base where nothing it does needs what only the full one has.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['no-install-recommends'],
    ceiling: 'unverified',
    rules: ['CIS 4.3'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
      'https://hub.docker.com/_/python#image-variants',
    ],
  },
  on: shippedSite,
  judge: ({ site }) => judge(site),
  ask(doc: DockerfileDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    const { rootImage } = doc.stages.at(-1)!;
    const questions = rootImage === undefined ? [] : [...slimQuestion(rootImage), ...runTimeQuestions(rootImage)];
    // A question costs a request: only where the answer is what is missing.
    const [shipped] = questions.length > 0 ? shippedSite(doc, context) : [];
    const outcome = shipped && judge(shipped.site);
    return outcome && (!isStop(outcome) || outcome.stop === 'no-answer') ? questions : [];
  },
});

interface ShippedStage {
  readonly instruction: Instruction;
  readonly site: Site;
}

/** The stage that the last one stands on, with all that stand on it, where an image of them runs something. */
function shippedSite(doc: DockerfileDoc, context: Omit<Context, 'answers'> & Partial<Context>): ShippedStage[] {
  const stage = baseChain(doc.stages.at(-1)!).at(-1)!;
  const above = doc.stages.filter((each) => each !== stage && baseChain(each).includes(stage));
  const site = readSite(doc, { answers: new Map(), ...context }, stage, above);
  return site && setsCommand(doc, stage) ? [{ instruction: stage.instruction, site }] : [];
}

function judge(site: Site): DockerfileVerdict {
  const base = runTimeBase(site) ?? chooseSlimBase(site);
  if (isStop(base)) return buildsHere(site) ? undefined : base;
  if (base.evidence.length === 0 || (base.lacks.length > 0 && buildsHere(site))) return undefined;
  const manual = findManualFolderNeed(site);
  if (manual)
    return stop(
      'needs-decision',
      `${manual.name} makes links below /usr/share/man, which slim images of Debian have not; add RUN ${MANUAL_FOLDERS} above it, then the slim image can be used`,
      manual.at,
    );
  const packages = packagesNeed(site);
  const lacks = lacksOf(site, base);
  const checks = moveChecks(site, base.image, lacks, site.body);
  const reason =
    ranByChildren(site, base) ??
    (packages && isStop(packages) ? packages : undefined) ??
    calledInBuild(site, base) ??
    calledAtRunTime(site, base, lacks, checks);
  if (reason) return reason;
  const { doc, stage } = site;
  const anchor = anchorOf(doc, stage.instruction);
  const seen = packagesNeededAt(site.context, anchor, profileOf(site, base));
  if (isStop(seen)) return seen;
  const tools = accountPackage(site.body, site.image, base.image);
  const needed = {
    packages: [...new Set([...tools.packages, ...seen.packages])],
    evidence: [...tools.evidence, ...seen.evidence],
  };
  const edit = replaceLogical(doc, stage.instruction, stage.from.imageStart, stage.from.imageEnd, base.image);
  if (!edit) return stop('not-contiguous', 'FROM stands on several lines; put it on one');
  return {
    edits: [edit, ...installEdits(site, needed.packages), ...checks.edits],
    touches: [
      instructionPlace(doc, stage.instruction),
      ...(needed.packages.length > 0 ? [`${anchor}.run`, `${anchor}.order`] : []),
      ...checks.touches,
    ],
    seen: 'no line of the file, and nothing found in the repository, calls a tool of the full image',
    evidence: [...base.evidence, ...checks.evidence, ...needed.evidence],
    assumptions: [
      assumption(base),
      ...(base.assumption ? [base.assumption] : []),
      ...(packages && !isStop(packages) ? [packages] : []),
      ...checks.assumptions,
    ],
  };
}

/** The image that is moved to, in the release that is known of the present one. */
function profileOf({ profile }: Site, { image, release }: RunBase): ReturnType<typeof imageProfile> {
  const found = imageProfile(image) ?? profile;
  const known = found?.release ?? release ?? profile?.release;
  return found && known !== undefined ? { ...found, release: known } : found;
}

/** What a run showed to be missing, installed right above all else. */
function installEdits({ doc, stage, profile }: Site, packages: readonly string[]): Edit[] {
  if (packages.length === 0) return [];
  const line = `${inCaseOf(stage, 'RUN')} ${installCommandFor(packages, profile?.family)}`;
  return [insertLinesBelow(doc, stage.instruction, [line])];
}

/** True where build packages are installed: split-build-stage has the word there. */
function buildsHere(site: Site): boolean {
  const builds = site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build')),
  );
  return builds && !buildsAreJudged(site);
}

function assumption(base: RunBase): Assumption {
  if (base.lacks.length === 0)
    return {
      id: 'documentation-unused',
      believes: 'Nothing needs the manual pages, documentation and translations that the full image has',
      breaksIf: 'a program shows them, or reads an example below /usr/share/doc',
      checkBy: 'search the source for /usr/share/doc, /usr/share/man and /usr/share/locale',
    };
  return {
    id: 'full-image-not-needed',
    believes:
      'Nothing loads a library or calls a tool of the full image: packages are pure, bring their libraries along, or are known to need none',
    breaksIf:
      'a package was compiled against a library of the full image, or calls a tool by a name that is put together',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}

/** ONBUILD lines run in files that are not here, on what this image has. */
function ranByChildren({ body }: Site, base: RunBase): Stop<Instruction> | undefined {
  const onbuild = base.lacks.length > 0 ? body.find(({ keyword }) => keyword === 'ONBUILD') : undefined;
  return (
    onbuild &&
    stop(
      'onbuild',
      'ONBUILD lines run in the builds of others, which may need the full image; decide whether they do, and write the slim image by hand',
      onbuild,
    )
  );
}

/** The first call, in a RUN, of a tool that the slim image has not and that the RUN did not install. */
function calledInBuild(site: Site, base: RunBase): Stop<Instruction> | undefined {
  const lacks = new Set(base.lacks);
  const installed = new Set(
    site.runs.flatMap(({ instruction }) =>
      installCalls(instruction).flatMap(({ packages }) => packages.map(({ name }) => name)),
    ),
  );
  const opaque = site.body.find(
    (each) => each.keyword === 'RUN' && !site.runs.some(({ instruction }) => instruction === each),
  );
  if (opaque && base.lacks.length > 0)
    return stop(
      'unsupported-syntax',
      'this RUN is in exec form, a script with a #! line, or does not parse, so what it calls is not seen; write it as plain commands',
      opaque,
    );
  for (const run of site.runs) {
    const tool = toolIn(run, lacks, installed);
    if (tool)
      return stop(
        'used-later',
        `${tool} is called here, and the slim image has it not; install it by name, then the slim image can be used`,
        run.instruction,
      );
    const script = scriptIn(site, run, lacks);
    if (script) return script;
  }
  return undefined;
}

function toolIn({ commands }: Run, lacks: ReadonlySet<string>, installed: ReadonlySet<string>): string | undefined {
  for (const { command, name } of commands) {
    for (const [at, { value }] of command.words.entries()) {
      const called = baseName(value ?? '');
      const isCall = at === 0 || runsItsWords(name);
      if (isCall && lacks.has(called) && !installed.has(called)) return called;
      if (/^(?:git\+|git:\/\/)/.test(value ?? '') && !installed.has('git')) return 'git';
    }
    const text = command.words.map(({ raw }) => raw).join(' ');
    if (
      name === 'tar' &&
      /\s-?[a-zA-Z]*[jJ]|\.bz2|\.xz/.test(text) &&
      !installed.has('xz-utils') &&
      !installed.has('bzip2')
    )
      return 'bzip2 or xz, for tar,';
  }
  return undefined;
}

/** A script of the repository that a RUN calls: read for the tools, or a reason where it is not here. */
function scriptIn(
  site: Site,
  { instruction, commands }: Run,
  lacks: ReadonlySet<string>,
): Stop<Instruction> | undefined {
  for (const { command } of commands) {
    const [first = '', second = ''] = command.words.map(({ value }) => value ?? '');
    const path = /\.(?:ba)?sh$|^\.\/[^.]*$/.test(first)
      ? first
      : (programIs(baseName(first), 'shell') || first === 'source' || first === '.') && !second.startsWith('-')
        ? second
        : '';
    if (path === '' || lacks.size === 0) continue;
    const text = site.readScript(path);
    if (text === undefined)
      return stop(
        'needs-evidence',
        `${path} is not here to be read, so whether it calls a tool of the full image is not seen`,
        instruction,
      );
    const use = usesInShell(site.doc.file, text, lacks)[0];
    if (use)
      return stop(
        'used-later',
        `${path} calls ${use.command}, and the slim image has it not; install it by name, then the slim image can be used`,
        instruction,
      );
  }
  return undefined;
}

/** What the slim image has not, but for what the file installs by name. */
function lacksOf({ runs }: Site, base: RunBase): ReadonlySet<string> {
  const installed = new Set(
    runs.flatMap(({ instruction }) =>
      installCalls(instruction).flatMap(({ packages }) => packages.map(({ name }) => name)),
    ),
  );
  return new Set(base.lacks.filter((name) => !installed.has(name)));
}

function calledAtRunTime(site: Site, base: RunBase, lacks: ReadonlySet<string>, checks: MovedChecks): Stop | undefined {
  if (base.lacks.length === 0) return undefined;
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  const { uses, cut, files } = usesOf(site.doc, site.context, starting, lacks);
  const use = uses.find((each) => !checks.replaces(each));
  if (use && use.from.kind === 'source')
    return stop(
      'used-later',
      `${use.command} is called while the container runs (${use.from.file} line ${sourceLine(use.from)}), and the slim image has it not; install it by name, then the slim image can be used`,
    );
  if (cut || files === 0)
    return stop(
      'needs-evidence',
      `${cut ? 'there is more source than is read' : 'the source of what runs is not here to be read'}, so whether it needs the full image is not seen; try ${base.image}, and keep it if the image works`,
    );
  return undefined;
}
