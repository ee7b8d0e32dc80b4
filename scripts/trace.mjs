// Says which lines of the source a stack trace means. `npm run -s trace < TRACE`, in a checkout of the version that the
// trace names: the same source and packages make the same bundle.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'harden-trace-'));
try {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    env: { ...process.env, HARDEN_MAPS: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('the bundle was not built, see above');
  const map = (file) => new SourceMap(JSON.parse(readFileSync(join(folder, `${file}.map`), 'utf8')));
  const known = new Map();
  const text = readFileSync(0, 'utf8').replace(
    /[^\s()]*\bdist[/\\]((?:vendor[/\\])?[\w-]+\.js):(\d+):(\d+)/g,
    (frame, file, line, column) => {
      if (!known.has(file)) known.set(file, map(file.replace('\\', '/')));
      const { originalSource, originalLine, originalColumn } = known.get(file).findEntry(line - 1, column - 1);
      if (originalSource === undefined) return frame;
      const source = relative(root, resolve(root, 'dist', dirname(file), originalSource));
      return `${source}:${originalLine + 1}:${originalColumn + 1}`;
    },
  );
  process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
