import { createHash } from 'node:crypto';
import { filePath } from '../../src/model/index.js';
import type {
  Assumption,
  Change,
  Edit,
  Evidence,
  FilePath,
  Group,
  GroupPlan,
  HeldStep,
  Plan,
  RefusalCode,
  SourceFile,
  Step,
  TransformMeta,
} from '../../src/model/index.js';
import { scoreChecklist } from '../../src/render/index.js';
import type { Checklist } from '../../src/render/index.js';
import { applyEdits, LineIndex, originMap } from '../../src/text/index.js';

/** Says what a step of the fake plan does: in the file, `from` becomes `to` (first occurrence), or a file is made. */
interface Spec {
  readonly transform: string;
  readonly anchor: string;
  readonly title: string;
  readonly why: string;
  readonly touches?: readonly string[];
  readonly assumptions?: readonly Assumption[];
  readonly evidence?: readonly Evidence[];
  readonly replace?: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly create?: { readonly file: string; readonly text: string };
}

/** The texts as the steps so far leave them, and the way from each back to the file as it was. */
type Texts = Map<FilePath, string>;
type Back = Map<FilePath, (offset: number) => number>;

function changesOf(spec: Spec, texts: Texts): Change[] {
  const changes: Change[] = [];
  for (const { file, from, to } of spec.replace ?? []) {
    const path = filePath(file);
    const start = texts.get(path)!.indexOf(from);
    if (start < 0) throw new Error(`${from} is not in ${file}`);
    changes.push({ kind: 'edit', file: path, span: { start, end: start + from.length }, expect: from, text: to });
  }
  if (spec.create) changes.push({ kind: 'create', file: filePath(spec.create.file), text: spec.create.text });
  return changes;
}

function placeOf(file: FilePath, text: string, start: number, end: number): Step['at'] {
  return { file, span: { start, end }, ...new LineIndex(text).position(start) };
}

/** Builds a step on the texts as they are, and leaves them as the step does. */
function stepOf(spec: Spec, texts: Texts, base: Texts, back: Back): Step {
  const changes = changesOf(spec, texts);
  const paths = [...new Set(changes.map((change) => change.file))];
  const files = paths.map((path) => {
    const before = texts.get(path);
    const edits = changes.filter((change) => change.kind === 'edit' && change.file === path);
    const made = changes.find((change) => change.kind === 'create' && change.file === path);
    const after = made ? made.text : applyEdits(before!, edits as never);
    return { path, before, after };
  });
  const first = changes[0]!;
  const original = back.get(first.file) ?? ((offset: number) => offset);
  const at =
    first.kind === 'edit'
      ? placeOf(first.file, base.get(first.file)!, original(first.span.start), original(first.span.end))
      : { file: first.file, span: { start: 0, end: 0 }, line: 1, column: 1 };
  for (const { path, after } of files) {
    texts.set(path, after);
    const before = back.get(path) ?? ((offset: number) => offset);
    const last = originMap(changes.filter((change) => change.kind === 'edit' && change.file === path) as Edit[]);
    back.set(path, (offset) => before(last(offset)));
  }
  return {
    id: `${spec.transform}@${spec.anchor}`,
    transform: spec.transform,
    anchor: spec.anchor,
    at,
    title: spec.title,
    why: spec.why,
    safety: spec.assumptions ? 'review' : 'safe',
    assumptions: spec.assumptions ?? [],
    evidence: spec.evidence ?? [{ says: 'The line was read', from: { kind: 'source', file: at.file, line: at.line } }],
    touches: spec.touches ?? [],
    changes,
    files,
  };
}

/** A plan of one group, made by hand. */
export function groupOf(
  group: Partial<Group> & { id: string },
  texts: Record<string, string>,
  specs: readonly Spec[],
): GroupPlan {
  const base = new Map<FilePath, SourceFile>();
  const now: Texts = new Map();
  for (const [path, text] of Object.entries(texts)) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    base.set(filePath(path), { path: filePath(path), text, sha256 });
    now.set(filePath(path), text);
  }
  const before = new Map(now);
  const back: Back = new Map();
  const steps = specs.map((spec) => stepOf(spec, now, before, back));
  const result = new Map([...now].filter(([path, text]) => base.get(path)?.text !== text));
  const whole: Group = { dockerfiles: [], compose: [], kubernetes: [], pipelines: [], links: [], ...group };
  return { group: whole, base, steps, held: [], refused: [], dropped: [], findings: [], result };
}

