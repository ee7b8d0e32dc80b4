import {
  type Assumption,
  type Context,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  type Stop,
  stop,
  isStop,
  refusalAt,
  nonEmpty,
  type NonEmpty,
  type Edit,
  mapped,
} from '../../src/model/index.js';
import { addMapKey, asMap, asSeq, asText, findEntry, type YamlEntry, type YamlValue } from '../../src/yaml/index.js';
import {
  buildsOf,
  keyOf,
  runsScanner,
  SCANNERS,
  scanJob,
  finished,
  type Build,
  type Job,
  type PipelineDoc,
  type Scanner,
} from '../../src/pipelines/index.js';
import { gitlabScanJob } from './gitlab-job.js';

interface Wanted {
  /** The map the job is added to. */
  readonly at: YamlEntry | NonNullable<PipelineDoc['root']>;
  readonly name: string;
  readonly job: YamlValue;
  readonly after: Job;
  readonly assumptions: readonly [Assumption, ...Assumption[]];
}

export const transform: Transform<PipelineDoc> = {
  meta: {
    id: 'scan-in-ci',
    title: 'Scan the image in the pipeline that builds it',
    summary: 'Adds a job that scans for known vulnerabilities to a GitHub or GitLab pipeline that builds an image.',
    target: 'pipeline',
    phase: 'runtime',
    ceiling: 'review',
    rules: ['CIS 4.4', 'O9'],
    since: '0.1.0',
    references: [
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-9-integrate-container-scanning-tools-into-your-cicd-pipeline',
      'https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/uploading-a-sarif-file-to-github',
    ],
    options: {
      scanner: {
        type: 'string',
        default: 'trivy',
        about: `The scanner: ${SCANNERS.join(', ')}. Snyk needs the secret SNYK_TOKEN.`,
      },
      fail: { type: 'boolean', default: false, about: 'Let the job fail when something is found.' },
    },
    hints: ['build'],
  },
  propose(doc: PipelineDoc, context: Context): Outcome {
    if (runsScanner(doc, context)) return { proposals: [], refusals: [] };
    const scanner = SCANNERS.find((each) => each === context.options.scanner) ?? 'trivy';
    const fail = context.options.fail === true;
    const wanted = doc.kind === 'github' ? onGitHub(doc, context, scanner, fail) : onGitLab(doc, scanner, fail);
    const refusals = wanted.no.map((no) => refusal(doc, no));
    if (!wanted.add) return { proposals: [], refusals };
    const result = addMapKey(doc.yaml, wanted.add.at, wanted.add.name, wanted.add.job);
    if (isStop(result)) return { proposals: [], refusals: [...refusals, refusal(doc, result)] };
    return { proposals: [proposalOf(doc, wanted.add, scanner, result)], refusals };
  },
};

interface Verdict {
  readonly add?: Wanted;
  readonly no: readonly Stop<Job>[];
}

function onGitHub(doc: PipelineDoc, context: Context, scanner: Scanner, fail: boolean): Verdict {
  const jobs = doc.root && findEntry(doc.root, 'jobs');
  const { builds, unclear } = buildsOf(doc);
  const mine = nonEmpty(builds.filter((build) => !builtEarlier(doc, context, build)));
  if (!jobs || !mine) return { no: unclear };
  const [first] = mine;
  const events = eventsOf(doc);
  if (events.has('workflow_call')) {
    const message =
      'the workflow is called by others, who would have to grant the scan its permission; add the job to the caller';
    return { no: [stop('needs-decision', message)] };
  }
  const name = freeName(doc, 'scan');
  const runner = findEntry(first.job.map, 'runs-on')?.value;
  const label = asText(runner);
  // A numbered Ubuntu of GitHub is taken away after some years.
  const runsOn = label !== undefined && !/\$|^ubuntu-\d/.test(label) ? label : 'ubuntu-latest';
  if (/^windows|^macos/i.test(runsOn)) return { no: [stop('windows', `the image is built on ${runsOn}`, first.job)] };
  const pullRequests = events.has('pull_request') || events.has('pull_request_target');
  const job = scanJob({ builds: mine, scanner, fail, runsOn, pullRequests });
  return { add: { at: jobs, name, job, after: first.job, assumptions: githubAssumptions(scanner) }, no: unclear };
}

/** The events of `on:`, in each of its three forms. */
function eventsOf({ root }: PipelineDoc): ReadonlySet<string> {
  const on = root && findEntry(root, 'on')?.value;
  const one = asText(on);
  if (one !== undefined) return new Set([one]);
  const names = asSeq(on)?.items.map((item) => asText(item) ?? '') ?? asMap(on)?.entries.map(({ name }) => name);
  return new Set(names ?? []);
}

/** A workflow before this one in the group builds the same image, and gets the job. */
function builtEarlier(doc: PipelineDoc, { group, documents }: Context, build: Build): boolean {
  return group.pipelines.some((path) => {
    const other = path < doc.file && documents.text(path)?.includes('build') ? documents.pipeline(path) : undefined;
    return other !== undefined && buildsOf(other).builds.some((each) => keyOf(each) === keyOf(build));
  });
}

