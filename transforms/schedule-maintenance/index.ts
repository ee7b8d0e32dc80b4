import {
  type Assumption,
  type Context,
  wordList,
  child,
  nonEmpty,
  type NonEmpty,
  stop,
} from '../../src/model/index.js';
import {
  buildsOf,
  isUnread,
  runsScanner,
  SCANNERS,
  scanJob,
  type Build,
  type PipelineDoc,
  pipelineHome,
  pipelinePlaces,
} from '../../src/pipelines/index.js';
import { MAINTENANCE_FILE, maintenanceWorkflow } from './workflow.js';
import { rewriteYaml, spotOf, type Spot } from '../../src/rewrites/index.js';

const EVERY_MONDAY = '17 5 * * 1';

export const transform = rewriteYaml({
  meta: {
    id: 'schedule-maintenance',
    title: 'Scan images and move their pins once a week',
    why: 'Vulnerabilities become known, and base images get fixes, while nobody changes the repository.',
    summary: 'Adds a GitHub workflow that scans the images every week and opens a pull request that moves pins.',
    target: 'pipeline',
    phase: 'runtime',
    after: ['scan-in-ci'],
    ceiling: 'review',
    rules: ['CIS 4.4', 'O9'],
    since: '0.1.0',
    references: [
      'https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule',
    ],
    enabledByDefault: false,
    options: {
      scanner: {
        type: 'string',
        default: 'trivy',
        about: `The scanner: ${SCANNERS.join(', ')}. Snyk needs the secret SNYK_TOKEN.`,
      },
      cron: { type: 'string', default: EVERY_MONDAY, about: 'When, in UTC, as cron has it.' },
    },
    hints: ['build'],
  },
  on: firstBuilds,
  judge(found, doc, context) {
    if (found.builds === undefined)
      return stop(
        'needs-decision',
        'GitLab keeps schedules in the project, not in a file: Build, Pipeline schedules, New schedule',
      );
    const { repository } = context.evidence;
    const file = child(pipelineHome(doc.file), MAINTENANCE_FILE);
    const scans = !scheduledScan(doc, context);
    const update = !movesPins(doc, context);
    if (repository.kind(file) !== undefined || (!scans && !update)) return undefined;
    return {
      title: titleOf(scans, update),
      edits: [{ kind: 'create', file, text: workflow(context, found.builds, { scans, update }) }],
      touches: [],
      seen: 'images are built here, and nothing looks after them on a schedule',
      assumptions: scans ? [MAY_UPLOAD, ...(update ? [MAY_OPEN] : [])] : [MAY_OPEN],
    };
  },
});

interface FirstBuild {
  readonly spot: Spot;
  /** Absent: GitLab's, which no file can schedule. */
  readonly builds?: NonEmpty<Build>;
}

function firstBuilds(doc: PipelineDoc, context: Context): FirstBuild[] {
  if (isUnread(doc.file, context.evidence.repository) || !firstOfItsKind(doc, context)) return [];
  if (doc.kind === 'gitlab') {
    const job = doc.jobs.find(({ script }) => script.some((line) => /\bdocker\s+(?:buildx\s+)?build\b/.test(line)));
    return job ? [{ spot: spotOf(job) }] : [];
  }
  const builds = nonEmpty(buildsOf(doc).builds);
  return builds ? [{ spot: spotOf(builds[0].job), builds }] : [];
}

/** The first pipeline of the group that builds an image speaks for all. */
function firstOfItsKind(doc: PipelineDoc, { group, evidence }: Context): boolean {
  const before = group.pipelines.filter((path) => path < doc.file);
  return !before.some((path) =>
    /build-push-action|docker\s+(?:buildx\s+|image\s+)?build\b/.test(evidence.repository.read(path) ?? ''),
  );
}

function workflows({ file }: PipelineDoc, { evidence: { repository } }: Context): string[] {
  return pipelinePlaces(repository, pipelineHome(file))
    .filter(({ system }) => system === 'GitHub Actions')
    .map(({ path }) => repository.read(path) ?? '');
}

function scheduledScan(doc: PipelineDoc, context: Context): boolean {
  return (
    runsScanner(doc, context) &&
    workflows(doc, context).some(
      (text) => /^[ \t]*(?:-[ \t]*)?cron:/m.test(text) && /trivy|grype|snyk|scan/i.test(text),
    )
  );
}

const MOVERS = wordList(`
  renovate.json renovate.json5 .renovaterc .renovaterc.json .github/renovate.json .github/renovate.json5`);

/** Renovate, Dependabot for images, or harden itself. */
function movesPins(doc: PipelineDoc, context: Context): boolean {
  const { repository } = context.evidence;
  const home = pipelineHome(doc.file);
  if (MOVERS.some((name) => repository.kind(child(home, name)) === 'file')) return true;
  const dependabot = ['yml', 'yaml'].map((end) => repository.read(child(home, `.github/dependabot.${end}`)) ?? '');
  if (dependabot.some((text) => /package-ecosystem:\s*["']?docker/.test(text))) return true;
  return workflows(doc, context).some((text) => /\bharden\b.{0,300}\bupdate\b/.test(text));
}

const MAY_OPEN: Assumption = {
  id: 'actions-may-open-pull-requests',
  believes: 'Workflows of the repository may create pull requests',
  breaksIf:
    'they may not: the last step of the job fails, and the branch harden/update is pushed without a pull request',
  checkBy: 'open Settings, Actions, General, Workflow permissions',
};
const MAY_UPLOAD: Assumption = {
  id: 'code-scanning-available',
  believes: 'The repository may use code scanning: it is public, or has GitHub Advanced Security',
  breaksIf: 'it may not: the upload fails with `Code scanning is not enabled for this repository`',
  checkBy: 'open Settings, Code security, or drop the upload step and read the log of the scan',
};

interface Parts {
  readonly scans: boolean;
  readonly update: boolean;
}

function titleOf(scans: boolean, update: boolean): string {
  if (!scans) return 'Move pins once a week';
  return update ? 'Scan the images and move their pins once a week' : 'Scan the images once a week';
}

function workflow({ options }: Context, builds: NonEmpty<Build>, { scans, update }: Parts): string {
  const scanner = SCANNERS.find((each) => each === options.scanner) ?? 'trivy';
  const cron = typeof options.cron === 'string' && /^[\d*/, -]+$/.test(options.cron) ? options.cron : EVERY_MONDAY;
  const scan = scanJob({ builds, scanner, fail: false, runsOn: 'ubuntu-latest', pullRequests: false });
  return maintenanceWorkflow({ ...(scans ? { scan } : {}), update, cron });
}
