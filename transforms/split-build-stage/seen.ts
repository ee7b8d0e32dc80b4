// What a trial of the split did not find in the image that runs: packages are installed there, and files of the build stage
// are copied along.
import { isStop, isWithin, needsAt, seenInRun, type Stop } from '../../src/model/index.js';
import { anchorOf, imageChild, imagePathFrom } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { accountPackage, packagesNeededAt, type Site } from '../../src/runs/index.js';
import type { Artefact, Findings } from '../../src/splits/index.js';

/** The findings of a recipe, with what a run showed besides; a stop where nobody knows how to bring that. */
export function withSeen(site: Site, findings: Findings): Findings | Stop {
  const { context, doc, stage } = site;
  const anchor = anchorOf(doc, stage.instruction);
  const { base } = findings;
  const profile = imageProfile(base.image) ?? site.profile;
  const release = base.release ?? profile?.release;
  const needed = packagesNeededAt(
    context,
    anchor,
    profile && release !== undefined ? { ...profile, release } : profile,
  );
  if (isStop(needed)) return needed;
  const files = needsAt(context, anchor, 'file');
  const modules = needsAt(context, anchor, 'module');
  const artefacts: Artefact[] = [];
  const add = (path: string): void => {
    const isThere = [...findings.artefacts, ...artefacts].some((each) => isWithin(path, each.to ?? each.path));
    if (!isThere) artefacts.push({ path });
  };
  for (const { need } of files) add(rootOf(site, need.path));
  // What packages come along is the recipe's business: it keeps those that a run loaded.
  const tools = accountPackage(site.body, site.image, base.image);
  const seen = [...tools.evidence, ...needed.evidence, ...[...files, ...modules].map(seenInRun)];
  if (seen.length === 0) return findings;
  return {
    ...findings,
    artefacts: [...findings.artefacts, ...artefacts],
    packages: [...new Set([...(findings.packages ?? []), ...tools.packages, ...needed.packages])],
    evidence: [...findings.evidence, ...seen],
  };
}

/** What is copied for a file: the folder right below the working directory that it lies in, else the file alone. */
function rootOf(site: Site, path: string): string {
  const { workdir } = site.stateAt(site.body.at(-1)!);
  const inside = workdir === undefined || workdir === '/' ? undefined : imagePathFrom(workdir, path);
  return inside ? imageChild(workdir!, inside.split('/', 1)[0]!) : path;
}