/** `docker push NAME` of a GitLab job whose name the scan job can read too. */
function onGitLab(doc: PipelineDoc, scanner: Scanner, fail: boolean): Verdict {
  if (!doc.root) return { no: [] };
  for (const job of doc.jobs) {
    if (!job.script.some((line) => /\bdocker\s+(?:buildx\s+)?build\b/.test(line))) continue;
    const pushed = job.script.flatMap((line) => /^\s*docker\s+push\s+["']?([^\s"']+)/.exec(line)?.[1] ?? []);
    const image = pushed.find((name) => readable(doc, name));
    if (image === undefined) {
      const message =
        'no image is pushed under a name that another job could read; push it as $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA';
      return { no: [stop('needs-evidence', message, job)] };
    }
    const rule = ['rules', 'only', 'except', 'extends', 'when'].find((key) => findEntry(job.map, key));
    if (rule !== undefined) {
      const message = `${job.name} does not run in every pipeline (${rule}); decide when the scan does`;
      return { no: [stop('needs-decision', message, job)] };
    }
    const stage = asText(findEntry(job.map, 'stage')?.value);
    const added = gitlabScanJob(image, { name: job.name, ...(stage === undefined ? {} : { stage }) }, scanner, fail);
    const assumptions: Wanted['assumptions'] = scanner === 'snyk' ? [RUNNER, VARIABLE] : [RUNNER];
    return {
      add: { at: doc.root, name: freeName(doc, 'container_scanning'), job: added, after: job, assumptions },
      no: [],
    };
  }
  return { no: [] };
}

/** Only variables that GitLab itself or the top of the file sets. */
function readable({ root }: PipelineDoc, name: string): boolean {
  const variables = asMap(root && findEntry(root, 'variables')?.value);
  for (const match of name.matchAll(/\$\{?(\w+)\}?/g)) {
    const variable = match[1]!;
    if (!variable.startsWith('CI_') && !(variables && findEntry(variables, variable))) return false;
  }
  return !/[$]\(|`/.test(name);
}

function freeName({ jobs }: PipelineDoc, name: string): string {
  const taken = new Set(jobs.map((job) => job.name));
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

const REBUILDS: Assumption = {
  id: 'scan-builds-alone',
  believes: 'The image can be built from a fresh checkout, without a login and within the time of one more build',
  breaksIf: 'the base image is private, or the build needs what another job made: the new job fails, the others go on',
  checkBy: 'look at the new job on the pull request',
};

const UPLOADS: Assumption = {
  id: 'code-scanning-available',
  believes: 'The repository may use code scanning: it is public, or has GitHub Advanced Security',
  breaksIf: 'it may not: the upload fails with `Code scanning is not enabled for this repository`',
  checkBy: 'open Settings, Code security, or drop the upload step and read the log of the scan',
};

const TOKEN: Assumption = {
  id: 'snyk-token-set',
  believes: 'The secret SNYK_TOKEN is set for the repository',
  breaksIf: 'it is not: the scan ends with an authentication error',
  checkBy: 'open Settings, Secrets and variables, Actions',
};

const VARIABLE: Assumption = {
  id: 'snyk-token-set',
  believes: 'SNYK_TOKEN is a masked variable of the project',
  breaksIf: 'it is not: the scan ends with an authentication error',
  checkBy: 'open Settings, CI/CD, Variables',
};

const RUNNER: Assumption = {
  id: 'runner-pulls-scanner',
  believes:
    'The runner can fetch the scanner and what it knows of vulnerabilities, and log in to the registry of the project',
  breaksIf:
    'the runner has no way out, or the image is pushed to another registry: the new job fails, the others go on',
  checkBy: 'look at the new job on the merge request',
};

function githubAssumptions(scanner: Scanner): readonly [Assumption, ...Assumption[]] {
  return scanner === 'snyk' ? [REBUILDS, UPLOADS, TOKEN] : [REBUILDS, UPLOADS];
}

function proposalOf(doc: PipelineDoc, wanted: Wanted, scanner: Scanner, edits: NonEmpty<Edit>): Proposal {
  const { after, name, assumptions } = wanted;
  const gap = standApart(doc) ? (doc.text.includes('\r\n') ? '\r\n' : '\n') : '';
  const { line } = doc.yaml.lines.position(after.keySpan.start);
  const from = { kind: 'source', file: doc.file, line, span: after.keySpan, quote: `${after.name}:` } as const;
  return {
    id: `scan-in-ci@${after.place()}`,
    anchor: after.place(),
    at: { file: doc.file, span: after.keySpan },
    title: `Scan the image with ${{ trivy: 'Trivy', grype: 'Grype', snyk: 'Snyk' }[scanner]} where it is built`,
    why: 'Known vulnerabilities of high and critical severity that have a fix show up with the change that brings them in.',
    touches: [doc.kind === 'github' ? `jobs.${name}` : name],
    safety: 'review',
    assumptions,
    evidence: [{ says: 'the job builds an image, and no pipeline of the repository scans one', from }],
    changes: mapped(edits, (edit) => ({ ...edit, text: gap + finished(edit.text) })),
  };
}

/** True when a blank line stands between the last two jobs, or, before the first, between the last two keys. */
function standApart({ jobs, root, text }: PipelineDoc): boolean {
  const last = jobs.at(-1);
  const before = jobs.at(-2)?.entry ?? root?.entries.at(-2);
  if (!before || !last) return false;
  const between = text.slice(
    before.span.end,
    jobs.length > 1 ? last.keySpan.start : root?.entries.at(-1)?.key.span.start,
  );
  return /\n[ \t]*\r?\n/.test(between);
}

function refusal(doc: PipelineDoc, no: Stop<Job>): Refusal {
  const span = no.at?.keySpan ?? { start: 0, end: 0 };
  return refusalAt({ anchor: no.at?.place() ?? 'file', at: { file: doc.file, span } }, no);
}
