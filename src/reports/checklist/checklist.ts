import type { FilePath, GroupPlan, Plan, PlacedFinding } from '../../model/index.js';
import { rowsOf, type RuleSlug } from '../../knowledge/index.js';
import type { Texts } from '../../planner/index.js';
import { scoreChecklist, type Checklist, type ChecklistItem } from '../../render/index.js';
import { scanInCi } from './ci.js';
import { countDockerfile, type Seen } from './dockerfile.js';
import { countCompose, countManifests } from './services.js';
import {
  emptyCounts,
  checklistItem,
  countPhrase,
  sharePhrase,
  stateOf,
  addTallies,
  type Counts,
  type Tally,
} from './tally.js';
import type { Workspace } from '../../run/index.js';

/** The rules about secrets and settings written into the files. */
const SECRET_RULES = [
  'secret-in-arg-or-env',
  'credentials-in-environment',
  'secret-in-pod-environment',
] as const satisfies RuleSlug[];

/**
 * The scored list of `harden check`: what the repository already has, as far as it was read. Files are counted as they
 * stand, before any step; each is parsed once and forgotten, so memory does not grow with their number.
 */
export function checklistOf(plan: Plan, workspace: Workspace): Checklist {
  const counts = emptyCounts();
  for (const group of plan.groups) countGroup(counts, group, workspace);
  return scoreChecklist([
    nonRoot(counts),
    fromServices('capabilities', 'Capabilities dropped', counts, 'capabilities', 'all capabilities dropped in'),
    healthChecks(counts),
    fromServices('limits', 'Memory limits', counts, 'limits', 'a memory limit on'),
    pinnedImages(counts),
    pinnedPackages(counts),
    dockerignore(counts),
    multiStage(counts),
    buildTools(counts),
    aptLists(counts),
    readOnly(counts),
    noLatest(counts),
    noSecrets(counts),
    scanInCi(workspace.repository),
  ]);
}

function countGroup(counts: Counts, { group, base, findings: found }: GroupPlan, workspace: Workspace): void {
  const findings = byFile(found);
  const { repository, memory } = workspace;
  // A file as it was found; `undefined` for one that does not parse, which the plan lists as an error.
  function parsed<Doc>(texts: Texts<Doc>, file: FilePath): Doc | undefined {
    const source = base.get(file);
    return source && texts.find(file, source.text);
  }
  const healthy = new Set<FilePath>();
  for (const file of group.dockerfiles) {
    const seen = seenIn(findings.get(file) ?? []);
    counts.secrets += seen.count('secret-in-arg-or-env');
    const doc = parsed(memory.dockerfile, file)?.doc;
    if (!doc) continue;
    if (doc.instructions.some(({ keyword }) => keyword === 'HEALTHCHECK')) healthy.add(file);
    countDockerfile(counts, doc, group, repository, seen);
  }
  for (const file of group.compose) {
    const seen = seenIn(findings.get(file) ?? []);
    for (const rule of SECRET_RULES) counts.secrets += seen.count(rule);
    const doc = parsed(memory.compose, file)?.doc;
    if (!doc) continue;
    const checked = new Set(
      group.links.flatMap((link) => (link.file === file && healthy.has(link.dockerfile) ? [link.service] : [])),
    );
    countCompose(counts, doc, (service) => checked.has(service));
  }
  for (const file of group.kubernetes) {
    const seen = seenIn(findings.get(file) ?? []);
    for (const rule of SECRET_RULES) counts.secrets += seen.count(rule);
    const doc = parsed(memory.kubernetes, file)?.doc;
    if (doc) countManifests(counts, doc);
  }
}

function byFile(findings: readonly PlacedFinding[]): Map<FilePath, PlacedFinding[]> {
  const files = new Map<FilePath, PlacedFinding[]>();
  for (const finding of findings) {
    const list = files.get(finding.at.file);
    if (list) list.push(finding);
    else files.set(finding.at.file, [finding]);
  }
  return files;
}

function seenIn(findings: readonly PlacedFinding[]): Seen {
  const counted = new Map<RuleSlug, number>();
  for (const { rules } of findings)
    for (const { slug } of rowsOf(rules)) counted.set(slug, (counted.get(slug) ?? 0) + 1);
  return { rules: new Set(counted.keys()), count: (rule) => counted.get(rule) ?? 0 };
}

function sentence(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ');
}

const NOTHING = 'there is nothing of the kind here';

function nonRoot({ users, podUsers }: Counts): ChecklistItem {
  const image = sharePhrase(users, 'image');
  const pod = sharePhrase(podUsers, 'container');
  const unknown = users.unknown === 0 ? undefined : `${countPhrase(users.unknown, 'image')} could not be told`;
  const detail = sentence(
    image && `another user than root in ${image}`,
    pod && `one asked for in ${pod} of manifests`,
    unknown,
  );
  const all = addTallies(users, podUsers);
  if (all.of === 0 && users.unknown > 0) return { id: 'non-root', title: 'Not root', state: 'unknown', detail };
  return checklistItem('non-root', 'Not root', all, detail || NOTHING);
}

