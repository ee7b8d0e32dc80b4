import { DEFAULT_PRESET, isInPreset, TARGETS } from '../../model/index.js';
import { wantsColor, type Io } from '../output.js';
import { metas } from '../session.js';

export interface ListFlags {
  readonly format?: string;
  readonly color?: boolean;
}

/** `harden list`: every transform, by target, with its safety and rules. */
export async function list(io: Io, flags: ListFlags): Promise<number> {
  if (flags.format === 'json') {
    io.out(`${JSON.stringify(metas, null, 2)}\n`);
    return 0;
  }
  const { createColors } = (await import('picocolors')).default;
  const paint = createColors(wantsColor(io, flags.color));
  const width = Math.max(...metas.map(({ id }) => id.length));
  for (const target of TARGETS) {
    io.out(`${paint.bold(target)}\n`);
    for (const meta of metas) {
      if (meta.target !== target) continue;
      const safety = meta.ceiling === 'safe' ? paint.green('safe  ') : paint.yellow(meta.ceiling.padEnd(6));
      const off = isInPreset(meta, DEFAULT_PRESET)
        ? ''
        : paint.dim(meta.enabledByDefault === 'guide' ? ' (with preset guide)' : ' (off by default)');
      const online = meta.online ? paint.dim(' (looked up)') : '';
      io.out(`  ${meta.id.padEnd(width)}  ${safety}  ${meta.summary}${online}${off}\n`);
    }
  }
  io.out('\nharden explain ID tells more about one.\n');
  return 0;
}
