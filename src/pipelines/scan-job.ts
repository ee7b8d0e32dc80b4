// The job that is added, for each scanner.
import type { YamlValue } from '../yaml/index.js';
import { fileOf, type Build } from './builds.js';

export const SCANNERS = ['trivy', 'grype', 'snyk'] as const;
export type Scanner = (typeof SCANNERS)[number];

/** An action at the commit of a release; the version stands behind it as a comment, where Dependabot and Renovate look. */
interface Action {
  readonly name: string;
  readonly commit: string;
  readonly version: string;
}

// Read from the tags of the actions' own repositories; `git ls-remote --tags https://github.com/<name>` lists them.
const CHECKOUT: Action = {
  name: 'actions/checkout',
  commit: 'd23441a48e516b6c34aea4fa41551a30e30af803',
  version: 'v6.1.0',
};
const TRIVY: Action = {
  name: 'aquasecurity/trivy-action',
  commit: 'a9c7b0f06e461e9d4b4d1711f154ee024b8d7ab8',
  version: 'v0.36.0',
};
const GRYPE: Action = {
  name: 'anchore/scan-action',
  commit: 'e1165082ffb1fe366ebaf02d8526e7c4989ea9d2',
  version: 'v7.4.0',
};
const SNYK: Action = {
  name: 'snyk/actions/docker',
  commit: 'b98d498629f1c368650224d6d212bf7dfa89e4bf',
  version: '0.4.0',
};
const UPLOAD: Action = {
  name: 'github/codeql-action/upload-sarif',
  commit: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
  version: 'v4.36.2',
};
const SETUP_NODE: Action = {
  name: 'actions/setup-node',
  commit: '249970729cb0ef3589644e2896645e5dc5ba9c38',
  version: 'v6.5.0',
};
const ACTIONS = [CHECKOUT, SETUP_NODE, TRIVY, GRYPE, SNYK, UPLOAD];

const IMAGE = 'scanned-image';
const REPORT = 'scan.sarif';

/** The image a released Trivy comes in. Its tags are those of https://github.com/aquasecurity/trivy/releases. */
const TRIVY_IMAGE = 'aquasec/trivy:0.70.0';
/** With a shell, which a job of GitLab needs. Source: https://github.com/anchore/grype/blob/main/.goreleaser.yaml */
const GRYPE_IMAGE = 'anchore/grype:v0.116.0-debug';
/** Snyk has no image with a version. Its versions are those of https://www.npmjs.com/package/snyk?activeTab=versions. */
const SNYK_PACKAGE = 'snyk@1.1307.4';

/** The job of a GitLab pipeline: the pushed image is scanned by name, with the login of the pipeline. */
export function gitlabScanJob(
  image: string,
  build: { readonly name: string; readonly stage?: string },
  scanner: Scanner,
  fail: boolean,
): YamlValue {
  return {
    ...(build.stage === undefined ? {} : { stage: build.stage }),
    needs: [build.name],
    ...gitlabScan(image, scanner, fail),
  };
}

/**
 * What a scanner runs in, and how. Trivy reports to the merge request; the others print a table, and mark the job.
 * Sources: https://trivy.dev/docs/latest/tutorials/integrations/gitlab-ci/,
 * https://github.com/anchore/grype/blob/main/cmd/grype/cli/options/registry.go,
 * https://docs.snyk.io/developer-tools/snyk-cli/configure-the-snyk-cli/environment-variables-for-snyk-cli
 */
function gitlabScan(image: string, scanner: Scanner, fail: boolean): { readonly [key: string]: YamlValue } {
  const green = fail ? {} : { allow_failure: true };
  switch (scanner) {
    case 'trivy': {
      const report = 'gl-container-scanning-report.json';
      return {
        image: { name: TRIVY_IMAGE, entrypoint: [''] },
        variables: {
          GIT_STRATEGY: 'none',
          TRIVY_USERNAME: '$CI_REGISTRY_USER',
          TRIVY_PASSWORD: '$CI_REGISTRY_PASSWORD',
          TRIVY_AUTH_URL: '$CI_REGISTRY',
        },
        script: [
          `trivy image --format template --template @/contrib/gitlab.tpl --output ${report} ${image}`,
          `trivy image --severity HIGH,CRITICAL --ignore-unfixed --exit-code ${fail ? 1 : 0} ${image}`,
        ],
        artifacts: { when: 'always', reports: { container_scanning: report } },
      };
    }
    case 'grype':
      return {
        ...green,
        image: { name: GRYPE_IMAGE, entrypoint: [''] },
        variables: {
          GIT_STRATEGY: 'none',
          GRYPE_REGISTRY_AUTH_AUTHORITY: '$CI_REGISTRY',
          GRYPE_REGISTRY_AUTH_USERNAME: '$CI_REGISTRY_USER',
          GRYPE_REGISTRY_AUTH_PASSWORD: '$CI_REGISTRY_PASSWORD',
        },
        script: [`/grype registry:${image} --only-fixed --fail-on high`],
      };
    case 'snyk':
      return {
        ...green,
        // Not the slim one, which has no certificates of authorities.
        image: 'node:22',
        variables: {
          GIT_STRATEGY: 'none',
          SNYK_REGISTRY_USERNAME: '$CI_REGISTRY_USER',
          SNYK_REGISTRY_PASSWORD: '$CI_REGISTRY_PASSWORD',
        },
        script: [`npx --yes ${SNYK_PACKAGE} container test --severity-threshold=high ${image}`],
      };
  }
}

