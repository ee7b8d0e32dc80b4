// What peers that write do to files: how many they change, break, change again, and take comments from.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_NAMES, type Peer, written } from './catalogue.js';
import { save, type Text, withFiles } from './check.js';
import { commentsOf, hashOf } from './corpus.js';
import { environmentIn, install, stateFolder } from './environment.js';

/** What became of a text. */
export interface Fixed {
  readonly changed: boolean;
  /** It parsed before, and does not any more; or Compose took it before, and does not any more. */
  readonly broken: boolean;
  /** The same again changes it once more. */
  readonly again: boolean;
  readonly lostComments: boolean;
}

interface KeptFixes {
  cpuMs: number;
  texts: number;
  readonly fixed: Record<string, Fixed>;
}

const AT_ONCE = 120;

/** What a peer writes over texts, asked twice. */
export function fixWith(
  peer: Peer & Required<Pick<Peer, 'fix'>>,
  texts: readonly Text[],
  compose: ComposeConfig,
): KeptFixes {
  const home = install(peer);
  const file = join(stateFolder(), 'fixed', `${peer.name}-${peer.version}.json`);
  const kept: KeptFixes = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as KeptFixes)
    : { cpuMs: 0, texts: 0, fixed: {} };
  const open = texts.filter(({ kind, hash }) => peer.kinds.includes(kind) && !(hash in kept.fixed));
  for (let at = 0; at < open.length; at += AT_ONCE) {
    const some = open.slice(at, at + AT_ONCE);
    process.stderr.write(`${peer.name} writes: ${at + some.length} of ${open.length}\n`);
    withFiles(some, (folder, paths) => {
      const environment = environmentIn(folder, home, undefined);
      peer.fix(paths, environment);
      const cpuMs = environment.cpuMs;
      const first = paths.map((path) => written(join(folder, path)));
      peer.fix(paths, environment);
      for (const [index, text] of some.entries()) {
        const again = written(join(folder, paths[index]!)) !== first[index];
        kept.fixed[text.hash] = { ...judge(text, first[index]!, compose), again };
      }
      kept.cpuMs += cpuMs;
      kept.texts += some.length;
    });
    save(file, kept);
  }
  return kept;
}

/** What became of a text, but for whether the same again changes it. */
export function judge(text: Text, after: string, compose: ComposeConfig): Omit<Fixed, 'again'> {
  if (after === text.text) return { changed: false, broken: false, lostComments: false };
  const before = commentsOf(text.kind, text.text);
  const now = commentsOf(text.kind, after);
  const unparsed = before !== undefined && now === undefined;
  const refused = text.kind === 'compose' && compose.takes(text.text) && !compose.takes(after);
  const lostComments = before !== undefined && now !== undefined && before.some((each) => !now.includes(each));
  return { changed: true, broken: unparsed || refused, lostComments };
}

/** Compose's own word on a file: `config`, asked once for each text. */
export class ComposeConfig {
  private readonly file = join(stateFolder(), 'compose-config.json');
  private readonly kept: Record<string, boolean> = existsSync(this.file)
    ? (JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, boolean>)
    : {};

  /** It makes a project of it. What the file needs beside it counts before and after alike. */
  takes(text: string): boolean {
    const hash = hashOf(text);
    const known = this.kept[hash];
    if (known !== undefined) return known;
    const taken = withFiles([{ kind: 'compose', hash, text }], (folder) => {
      const args = ['compose', '--file', FILE_NAMES.compose, 'config', '--quiet', '--no-interpolate'];
      return spawnSync('docker', args, { cwd: join(folder, hash), stdio: 'ignore' }).status === 0;
    });
    this.kept[hash] = taken;
    return taken;
  }

  /** Keeps what was learnt. */
  save(): void {
    save(this.file, this.kept);
  }
}