const ESC = '\u001b';
export const BIDI = '\u202e';
export const HOSTILE_TITLE = `Stop ${ESC}[31mred${ESC}[0m | <img src=x> \`tick\` *star* ::error::x%0A${BIDI}txt @everyone`;

const DOCKERFILE = `FROM python:3.12
ENV PORT 8080
RUN apt update && apt install -y curl gcc
# the sources
COPY . .
RUN pip install -r requirements.txt
CMD python app.py
`;

const COMPOSE = `services:
  web:
    build: ./backend
    ports:
      - "8080:8080"
`;

const NO_ROOT: Assumption = {
  id: 'writes-only-to-app',
  believes: 'The program writes nowhere but to /app/data, which the new user owns.',
  breaksIf: 'a library writes below /usr or /root while it runs',
  checkBy: 'starting the container and uploading one file; `docker diff` shows what was written',
};

const backend: GroupPlan = {
  ...groupOf(
    {
      id: 'backend/Dockerfile',
      dockerfiles: [filePath('backend/Dockerfile')],
      compose: [filePath('compose.yaml')],
      links: [
        {
          file: filePath('compose.yaml'),
          service: 'web',
          dockerfile: filePath('backend/Dockerfile'),
          context: filePath('backend'),
          target: 'final',
        },
      ],
    },
    { 'backend/Dockerfile': DOCKERFILE, 'compose.yaml': COMPOSE },
    [
      {
        transform: 'use-apt-get',
        anchor: 'stage:final',
        title: 'Run apt-get instead of apt',
        why: '`apt` is made for people at a terminal: its options and its output may change between releases.',
        touches: ['stage:final.layers'],
        evidence: [
          {
            says: '`apt update` and `apt install` are called',
            from: {
              kind: 'source',
              file: filePath('backend/Dockerfile'),
              line: 3,
              quote: 'RUN apt update && apt install',
            },
          },
          {
            says: 'the base image is Debian 12',
            from: { kind: 'knowledge', entry: 'python', source: 'docker-library/python' },
          },
        ],
        replace: [
          { file: 'backend/Dockerfile', from: 'apt update && apt install', to: 'apt-get update && apt-get install' },
        ],
      },
      {
        transform: 'clean-apt-lists',
        anchor: 'stage:final',
        title: 'Remove the apt package lists in the layer that made them',
        why: 'The lists are some 20 MB that nothing reads once the packages are there, and they are stale within days.',
        replace: [
          { file: 'backend/Dockerfile', from: 'curl gcc\n', to: 'curl gcc \\\n && rm -rf /var/lib/apt/lists/*\n' },
        ],
      },
      {
        transform: 'add-app-user',
        anchor: 'stage:final',
        title: 'Run the final stage as its own user',
        why: 'A program that runs as root owns the container when it is broken into. The user gets a fixed uid, so that Compose and Kubernetes can name it.',
        touches: ['stage:final.user', 'services.web.user'],
        assumptions: [
          NO_ROOT,
          {
            ...NO_ROOT,
            id: 'port-above-1024',
            believes: 'The program listens on 8080.',
            breaksIf: 'it binds a port below 1024',
            checkBy: 'reading the log of the first start',
          },
        ],
        evidence: [
          { says: 'no USER is set', from: { kind: 'source', file: filePath('backend/Dockerfile'), line: 1 } },
          { says: 'port 8080', from: { kind: 'config', key: 'transforms.add-app-user.port' } },
          {
            says: 'uid 10001 is free',
            from: { kind: 'lookup', question: 'users of python:3.12', answer: 'root, www-data' },
          },
          { says: 'nothing was written outside /app', from: { kind: 'observation', run: 'harden observe' } },
        ],
        replace: [
          { file: 'backend/Dockerfile', from: 'CMD python app.py\n', to: 'USER 10001\nCMD python app.py\n' },
          { file: 'compose.yaml', from: '    ports:\n', to: '    user: "10001"\n    ports:\n' },
        ],
      },
      {
        transform: 'complete-dockerignore',
        anchor: 'file',
        title: 'Keep .git and caches out of the build context',
        why: 'COPY . . takes everything that is not excluded.',
        create: { file: 'backend/.dockerignore', text: '.git\n__pycache__\n' },
      },
      {
        transform: 'exec-form-cmd',
        anchor: 'stage:final',
        title: 'Start the program without a shell',
        why: 'A shell as process 1 does not pass SIGTERM on: every stop takes ten seconds.',
        replace: [{ file: 'backend/Dockerfile', from: 'CMD python app.py', to: 'CMD ["python", "app.py"]' }],
      },
    ],
  ),
};

