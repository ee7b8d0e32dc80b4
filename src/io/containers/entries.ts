// What lies in a folder of a container, read from the archive that the engine makes of it: nothing in the container runs.
import { splitPath } from '../../model/index.js';
import type { Readable } from 'node:stream';
import type { ContainerEntries, ContainerEntry } from './types.js';

const MOST_ENTRIES = 20_000;
const MOST_BYTES = 512 * 1024 * 1024;
const LONGEST = 1024;

export interface EntriesReader {
  take(archive: Readable): void;
  finish(): Promise<ContainerEntries>;
}

/** @param path what was asked for: the archive calls it by its last part. */
export async function entriesReader(path: string): Promise<EntriesReader> {
  const { extract } = await import('tar-stream');
  const { folder } = splitPath(path);
  const entries: ContainerEntry[] = [];
  const unpack = extract();
  let bytes = 0;
  let cut = false;
  let source: Readable | undefined;
  unpack.on('entry', ({ name, type, size = 0, mtime }, stream, next) => {
    bytes += size;
    const own = `${folder}${name.replace(/^(?:\.?\/)+/, '')}`.replace(/(?<!^)\/$/, '');
    if (own.length <= LONGEST) entries.push({ path: own, kind: kindOf(type), modified: mtime ? mtime.getTime() : 0 });
    if (entries.length >= MOST_ENTRIES || bytes > MOST_BYTES) {
      cut = true;
      // The engine is told that nobody reads on.
      source?.destroy();
      unpack.destroy();
      return;
    }
    stream.on('end', next);
    stream.resume();
  });
  let take: EntriesReader['take'] = () => {};
  const done = new Promise<void>((resolve, reject) => {
    unpack.once('close', resolve);
    unpack.once('error', reject);
    take = (archive) => {
      source = archive;
      archive.pipe(unpack);
    };
  });
  // The engine may fail before there is an archive; then nobody waits for this.
  done.catch(() => {});
  return {
    take: (archive) => take(archive),
    async finish() {
      await done;
      return { entries, cut };
    },
  };
}

function kindOf(type: string | null | undefined): ContainerEntry['kind'] {
  if (type === 'directory') return 'folder';
  if (type === 'symlink' || type === 'link') return 'link';
  return type === 'file' || type === 'contiguous-file' ? 'file' : 'other';
}
