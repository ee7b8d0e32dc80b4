// Whether an image that is built here has files of its own in a folder, which a mount there would hide.
import { baseName, child, type Context, isWithin } from '../model/index.js';
import { imagePathFrom, type Instruction } from '../dockerfile/index.js';
import { programIs } from '../programs/index.js';
import { placementsIn } from '../runs/index.js';
import type { BuiltImage } from '../services/index.js';

/** The build puts something into the folder, as far as its Dockerfile is here to be read. */
export function holdsFiles(
  built: BuiltImage | undefined,
  folder: string,
  { evidence: { repository }, documents }: Context,
): boolean {
  const doc = built && documents.dockerfile(built.file);
  if (!built || !doc) return false;
  if (
    built.chain.some(({ instructions }) => instructions.some((each) => each.keyword === 'RUN' && fills(each, folder)))
  )
    return true;
  return placementsIn(doc, built.stage, built.context, repository).some(({ source, target, kind, stage }) => {
    if (isWithin(target, folder)) return true;
    const inside = imagePathFrom(target, folder);
    if (stage || kind !== 'directory' || !inside) return false;
    return repository.list(child(source, inside)).some((name) => !/^\.(?:git)?keep$|^\.gitignore$/.test(name));
  });
}

/** A command names the folder, or something in it, and does more than make it. */
function fills({ shell, args }: Instruction, folder: string): boolean {
  if (!args.includes(folder)) return false;
  if (!shell.ok) return true;
  return shell.commands.some(({ words }) => {
    const texts = words.map(({ value, raw }) => value ?? raw);
    return texts.some((text) => text.includes(folder)) && !programIs(baseName(texts[0] ?? ''), 'fillsNothing');
  });
}
