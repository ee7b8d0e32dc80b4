// The job of a GitHub workflow that builds its images and scans them, for each scanner.
import { actionReference, actionVersions } from '../knowledge/index.js';
import type { YamlValue } from '../yaml/index.js';
import { fileOf, type Build } from './builds.js';

/** The scanners that a job is known for. */
export const SCANNERS = ['trivy', 'grype', 'snyk'] as const;
export type Scanner = (typeof SCANNERS)[number];

const IMAGE = 'scanned-image';
const REPORT = 'scan.sarif';

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
      { uses: actionReference('checkout'), with: { 'persist-credentials': false } },
      { name: 'Build the image', run: command },
      scanStep(scanner, fail),
      {
        name: 'Show what was found under Security',
        ...(pullRequests || fail ? { if: condition(pullRequests, fail) } : {}),
        uses: actionReference('upload'),
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
        uses: actionReference('trivy'),
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
        uses: actionReference('grype'),
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
        uses: actionReference('snyk'),
        env: { SNYK_TOKEN: '${{ secrets.SNYK_TOKEN }}' },
        with: { image: IMAGE, args: '--severity-threshold=high' },
      };
  }
}

function targetOf({ target }: Build): string {
  return target === undefined ? '' : `--target ${target} `;
}

/** The text with what a YAML value cannot hold: the version behind every pinned action, and conditions without quotes. */
export function finished(text: string): string {
  let result = text;
  for (const [reference, version] of actionVersions())
    result = result.replaceAll(reference, `${reference} # ${version}`);
  for (const [name, written] of Object.entries(CONDITIONS))
    result = result.replace(new RegExp(`(if: )${name}$`, 'm'), (_, key: string) => key + written);
  return result;
}
