// The images of pods, what the kubelet would say of them, and which steps of a manifest a run has put to the test.
import { dottedPlace } from '../yaml/index.js';
import { withoutTag } from '../images/index.js';
import type { ModelMap, ModelValue } from '../io/index.js';
import { type BootResult, type FilePath, type Step, child, partPattern } from '../model/index.js';
import type { DocumentMemory } from '../planner/index.js';
import type { Boot } from './boot.js';
import { readPodFiles, type PodFiles } from './pod-files.js';
import type { PodCheck, PodContainer } from './pod-model.js';
import { probeName } from './probes.js';
import type { PodSubject } from './subjects.js';
import type { Tools } from './tools.js';
import { mapIn, textIn } from './values.js';
import { inTree } from './in-tree.js';

const MOST_FILES = 100;
const PULL_MS = 600_000;

/** The manifests of a subject as the copy has them now, and what lies beside them. */
export function podFilesOf(
  { files, folder }: PodSubject,
  { bench, memory }: Pick<Tools, 'bench' | 'memory'>,
): PodFiles {
  const beside = bench
    .list(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .slice(0, MOST_FILES)
    .map((name) => child(folder, name));
  return readPodFiles(files, beside, (path) => memory.kubernetes.find(path, bench.read(path))?.doc);
}

/** A model with the image of each container, and its build where a Compose service of the group makes that image. */
export async function podImages(
  containers: readonly PodContainer[],
  { compose }: PodSubject,
  { engine, bench }: Pick<Tools, 'engine' | 'bench'>,
): Promise<ModelMap> {
  const builds = new Map<string, ModelValue>();
  const rest: Record<string, ModelValue> = {};
  for (const { files, folder } of compose) {
    const model = await engine.readCompose({
      files: files.map((file) => inTree(bench.tree, file)),
      folder: inTree(bench.tree, folder),
    });
    Object.assign(rest, model.secrets === undefined ? {} : { secrets: model.secrets });
    for (const { image, build } of Object.values(mapIn(model.services)).map(mapIn))
      if (build !== undefined && textIn(image) !== undefined) builds.set(withoutTag(textIn(image)!), build);
  }
  const services = containers.map(({ service, image }) => {
    const build = builds.get(withoutTag(image));
    return [service, { image, ...(build === undefined ? {} : { build }) }] as const;
  });
  return { ...rest, services: Object.fromEntries(services) };
}

/** Pulls what the engine does not have. The services whose image cannot be had, and what the engine said. */
export async function pullImages(services: ModelMap, { engine, progress }: Tools): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  const said = new Map<string, string | undefined>();
  for (const [service, value] of Object.entries(services)) {
    const { image, build } = mapIn(value);
    const name = textIn(image) ?? '';
    if (build !== undefined) continue;
    if (!said.has(name)) said.set(name, await pulled(name));
    const why = said.get(name);
    if (why !== undefined) failed.set(service, `its image ${name} cannot be had: ${why}`);
  }
  return failed;

  async function pulled(name: string): Promise<string | undefined> {
    if (name === '' || name.startsWith('-')) return 'that is no image';
    if (await engine.image(name)) return undefined;
    progress(`pulling ${name}`);
    const { code, err, out } = await engine.run(['pull', '--quiet', '--', name], { timeoutMs: PULL_MS });
    return code === 0 ? undefined : (err || out).trim().split('\n').at(-1)!.slice(0, 300);
  }
}

