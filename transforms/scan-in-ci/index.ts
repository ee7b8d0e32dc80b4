import { type Assumption, type Context, type Stop, stop, isStop, nonEmpty } from '../../src/model/index.js';
import { addMapKey, asMap, asSeq, asText, findEntry, type YamlEntry, type YamlValue } from '../../src/yaml/index.js';
import {
  buildsOf,
  keyOf,
  runsScanner,
  SCANNERS,
  scanJob,
  finished,
  isUnread,
  type Build,
  type Job,
  type PipelineDoc,
  type Scanner,
} from '../../src/pipelines/index.js';
import { gitlabScanJob } from './gitlab-job.js';
import { rewriteYaml, spotOf, type Spot } from '../../src/rewrites/index.js';

interface Wanted {
  /** The map the job is added to. */
  readonly at: YamlEntry | NonNullable<PipelineDoc['root']>;
  readonly name: string;
  readonly job: YamlValue;
  readonly after: Job;
  readonly assumptions: readonly [Assumption, ...Assumption[]];
}

export const transform = rewriteYaml({
  meta: {
    id: 'scan-in-ci',
    title: 'Scan the image in the pipeline that builds it',
    why: 'Known vulnerabilities of high and critical severity that have a fix show up with the change that brings them in.',
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
  on: wantedJobs,
  judge({ wanted, scanner }, doc) {
    const { at, name, job, assumptions } = wanted;
    const edits = addMapKey(doc.yaml, at, name, job);
    if (isStop(edits)) return { ...edits, at: NOWHERE };
    // Keys of a whole document that are parted by blank lines have theirs by then.
    const isApart = /^\r?\n\r?\n/.test(edits[0].text);
    const gap = !isApart && standApart(doc) ? (doc.text.includes('\r\n') ? '\r\n' : '\n') : '';
    return {
      title: `Scan the image with ${NAMES[scanner]} where it is built`,
      edits: edits.map((edit) => ({ ...edit, text: gap + finished(edit.text) })),
      touches: [doc.kind === 'github' ? `jobs.${name}` : name],
      seen: 'the job builds an image, and no pipeline of the repository scans one',
      assumptions,
    };
  },
});

const NAMES = { trivy: 'Trivy', grype: 'Grype', snyk: 'Snyk' } as const satisfies Record<Scanner, string>;
const NOWHERE: Spot = { anchor: 'file', span: { start: 0, end: 0 } };

interface WantedJob {
  readonly spot: Spot;
  readonly wanted: Wanted;
  readonly scanner: Scanner;
}

/** The job to add, and what stands against others. */
function wantedJobs(doc: PipelineDoc, context: Context): (WantedJob | Required<Stop<Spot>>)[] {
  if (isUnread(doc.file, context.evidence.repository) || runsScanner(doc, context)) return [];
  const scanner = SCANNERS.find((each) => each === context.options.scanner) ?? 'trivy';
  const fail = context.options.fail === true;
  const { add, no } = doc.kind === 'github' ? onGitHub(doc, context, scanner, fail) : onGitLab(doc, scanner, fail);
  const stops = no.map((each) => ({ ...each, at: each.at ? spotOf(each.at) : NOWHERE }));
  return add ? [...stops, { spot: spotOf(add.after), wanted: add, scanner }] : stops;
}

interface Addition {
  readonly add?: Wanted;
  readonly no: readonly Stop<Job>[];
}

function onGitHub(doc: PipelineDoc, context: Context, scanner: Scanner, fail: boolean): Addition {
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
function onGitLab(doc: PipelineDoc, scanner: Scanner, fail: boolean): Addition {
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