const ODD = 'wei rd/Döcker|`file`%.yaml';
const ODD_TEXT = `a: 1\r\nbad: "${ESC}]0;owned\u0007"\r\nlong: ${'x'.repeat(600)} old\r\nlast: ${BIDI}`;

const odd: GroupPlan = {
  ...groupOf({ id: ODD, kubernetes: [filePath(ODD)] }, { [ODD]: ODD_TEXT }, [
    {
      transform: 'hostile-strings',
      anchor: `Deployment/we|b${ESC}[2J`,
      title: HOSTILE_TITLE,
      why: `First line\nsecond ${ESC}[1m <!-- --> [link](http://x) \`code ${BIDI}\` #12 and $x$`,
      assumptions: [{ id: 'odd', believes: `- [ ] a\nbox ${ESC}`, breaksIf: '# heading', checkBy: '``double``' }],
      evidence: [
        { says: `quote ${ESC}`, from: { kind: 'source', file: filePath(ODD), line: 2, quote: `bad: "${ESC}"` } },
      ],
      replace: [
        { file: ODD, from: 'bad: "', to: 'good: "```\u009b' },
        { file: ODD, from: ' old', to: ' new' },
        { file: ODD, from: BIDI, to: `${BIDI}end\t` },
      ],
    },
  ]),
};

function heldFrom(step: Step, heldBy: HeldStep['heldBy'], by: string, title: string): HeldStep {
  const { files: _, ...rest } = step;
  return { ...rest, heldBy, by, title };
}

function refused(code: RefusalCode, transform: string, line: number, message: string) {
  const at = { file: filePath('backend/Dockerfile'), span: { start: 0, end: 4 } };
  return { anchor: 'stage:final', at, code, message, transform, line, column: 1 };
}

const noted: GroupPlan = {
  ...backend,
  held: [
    heldFrom(backend.steps[2]!, 'level', '--level safe', 'Set a memory limit'),
    heldFrom(backend.steps[2]!, 'level', '--level safe', 'Add a health check'),
    heldFrom(backend.steps[0]!, 'suppression', `# hadolint ignore=DL3009 ${ESC}`, 'Remove the package lists'),
    { ...heldFrom(backend.steps[2]!, 'manual', 'manual', 'Split the build from the run'), safety: 'manual' },
    heldFrom(backend.steps[0]!, 'skip', '--skip use-workdir', 'Make WORKDIR absolute'),
  ],
  refused: [
    refused('needs-shell', 'exec-form-cmd', 7, 'The command reads $PORT, which only a shell expands.'),
    refused('ambiguous', 'join-apt-update', 3, 'Two lines update the lists; either could go.'),
    refused('needs-shell', 'exec-form-cmd', 6, `A pipe ${ESC}[5m stands in the command.`),
  ],
  dropped: [
    {
      id: 'sort-packages@stage:final',
      transform: 'sort-packages',
      file: filePath('backend/Dockerfile'),
      guard: 'drift',
      message: 'stage:final.env.PATH differs and was not declared',
    },
  ],
  findings: [
    {
      check: 'secret-in-env',
      rules: ['DS-0031'],
      at: { file: filePath('compose.yaml'), span: { start: 12, end: 15 } },
      line: 2,
      column: 3,
      message: 'A password is written in the file.',
      reason: 'harden cannot know where the secret lives.',
    },
  ],
};

/** Small, and with everything in it that a plan can hold, hostile strings included. */
export const fakePlan: Plan = {
  version: 1,
  groups: [noted, odd],
  errors: [
    { path: 'legacy/Dockerfile', line: 12, column: 5, message: 'unknown instruction RUM', hint: 'Did you mean RUN?' },
    { path: '/srv/build/secret/compose.yaml', message: '/srv/build/secret/compose.yaml: permission denied' },
  ],
  skipped: [
    { path: 'chart/templates/web.yaml', reason: 'template', detail: 'Go template' },
    { path: 'vendor/x/Dockerfile', reason: 'vendored', detail: 'below vendor/' },
  ],
};

