// Scanners that run already. A second one would report the same twice.
import { child, type Context, wordPattern } from '../model/index.js';
import type { PipelineDoc } from './pipeline.js';
import { pipelineHome, pipelinePlaces } from './places.js';

const SCANNER = wordPattern(
  `
  trivy grype snyk anchore clair dagda scout-action sysdig prismacloud prisma-cloud twistcli twistlock jfrog
  xray-scan wizcli container-scan container_scan container-scanning checkmarx blackduck aquascanner aqua-scanner
  dockle`,
  { also: [/docker[ /]scout/], flags: 'i' },
);

/** True when any pipeline beside this one names a scanner, whichever system reads it, or a service left its settings. */
export function runsScanner(doc: PipelineDoc, { evidence, group }: Context): boolean {
  if (SCANNER.test(doc.text)) return true;
  const { repository } = evidence;
  const home = pipelineHome(doc.file);
  if (['.snyk', '.trivyignore'].some((name) => repository.kind(child(home, name)) === 'file')) return true;
  // As they are now: an earlier step may have added a scan to one of them.
  const beside = pipelinePlaces(repository, home).map(({ path }) => path);
  return [...group.pipelines, ...beside].some((path) => SCANNER.test(repository.read(path) ?? ''));
}
