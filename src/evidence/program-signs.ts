// What the name and the arguments of a program say about it: that it needs root, that it builds, that it is an init.
import { toolsCalled } from '../ecosystems/index.js';
import { words } from '../model/index.js';
import { programIs } from '../programs/index.js';

/** Why the program has to be root, in words that complete "it ..."; `undefined` where nothing says so. */
export function needsRoot(name: string, words: readonly string[]): string | undefined {
  if (words[0] === '/init' || words[0] === '/sbin/init')
    return `starts ${words[0]}, which starts others as whom it likes`;
  if (programIs(name, 'givesRootUp')) return `starts ${name}, which has to be root and gives that up for others`;
  if (programIs(name, 'onlyRoot')) return `runs ${name}, which only root may`;
  if (programIs(name, 'systemPackages')) return `installs packages with ${name} when it starts`;
  return undefined;
}

/** An init that has to be process 1; in words. */
export function findInit(path: string): string | undefined {
  if (path === '/init') return 'is the init of s6-overlay, which has to be process 1';
  return /^(?:\/sbin\/(?:init|my_init)|\/lib\/systemd\/systemd|systemd)$/.test(path)
    ? `is ${path}, which has to be process 1`
    : undefined;
}

interface Building {
  readonly says: string;
  readonly program: string;
  readonly inPlace: boolean;
}

const LIBRARIES = words('install update sync add');

interface Builder {
  /** The words with which it builds; absent where it always does. */
  readonly verbs?: ReadonlySet<string>;
  readonly inPlace: boolean;
}

function builderOf(name: string): Builder | undefined {
  if (programIs(name, 'buildsInPlace')) return { inPlace: true };
  if (programIs(name, 'compilesInMemory')) return { inPlace: false };
  if (programIs(name, 'libraryManager')) return { verbs: LIBRARIES, inPlace: true };
  return toolsCalled(name).find(({ startBuild }) => startBuild?.verbs)?.startBuild;
}

/** What the program builds or installs when it starts. */
export function findStartBuild(name: string, words: readonly string[]): Building | undefined {
  // `serve` and `start` of a framework after its build only read; `vite serve` is `vite`.
  const reads = name === 'vite' ? /^preview$/ : /^(?:preview|start|serve)$/;
  if (programIs(name, 'servesBuilt') && reads.test(words[1] ?? '')) return undefined;
  const installer = toolsCalled(name).flatMap(({ startBuild }) => startBuild?.installer?.(words) ?? [])[0];
  const builder = builderOf(name);
  const rest = words.slice(1).filter((word) => !word.startsWith('-'));
  if (builder && (!builder.verbs || builder.verbs.has(rest[0] ?? ''))) {
    const command = [name, ...(builder.verbs ? rest.slice(0, 1) : [])].join(' ');
    const does = /^(?:install|i|ci|add|update|sync|rebuild|restore)$/.test(rest[0] ?? '') ? 'installs' : 'builds';
    return { says: `${does} when it starts: ${command}`, program: name, inPlace: builder.inPlace };
  }
  if (installer !== undefined)
    return { says: `installs packages with ${installer} when it starts`, program: name, inPlace: true };
  return undefined;
}
