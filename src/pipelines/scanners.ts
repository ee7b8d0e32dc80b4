// Scanners that run already. A second one would report the same twice.
import { filePath, type Context, wordPattern } from '../model/index.js';
import type { PipelineDoc } from './pipeline.js';

const SCANNER = wordPattern(
  `
  trivy grype snyk anchore clair dagda scout-action sysdig prismacloud prisma-cloud twistcli twistlock jfrog
  xray-scan wizcli container-scan container_scan container-scanning checkmarx blackduck aquascanner aqua-scanner
  dockle`,
  { also: [/docker[ /]scout/], flags: 'i' },
);

/** True when any pipeline of the repository names a scanner, or its dependabot-like service does. */
export function runsScanner(doc: PipelineDoc, { evidence, group }: Context): boolean {
  if (SCANNER.test(doc.text)) return true;
  const { repository } = evidence;
  const home = doc.file.replace(/(?:\.github\/workflows\/)?[^/]*$/, '');
  const folder = `${home}.github/workflows`;
  const beside = repository.list(filePath(folder)).map((name) => filePath(`${folder}/${name}`));
  const others = new Set([...group.pipelines, ...beside.filter((path) => /\.ya?ml$/.test(path))]);
  for (const path of [`${home}.gitlab-ci.yml`, `${home}.snyk`, `${home}.trivyignore`]) others.add(filePath(path));
  for (const path of others) {
    if (repository.kind(path) !== 'file') continue;
    if (/\.(?:snyk|trivyignore)$/.test(path) || SCANNER.test(repository.read(path) ?? '')) return true;
  }
  return false;
}
