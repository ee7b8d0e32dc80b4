import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A link, a directory, or the content of a file. */
export type Node = { readonly link: string } | { readonly directory: true } | string | Uint8Array;

const made: string[] = [];

/** A directory of its own under the system's temporary one, filled as described; `removeTemporary` removes it. */
export function temporary(tree: Readonly<Record<string, Node>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'harden-test-')));
  made.push(root);
  for (const [path, node] of Object.entries(tree)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof node === 'string' || node instanceof Uint8Array) writeFileSync(at, node);
    else if ('link' in node) symlinkSync(node.link, at);
    else mkdirSync(at, { recursive: true });
  }
  return root;
}

export function removeTemporary(): void {
  for (const root of made.splice(0)) {
    chmodSync(root, 0o700);
    rmSync(root, { recursive: true, force: true });
  }
}

/** A named pipe. Node has no call for it. */
export function makeFifo(path: string): void {
  execFileSync('mkfifo', [path]);
}

/** Every file below a directory with its content: also what was left behind. */
export function filesBelow(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found[path.slice(root.length + 1)] = readFileSync(path, 'utf8');
  }
  return found;
}