/** A start with the kubelet's answer to its probes: without one of them a container is not ready. */
export function withChecks(boot: Boot, checks: ReadonlyMap<string, readonly PodCheck[]>): Boot {
  const judged = [...boot.services].map(([service, result]): [string, BootResult] => {
    const own = checks.get(service) ?? [];
    if (own.length === 0 || (result.state !== 'running' && result.state !== 'healthy')) return [service, result];
    const failing = own.flatMap(({ as, probe }) => {
      const name = probeName(probe);
      const found = result.probes.find((each) => each.probe === name);
      const passes =
        found?.answered && (probe.kind === 'tcp' || /^(?:[23][0-9][0-9]|exit 0|accepts)$/.test(found.answer));
      return passes ? [] : [`${as} ${name}: ${found?.answer ?? 'not asked'}`];
    });
    if (failing.length === 0) return [service, { ...result, state: 'healthy' }];
    const log = [result.log, ...failing].filter((part) => part !== '').join('\n');
    return [service, { ...result, state: 'unhealthy', log }];
  });
  return { ...boot, services: new Map(judged) };
}

/** Compose takes a dollar sign for a variable. */
export function escapeDollars(value: ModelValue): ModelValue {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map((each: ModelValue) => escapeDollars(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapeDollars(each as ModelValue)]));
}

// What an engine is given of a pod's spec: the rest decides where and for whom a pod runs, which only a cluster knows.
const FIELD_ENDS = /(?:$|[."])/;
const OF_CONTAINER = partPattern(
  `
  image command args workingDir env envFrom ports volumeMounts resources.limits.cpu resources.limits.memory
  resources.requests securityContext.runAsUser securityContext.runAsGroup securityContext.runAsNonRoot
  securityContext.capabilities securityContext.readOnlyRootFilesystem securityContext.allowPrivilegeEscalation
  securityContext.seccompProfile`,
  { before: /^/, after: FIELD_ENDS, also: [/(?:readiness|liveness|startup)Probe(?!\.grpc)/] },
);
const OF_POD = partPattern(
  `
  securityContext.runAsUser securityContext.runAsGroup securityContext.runAsNonRoot securityContext.fsGroup
  securityContext.supplementalGroups securityContext.seccompProfile volumes terminationGracePeriodSeconds`,
  { before: /^/, after: FIELD_ENDS },
);

/**
 * Why a run says nothing of a step's changes in a manifest: `undefined` where all that it changes was run.
 * @param ran services that worked without the patch and were run with it, by workload.
 */
export function untestedIn(
  step: Pick<Step, 'files'>,
  path: FilePath,
  ran: {
    readonly workloads: ReadonlyMap<string, readonly string[]>;
    readonly services: ReadonlySet<string>;
    whyNot(service: string): string;
  },
  memory: DocumentMemory,
): string | undefined {
  for (const { before, after } of step.files.filter((file) => file.path === path)) {
    const old = leavesOf(memory, path, before ?? '');
    const now = leavesOf(memory, path, after);
    for (const leaf of new Set([...old.keys(), ...now.keys()])) {
      if (old.get(leaf) === now.get(leaf)) continue;
      const id = [...ran.workloads.keys()].find((each) => leaf.startsWith(`${dottedPlace(each)}.`));
      if (id === undefined) return `${leaf} is of no workload that was run`;
      const rest = leaf
        .slice(dottedPlace(id).length + 1)
        .replace(/^spec\.(?:(?:jobTemplate\.spec\.)?template\.spec\.)?/, '');
      const container = /^(?:initC|c)ontainers\.(?:"(?:[^"\\]|\\.)*"|[^.]+)\.(.*)$/s.exec(rest)?.[1];
      if (container === undefined ? !OF_POD.test(rest) : !OF_CONTAINER.test(container))
        return `a container engine has nothing like ${rest.replace(/\.[0-9]+(?:\..*)?$/s, '')}`;
      const missing = (ran.workloads.get(id) ?? []).find((service) => !ran.services.has(service));
      if (missing !== undefined) return `${missing}: ${ran.whyNot(missing)}`;
    }
  }
  return undefined;
}

type Leaves = ReadonlyMap<string, string>;

function leavesOf(memory: DocumentMemory, path: FilePath, text: string): Leaves {
  return text === '' ? new Map() : memory.kubernetes.read(path, text).places();
}