function fromServices(
  id: string,
  title: string,
  { services, containers }: Counts,
  key: keyof Counts['services'],
  does: string,
): ChecklistItem {
  const service = sharePhrase(services[key], 'service');
  const container = sharePhrase(containers[key], 'container');
  const detail = sentence(service && `${does} ${service}`, container && `${does} ${container} of manifests`);
  return checklistItem(
    id,
    title,
    addTallies(services[key], containers[key]),
    detail || 'there is no Compose file and no manifest',
  );
}

function healthChecks({ services, containers, imageHealth }: Counts): ChecklistItem {
  const service = sharePhrase(services.health, 'service');
  const container = sharePhrase(containers.health, 'container');
  // Kubernetes does not read HEALTHCHECK, so where there are manifests its absence says nothing.
  const images = container === undefined ? imageHealth : { good: 0, of: 0 };
  const image = sharePhrase(images, 'image');
  const detail = sentence(
    service &&
      `a check for ${service}, in Compose or the Dockerfile that is built; what other images bring was not asked`,
    container && `a probe for ${container} of manifests that run on`,
    image && `a HEALTHCHECK in ${image} built outside Compose`,
  );
  return checklistItem(
    'health-checks',
    'Health checks',
    addTallies(services.health, containers.health, images),
    detail || NOTHING,
  );
}

function pinnedImages({ digests }: Counts): ChecklistItem {
  const detail = sharePhrase(digests, 'image reference');
  return checklistItem(
    'images-pinned',
    'Images pinned by digest',
    digests,
    detail === undefined ? NOTHING : `a digest on ${detail}`,
  );
}

function pinnedPackages({ packages }: Counts): ChecklistItem {
  const detail = sharePhrase(packages, 'RUN line');
  const what =
    'that install Python, Node.js or Ruby packages by name; lists of the project and system packages were not looked at';
  return checklistItem(
    'packages-pinned',
    'Packages pinned',
    packages,
    detail === undefined ? 'no language package is installed by name' : `every version given in ${detail} ${what}`,
  );
}

function dockerignore({ contexts }: Counts): ChecklistItem {
  const tally: Tally = { good: [...contexts.values()].filter((there) => there).length, of: contexts.size };
  const detail = sharePhrase(tally, 'build context');
  return checklistItem(
    'dockerignore',
    '.dockerignore',
    tally,
    detail === undefined
      ? 'no Dockerfile copies from its context'
      : `one in ${detail}; what it leaves out was not judged`,
  );
}

function multiStage({ stages }: Counts): ChecklistItem {
  const detail = sharePhrase(stages, 'Dockerfile');
  return checklistItem(
    'multi-stage',
    'Build apart from run',
    stages,
    detail === undefined
      ? 'no Dockerfile was seen to build anything'
      : `several stages in ${detail} that build or bring build tools`,
  );
}

function buildTools({ tools }: Counts): ChecklistItem {
  const missing = tools.of - tools.good;
  const detail =
    missing === 0
      ? `none were seen in ${countPhrase(tools.of, 'Dockerfile')}`
      : `compilers or a tool chain left in the image that runs by ${missing} of ${countPhrase(tools.of, 'Dockerfile')}`;
  return checklistItem(
    'no-build-tools',
    'No build tools at run time',
    tools,
    tools.of === 0 ? 'there is no Dockerfile' : detail,
  );
}

function aptLists({ apt }: Counts): ChecklistItem {
  const detail = sharePhrase(apt, 'RUN line');
  return checklistItem(
    'apt-lists',
    'apt lists removed',
    apt,
    detail === undefined
      ? 'no image that is shipped fetches apt lists'
      : `no list left in the layer by ${detail} that fetch them`,
  );
}

function readOnly({ services, containers }: Counts): ChecklistItem {
  const all = addTallies(services.readOnly, containers.readOnly);
  const service = sharePhrase(services.readOnly, 'service');
  const container = sharePhrase(containers.readOnly, 'container');
  const detail = sentence(service && `set for ${service}`, container && `set for ${container} of manifests`);
  const tried = stateOf(all) === 'pass' ? undefined : 'which others could was not tried';
  return checklistItem(
    'read-only',
    'Read-only root',
    all,
    all.of === 0 ? 'there is no Compose file and no manifest' : sentence(detail, tried),
  );
}

function noLatest({ versions }: Counts): ChecklistItem {
  const missing = versions.of - versions.good;
  const detail =
    missing === 0
      ? `a version in ${countPhrase(versions.of, 'image reference')}`
      : `no version, or latest, in ${missing} of ${countPhrase(versions.of, 'image reference')}`;
  return checklistItem('no-latest', 'No latest', versions, versions.of === 0 ? NOTHING : detail);
}

function noSecrets({ secrets, dockerfiles, compose, kubernetes }: Counts): ChecklistItem {
  const files = dockerfiles + compose + kubernetes;
  const base = { id: 'no-secrets', title: 'No hard-coded configuration' };
  if (files === 0) return { ...base, state: 'not-applicable', detail: NOTHING };
  if (secrets > 0)
    return {
      ...base,
      state: 'fail',
      detail: `passwords, keys or tokens stand in the files at ${countPhrase(secrets, 'place')}`,
      count: secrets,
    };
  return {
    ...base,
    state: 'pass',
    detail: `no password, key or token was recognised in ${countPhrase(files, 'file')}; other settings were not judged`,
  };
}
