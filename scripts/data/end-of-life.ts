// Compares data/end-of-life.yaml with Debian's package distro-info-data: releases of Debian and Ubuntu that have ended and are
// not there, and dates that differ. What it prints is to be looked up at the source before it goes in. Needs a Debian system
// with apt: `npm run data -- --refresh end-of-life`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import table from '../../src/knowledge/data/end-of-life.yaml';

/** Images with an end before this day are of no use to anybody: there was no Docker. */
const FIRST = '2014-01-01';
const TODAY = new Date().toISOString().slice(0, 10);
/** The column that says the last day of support that costs nothing; the next where that is empty. */
const COLUMNS = { debian: ['eol-lts', 'eol'], ubuntu: ['eol'] } as const;

const folder = mkdtempSync(join(tmpdir(), 'distro-info-'));
try {
  execFileSync('apt-get', ['download', 'distro-info-data'], { cwd: folder, stdio: 'ignore' });
  for (const name of readdirSync(folder)) execFileSync('dpkg-deb', ['-x', name, '.'], { cwd: folder });
  compare('debian');
  compare('ubuntu');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(system: keyof typeof COLUMNS): void {
  const known = table().systems[system]?.ended ?? {};
  const text = readFileSync(join(folder, 'usr', 'share', 'distro-info', `${system}.csv`), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split(',');
  for (const line of lines) {
    const cells = line.split(',');
    const [series, ...days] = ['series', ...COLUMNS[system]].map((column) => cells[columns.indexOf(column)]);
    const day = days.find(Boolean);
    if (series === undefined || day === undefined || day < FIRST || day >= TODAY || known[series] === day) continue;
    process.stdout.write(`${system} ${series}: ${known[series] ?? 'not in the table'}, distro-info-data says ${day}\n`);
  }
}
