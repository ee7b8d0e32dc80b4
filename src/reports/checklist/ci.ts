import { type Repository, wordPattern } from '../../model/index.js';
import { pipelineFiles } from '../../pipelines/index.js';
import type { ChecklistItem } from '../../render/index.js';

/** Programs that look into images, and linters of the files that make them. */
const SCANNER = wordPattern(
  'trivy grype snyk scout-action clair-scanner clairctl clair anchore hadolint checkov dockle kics harden/cli',
  // The word alone may be part of another name, such as harden-runner.
  { also: [/docker[ /-]scout(?:-action)?/, /harden (?:check|fix|verify)/], flags: 'i' },
);

/** Whether the pipeline looks at images or at the files that make them, as far as its configuration shows. */
export function scanInCi(repository: Repository): ChecklistItem {
  const item = { id: 'scan-in-ci', title: 'Scan in CI' };
  const files = pipelineFiles(repository);
  if (files.length === 0)
    return { ...item, state: 'unknown', detail: 'no pipeline was found in the places harden knows' };
  for (const { path, text } of files) {
    const name = scannerIn(text);
    if (name !== undefined) return { ...item, state: 'pass', detail: `${name} is named in ${path}` };
  }
  const where = files.length === 1 ? files[0]!.path : `${files.length} pipeline files`;
  return {
    ...item,
    state: 'fail',
    detail: `${where} ${files.length === 1 ? 'names' : 'name'} no scanner that harden knows; what they include from elsewhere was not read`,
  };
}

function scannerIn(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const start = line.trimStart();
    if (start.startsWith('#') || start.startsWith('//')) continue;
    const match = SCANNER.exec(line);
    if (match) return match[0].toLowerCase();
  }
  return undefined;
}