export const emptyPlan: Plan = { version: 1, groups: [], errors: [], skipped: [] };

/** The same plan without hostile strings and without the notes: what a golden text is made of. */
export const plainPlan: Plan = { version: 1, groups: [backend], errors: [], skipped: [] };

function meta(id: string, title: string, rules: string[], ceiling: TransformMeta['ceiling'] = 'safe'): TransformMeta {
  return {
    id,
    title,
    summary: `${title}, where nothing depends on it.`,
    target: 'dockerfile',
    phase: 'runtime',
    after: id === 'exec-form-cmd' ? ['add-app-user'] : [],
    ceiling,
    rules,
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/dockerfile/'],
  };
}

export const fakeMetas: readonly TransformMeta[] = [
  meta('use-apt-get', 'Run apt-get instead of apt', ['DL3027']),
  meta('clean-apt-lists', 'Remove the apt package lists', ['DL3009']),
  meta('add-app-user', 'Run as a user of its own', ['DL3002', 'CKV_DOCKER_3', 'DS-0002'], 'review'),
  meta('complete-dockerignore', 'Keep files out of the build context', []),
  meta('exec-form-cmd', 'Start the program without a shell', ['DL3025']),
];

export const fakeChecklist: Checklist = scoreChecklist([
  { id: 'non-root', title: 'Runs as a user', state: 'fail', detail: '1 of 2 images runs as root.', count: 1 },
  { id: 'health-checks', title: 'Health checks', state: 'partial', detail: 'The web service has none.' },
  { id: 'pinned-bases', title: 'Base images pinned', state: 'pass', detail: 'All by digest.' },
  { id: 'scan-in-ci', title: 'Scanned in CI', state: 'unknown', detail: 'No workflow was found.' },
  { id: 'limits', title: 'Limits', state: 'not-applicable', detail: `No Compose file ${ESC}[31m.` },
]);

const HOSTILE_LINE = `sh: 1: git: not found ${ESC}[2J <img src=x> \`\`\` ${BIDI}`;

/** A plan that was built and run: one step was repaired, one was given up, and one is open. */
export const repairedPlan: Plan = {
  ...plainPlan,
  verification: {
    engine: 'Docker 1',
    groups: [
      {
        group: 'backend/Dockerfile',
        outcome: 'healed',
        verified: ['use-slim-base@stage:0'],
        open: [{ id: 'c', title: 'Add a health check', why: 'nothing was run' }],
        images: [],
        runs: [],
        broken: [
          {
            id: 'read-only-root@services.web',
            title: 'Make the root file system read-only',
            transform: 'read-only-root',
            failures: [
              {
                kind: 'writes',
                where: 'web',
                says: 'web does not write /srv/x any more',
                excerpt: 'x',
                path: '/srv/x',
              },
            ],
          },
        ],
        repaired: [
          {
            id: 'use-slim-base@stage:0',
            title: 'Use the slim variant of the base image',
            transform: 'use-slim-base',
            rounds: [
              {
                failed: 'web was running and is ended with code 1',
                seen: [{ need: 'the program git', line: HOSTILE_LINE }],
                changed: [`RUN apt-get install -y git ${ESC}[1m`],
              },
            ],
            outcome: 'holds',
          },
          {
            id: 'add-app-user@stage:0',
            title: 'Run the program as a user of its own',
            transform: 'add-app-user',
            rounds: [
              {
                failed: 'it fails',
                seen: [{ need: 'access to /srv/a', line: 'denied' }],
                changed: ['chown'],
                removed: [`RUN npm prune --omit=dev ${ESC}[2m`],
              },
            ],
            outcome: 'not-verified',
          },
          {
            id: 'read-only-root@services.web',
            title: 'Make the root file system read-only',
            transform: 'read-only-root',
            rounds: [{ failed: 'web fails', seen: [{ need: 'to write /srv/x', line: 'EROFS' }], changed: [] }],
            outcome: 'given-up',
            why: `it writes /srv/x ${ESC}[5m`,
          },
        ],
        notes: [],
        kept: false,
      },
    ],
  },
};
