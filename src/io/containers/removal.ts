// What a run made with an engine, and what runs left that are gone: found by its label, and removed.
import { pause } from './faults.js';
import { namelessVolumes } from './inspect.js';
import { isAbandoned, OWNER_LABEL } from './owner.js';
import { wordsOf } from './process.js';
import type { EngineName, Ran } from './types.js';

interface RemovalOptions {
  readonly name: EngineName;
  /** `NAME=value`, of this run. */
  readonly label: string;
  readonly signal: AbortSignal | undefined;
  /** Goes on after the signal. */
  run(args: readonly string[]): Promise<Ran>;
}

interface Removal {
  /** Containers, networks and volumes. */
  removeLabelled(filter: readonly string[]): Promise<void>;
  removeAll(): Promise<void>;
  sweep(): Promise<readonly string[]>;
}

/** What lists all that a label can stand on. */
const LISTS = [
  ['ps', '--all'],
  ['network', 'ls'],
  ['volume', 'ls'],
  ['image', 'ls', '--all'],
] as const;

/** What cleans up after an engine. */
export function createRemoval({ name, label, signal, run }: RemovalOptions): Removal {
  /** Containers first: they hold the rest. */
  async function removeLabelled(filter: readonly string[]): Promise<void> {
    const containers = wordsOf((await run(['ps', '--all', '--quiet', '--no-trunc', ...filter])).out);
    if (containers.length > 0) {
      // One that was handed on from a container to the next counts as named, and stays where its container goes.
      const nameless = namelessVolumes((await run(['inspect', '--type=container', ...containers])).out);
      await run(['rm', '--force', '--volumes', ...containers]);
      if (nameless.length > 0) await run(['volume', 'rm', '--force', ...nameless]);
    }
    await removeFound(['network', 'ls', '--quiet', ...filter], ['network', 'rm']);
    await removeFound(['volume', 'ls', '--quiet', ...filter], ['volume', 'rm', '--force']);
  }

  async function removeFound(find: readonly string[], remove: readonly string[]): Promise<void> {
    const found = wordsOf((await run(find)).out);
    if (found.length > 0) await run([...remove, ...found]);
  }

  async function removeImages(filter: readonly string[]): Promise<void> {
    await removeFound(['image', 'ls', '--all', '--quiet', '--no-trunc', ...filter], ['image', 'rm', '--force']);
  }

  async function isClean(filter: readonly string[]): Promise<boolean> {
    for (const each of LISTS) if (wordsOf((await run([...each, '--quiet', ...filter])).out).length > 0) return false;
    return true;
  }

  /** All that this run made. */
  async function removeAll(): Promise<void> {
    const filter = [`--filter=label=${label}`];
    // A request that was on its way when its client was ended may still come to pass: a build goes on exporting its image
    // for some seconds after nobody waits for it.
    const enough = signal?.aborted ? 8 : 1;
    let clean = 0;
    for (let round = 0; round < 20 && clean < enough; round++) {
      await removeLabelled(filter);
      await removeImages(filter);
      await pause(round === 0 ? 300 : 700);
      clean = (await isClean(filter)) ? clean + 1 : 0;
    }
  }

  /** What runs left behind that are gone. */
  async function sweep(): Promise<readonly string[]> {
    const tokens = new Set<string>();
    for (const args of LISTS) for (const token of await owners(args)) if (isAbandoned(token)) tokens.add(token);
    for (const token of tokens) {
      const filter = [`--filter=label=${OWNER_LABEL}=${token}`];
      await removeLabelled(filter);
      await removeImages(filter);
    }
    return [...tokens].map((token) => `what process ${token.split('.')[1]} left behind`);
  }

  async function owners(args: readonly string[]): Promise<string[]> {
    const filter = `--filter=label=${OWNER_LABEL}`;
    if (args[0] !== 'image') {
      const { out } = await run([...args, filter, `--format={{.Label "${OWNER_LABEL}"}}`]);
      if (name === 'docker' || args[0] === 'ps') return wordsOf(out);
    }
    const ids = wordsOf((await run([...args, '--quiet', filter])).out);
    if (ids.length === 0) return [];
    const kind = args[0] === 'ps' ? 'container' : args[0]!;
    const path = kind === 'image' || kind === 'container' ? '.Config.Labels' : '.Labels';
    return wordsOf((await run([kind, 'inspect', `--format={{index ${path} "${OWNER_LABEL}"}}`, ...ids])).out);
  }

  return { removeLabelled, removeAll, sweep };
}
