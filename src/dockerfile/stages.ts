// How stages hang together: which are shipped, which stand on which.
import { type DockerfileDoc, type Stage, findStage } from './document.js';
import type { Instruction } from './instruction.js';
import { runMounts } from './mounts.js';

/** The stages built directly on this one. */
export function childStages(doc: DockerfileDoc, stage: Stage): Stage[] {
  return doc.stages.filter((other) => other.base === stage);
}

/** The stage and those it stands on, nearest first. */
export function baseChain(stage: Stage): Stage[] {
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.base) chain.push(at);
  return chain;
}

/** The stage a name or number in `--from=` means, looked up from the stage it stands in; `undefined` for an image. */
export function stageByReference(doc: DockerfileDoc, reference: string, before: number): Stage | undefined {
  if (/^\d{1,4}$/.test(reference)) return doc.stages[Number(reference)];
  return findStage(doc, reference, before);
}

/**
 * The stages whose layers end up in an image somebody runs: the last one, those a build names as its target, those no
 * other stage uses (they can only be there to be a target), those copied whole, and what all these stand on. Layers of
 * the others are thrown away.
 */
export function shippedStages(doc: DockerfileDoc, targets: readonly string[] = []): ReadonlySet<Stage> {
  const used = new Set<Stage>();
  const shipped = new Set<Stage>();
  const roots: Stage[] = [doc.stages.at(-1)!];
  for (const target of targets) {
    const stage = stageByReference(doc, target, doc.stages.length);
    if (stage) roots.push(stage);
  }
  for (const instruction of doc.instructions) {
    if (instruction.stage === -1) continue;
    const from = instruction.flag('from')?.value;
    const source = from === undefined ? undefined : stageByReference(doc, from, instruction.stage);
    if (source) {
      used.add(source);
      if ((instruction.execForm?.[0] ?? instruction.words()[0]?.text) === '/') roots.push(source);
    }
    if (instruction.keyword !== 'RUN') continue;
    for (const mount of runMounts(instruction)) {
      const mounted = stageByReference(doc, mount.get('from') ?? '', instruction.stage);
      if (mounted) used.add(mounted);
    }
  }
  for (const stage of doc.stages) if (stage.base) used.add(stage.base);
  for (const stage of doc.stages) if (!used.has(stage)) roots.push(stage);
  for (const root of roots) for (const stage of baseChain(root)) shipped.add(stage);
  return shipped;
}

/** True when the stage, or one built on it, says what the image runs: it is no mere base for other files. */
export function setsCommand(doc: DockerfileDoc, own: Stage): boolean {
  return doc.stages.some((stage) => {
    const chain = baseChain(stage);
    return (
      chain.includes(own) &&
      chain.some((part) => part.instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT'))
    );
  });
}

/** CMD or ENTRYPOINT, where the stage has one itself: the line that steps about an image stand at. */
export function startOf(stage: Stage): Instruction | undefined {
  return stage.instructions.findLast(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** The last stage, and those that builds name as their target: what containers are made of. In the order of the file. */
export function startedStages(doc: DockerfileDoc, targets: readonly string[]): Stage[] {
  const named = targets.flatMap((target) => stageByReference(doc, target, doc.stages.length) ?? []);
  return [...new Set([...named, doc.stages.at(-1)!])].sort((a, b) => a.index - b.index);
}