export interface JobRequest {
  readonly builds: readonly [Build, ...Build[]];
  readonly scanner: Scanner;
  /** The job fails when something is found. */
  readonly fail: boolean;
  readonly runsOn: string;
  /** Pull requests trigger the workflow: those of forks may not upload. */
  readonly pullRequests: boolean;
}

/** The job as a map, in the order people write it. */
export function scanJob({ builds, scanner, fail, runsOn, pullRequests }: JobRequest): YamlValue {
  const several = builds.length > 1;
  const [first] = builds;
  const targets = builds.some(({ target }) => target !== undefined);
  const options = targets ? `\${{ matrix.options }} ` : '';
  const command = several
    ? `docker build --tag ${IMAGE} --file \${{ matrix.file }} ${options}\${{ matrix.context }}`
    : `docker build --tag ${IMAGE} ${first.file === undefined ? '' : `--file ${first.file} `}${targetOf(first)}${first.context}`;
  return {
    name: several ? 'Scan the images' : 'Scan the image',
    'runs-on': runsOn,
    permissions: { contents: 'read', 'security-events': 'write' },
    ...(several
      ? {
          strategy: {
            'fail-fast': false,
            matrix: {
              include: builds.map((build) => ({
                file: fileOf(build),
                context: build.context,
                ...(targets ? { options: targetOf(build).trim() } : {}),
              })),
            },
          },
        }
      : {}),
    steps: [
      { uses: reference(CHECKOUT), with: { 'persist-credentials': false } },
      { name: 'Build the image', run: command },
      scanStep(scanner, fail),
      {
        name: 'Show what was found under Security',
        ...(pullRequests || fail ? { if: condition(pullRequests, fail) } : {}),
        uses: reference(UPLOAD),
        with: {
          sarif_file: scanner === 'snyk' ? 'snyk.sarif' : REPORT,
          category: several
            ? targets
              ? 'image ${{ matrix.file }} ${{ matrix.options }}'
              : 'image ${{ matrix.file }}'
            : 'image',
        },
      },
    ],
  };
}

/**
 * Stands for the condition of the upload until `finished` writes it out: between quotes nobody could read it. The
 * workflow token of a fork or of Dependabot may only read.
 * Source: https://docs.github.com/actions/security-guides/automatic-token-authentication
 */
const CONDITIONS = {
  'when-not-cancelled': '${{ !cancelled() }}',
  'when-it-may-write': "github.event.pull_request.head.repo.fork != true && github.actor != 'dependabot[bot]'",
  'when-it-may-write-and-not-cancelled':
    "${{ !cancelled() && github.event.pull_request.head.repo.fork != true && github.actor != 'dependabot[bot]' }}",
} as const;

function condition(pullRequests: boolean, fail: boolean): keyof typeof CONDITIONS {
  if (!pullRequests) return 'when-not-cancelled';
  return fail ? 'when-it-may-write-and-not-cancelled' : 'when-it-may-write';
}

function scanStep(scanner: Scanner, fail: boolean): YamlValue {
  const name = 'Scan for known vulnerabilities that can be fixed';
  switch (scanner) {
    case 'trivy':
      return {
        name,
        uses: reference(TRIVY),
        with: {
          'image-ref': IMAGE,
          severity: 'HIGH,CRITICAL',
          'limit-severities-for-sarif': true,
          'ignore-unfixed': true,
          ...(fail ? { 'exit-code': '1' } : {}),
          format: 'sarif',
          output: REPORT,
        },
      };
    case 'grype':
      return {
        name,
        uses: reference(GRYPE),
        with: {
          image: IMAGE,
          'severity-cutoff': 'high',
          'only-fixed': true,
          'fail-build': fail,
          'output-format': 'sarif',
          'output-file': REPORT,
        },
      };
    case 'snyk':
      return {
        name,
        ...(fail ? {} : { 'continue-on-error': true }),
        uses: reference(SNYK),
        env: { SNYK_TOKEN: '${{ secrets.SNYK_TOKEN }}' },
        with: { image: IMAGE, args: '--severity-threshold=high' },
      };
  }
}

function targetOf({ target }: Build): string {
  return target === undefined ? '' : `--target ${target} `;
}

function reference({ name, commit }: Action): string {
  return `${name}@${commit}`;
}

/**
 * The reference of an action by its name.
 * @throws RangeError for one that is not listed here.
 */
export function pinned(name: string): string {
  const action = ACTIONS.find((each) => each.name === name);
  if (!action) throw new RangeError(`no commit of ${name} is known`);
  return reference(action);
}

/** The text with what a YAML value cannot hold: the version behind every pinned action, and conditions without quotes. */
export function finished(text: string): string {
  let result = text;
  for (const action of ACTIONS)
    result = result.replaceAll(reference(action), `${reference(action)} # ${action.version}`);
  for (const [name, written] of Object.entries(CONDITIONS))
    result = result.replace(new RegExp(`(if: )${name}$`, 'm'), (_, key: string) => key + written);
  return result;
}
