// The workflow that runs once a week, whoever pushes or not.
import { actionReference } from '../../src/knowledge/index.js';
import { finished, type scanJob } from '../../src/pipelines/index.js';
import { renderEntry } from '../../src/yaml/index.js';

export const MAINTENANCE_FILE = '.github/workflows/container-maintenance.yml';

const LAYOUT = { step: 2, listStep: 2, quote: 'double' } as const;

export interface MaintenanceRequest {
  /** Scans the images again: what is known of them grows while they stay as they are. */
  readonly scan?: ReturnType<typeof scanJob>;
  /** Moves pins and opens a pull request. */
  readonly update: boolean;
  /** `17 5 * * 1` */
  readonly cron: string;
}

/** The text of the workflow. */
export function maintenanceWorkflow({ scan, update, cron }: MaintenanceRequest): string {
  const lines = [
    'name: Container maintenance',
    'on:',
    '  schedule:',
    `    - cron: "${cron}"`,
    '  workflow_dispatch:',
    'permissions: {}',
    '',
    'jobs:',
    ...(scan === undefined ? [] : renderEntry('scan', scan, 2, LAYOUT)),
    ...(scan !== undefined && update ? [''] : []),
    ...(update ? UPDATE.split('\n') : []),
  ];
  return `${finished(lines.join('\n'))}\n`;
}

/** One branch, forced to the newest state, and one pull request that stays open until somebody decides. */
const UPDATE = `  update:
    name: Move pinned images to what they are today
    runs-on: ubuntu-latest
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: ${actionReference('checkout')}
      - uses: ${actionReference('setup-node')}
        with:
          node-version: 22
      - name: Update the pins
        run: npx --yes @harden/cli update
      - name: Open or refresh the pull request
        env:
          GH_TOKEN: \${{ github.token }}
        run: |
          test -n "$(git status --porcelain)" || exit 0
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch --create harden/update
          git add --all
          git commit --message "Move pinned images to what they are today"
          git push --force origin harden/update
          gh pr view harden/update --json state --jq .state | grep -qx OPEN ||
            gh pr create --head harden/update --title "Move pinned images to what they are today" --body "Made by harden update."`;
