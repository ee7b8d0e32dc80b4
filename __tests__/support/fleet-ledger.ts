// A ledger of made-up repositories, the same for the same size: uneven, as real ones are.
import { gzipSync } from 'node:zlib';
import { openLedger, type Database } from '../../src/fleet/index.js';
import { numbers } from './numbers.js';

const TRANSFORMS = [
  ['apt-no-recommends', 'safe', 'DL3015'],
  ['exec-form', 'review', 'DL3025'],
  ['pin-base-image', 'safe', 'DL3006'],
  ['run-as-user', 'unverified', 'DL3002'],
  ['add-healthcheck', 'review', 'CKV_DOCKER_2'],
  ['use-slim-base', 'unverified', 'CIS 4.3'],
  ['copy-not-add', 'safe', 'DL3020'],
  ['pip-no-cache', 'safe', 'DL3042'],
  ['drop-capabilities', 'review', 'CKV_K8S_28'],
  ['read-only-root', 'review', 'CKV_K8S_22'],
] as const;
const IMAGES = [
  ['python', '3.8-slim', '2024-10-07'],
  ['python', '3.12-slim', null],
  ['node', '16', '2023-09-11'],
  ['node', '22-alpine', null],
  ['debian', 'buster', '2024-06-30'],
  ['debian', 'bookworm-slim', null],
  ['eclipse-temurin', '21-jre', null],
  ['registry.example.com/platform/base', '2024.11', null],
  ['nginx', null, null],
  ['golang', '1.23', null],
] as const;
const CODES = ['needs-network', 'unsupported-syntax', 'own-decision', 'not-shown', 'conflicts'] as const;
const TEAMS = [
  '',
  'payments',
  'web',
  'search',
  'data platform',
  'identity',
  'mobile',
  'logistics',
  'internal tools',
] as const;
const LAST = 'resource-limits';

export interface FleetOptions {
  readonly repositories: number;
  readonly patterns?: number;
  /** Text that comes with a repository, in place of its name. */
  readonly hostile?: string;
}

/** Fills a ledger, of the memory unless a file is named. */
export function fleetLedger({ repositories, patterns = 60, hostile }: FleetOptions, file = ':memory:'): Database {
  const ledger = openLedger(file);
  const next = numbers(7);
  ledger.transaction(() => {
    for (let pattern = 0; pattern < patterns; pattern++) {
      const [transform, level] = TRANSFORMS[pattern % TRANSFORMS.length]!;
      const change = `… -[apt-get install <name>] +[apt-get install --no-install-recommends <name> v${pattern}]`;
      ledger.run(
        'INSERT INTO patterns VALUES (?, ?, ?, ?, ?)',
        `p${String(pattern).padStart(15, '0')}`,
        transform,
        level,
        `What ${transform} does`,
        change,
      );
    }
    for (let id = 1; id <= repositories; id++)
      addRepository(ledger, id, next, { repositories, patterns, ...(hostile ? { hostile } : {}) });
    addProofs(ledger, 'exec-form');
    for (const [at, pending] of [
      [1, 0.92],
      [2, 0.8],
      [3, 0.55],
    ] as const)
      ledger.run(
        'INSERT INTO history VALUES (?, ?, ?, ?)',
        Date.UTC(2026, 8 + at, 3),
        repositories,
        Math.round(repositories * pending),
        Math.round(repositories * pending * 6),
      );
  });
  return ledger;
}

/** The most frequent pattern of a transform was built and run in three repositories, and broke something in one. */
function addProofs(ledger: Database, transform: string): void {
  const frequent = ledger.get<{ readonly pattern: string }>(
    'SELECT pattern FROM steps WHERE transform = ? GROUP BY pattern ORDER BY count(*) DESC, pattern LIMIT 1',
    transform,
  );
  if (!frequent) return;
  const { pattern } = frequent;
  const rows = ledger.all<{ readonly id: number }>(
    'SELECT DISTINCT repository AS id FROM steps WHERE pattern = ? ORDER BY repository LIMIT 3',
    pattern,
  );
  for (const [at, { id }] of rows.entries()) {
    const outcome = at === 1 ? 'broke' : 'held';
    const says = at === 1 ? 'web: GET :8000/ gave 200 and now 500' : '';
    const excerpt = at === 1 ? 'sh: 1: exec: gunicorn: not found\nthe server ended with code 127' : '';
    ledger.run('INSERT INTO verifications VALUES (?, ?, ?, ?, ?)', id, 'key', Date.UTC(2026, 10, 30), outcome, '');
    ledger.run('INSERT INTO proofs VALUES (?, ?, ?, ?, ?)', id, pattern, outcome, says, excerpt);
  }
}

function addRepository(
  ledger: Database,
  id: number,
  next: (limit: number) => number,
  options: Required<Omit<FleetOptions, 'hostile'>> & { readonly hostile?: string },
): void {
  const fate = next(100);
  const state = fate < 84 ? 'planned' : fate < 90 ? 'empty' : fate < 96 ? 'cannot' : fate < 98 ? 'failed' : 'listed';
  const reason =
    state === 'cannot'
      ? ['archived', 'a fork', 'no right to read'][next(3)]!
      : state === 'failed'
        ? 'timed out after 120 s'
        : null;
  const own = ['service', 'api', 'worker', 'site', 'tools', 'charts'][next(6)]!;
  const name =
    options.hostile !== undefined && id === 1 ? options.hostile : `acme/${own}-${String(id).padStart(5, '0')}`;
  ledger.run(
    'INSERT INTO repositories (id, url, name, organisation, team, state, reason, base) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    `https://git.example.com/acme/${own}-${id}`,
    name,
    'acme',
    TEAMS[next(TEAMS.length)]!,
    state,
    reason,
    state === 'planned' ? 'c0ffee' : null,
  );
  if (state !== 'planned') return;
  const steps = 1 + next(11);
  const rules = new Map<string, number>();
  const listed: object[] = [];
  for (let at = 0; at < steps; at++) {
    // Some patterns are everywhere, most are rare.
    const pattern = Math.floor((next(1000) / 1000) ** 3 * options.patterns);
    const [transform, level, rule] = TRANSFORMS[pattern % TRANSFORMS.length]!;
    const [file, step] = [
      `services/${own}/Dockerfile${at % 3 === 0 ? '' : `.${at}`}`,
      `${transform}@stage:0.run:${at}`,
    ];
    const assumptions =
      level === 'safe'
        ? []
        : [
            {
              id: 'a',
              believes: 'nothing needs the shell',
              breaksIf: 'a signal handler is set',
              checkBy: 'starting it',
            },
          ];
    ledger.run(
      'INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      `k${at}`,
      step,
      transform,
      level,
      file,
      at + 3,
      `${transform} in ${file}`,
      JSON.stringify(assumptions),
      `p${String(pattern).padStart(15, '0')}`,
    );
    listed.push({
      id: step,
      at: { file },
      why: 'It costs nothing.',
      diff: `--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,2 @@\n FROM debian\n-RUN apt-get install curl\n+RUN apt-get install --no-install-recommends curl\n`,
    });
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  for (const [rule, resolved] of rules)
    ledger.run('INSERT INTO rules VALUES (?, ?, ?, ?)', id, rule, resolved + next(3), resolved);
  for (let at = next(8); at > 0; at--)
    ledger.run(
      'INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?)',
      id,
      at === 7 ? LAST : TRANSFORMS[next(TRANSFORMS.length)]![0],
      CODES[next(CODES.length)]!,
      'Dockerfile',
      at,
      `Line ${at} asks for something that no file shows`,
    );
  for (let at = 1 + next(3); at > 0; at--) {
    const [image, tag, endsOn] = IMAGES[next(IMAGES.length)]!;
    ledger.run(
      'INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      'Dockerfile',
      at,
      image,
      tag,
      next(3) === 0 ? 'sha256:00' : null,
      endsOn,
    );
  }
  const result = gzipSync(JSON.stringify({ groups: [{ steps: listed }] }), { level: 1 });
  ledger.run('INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?)', id, 'key', Date.UTC(2026, 10, 30), 3, '{}', result);
  if (next(10) === 0)
    ledger.run(
      'INSERT INTO pulls (repository, part, branch, number, url, state, ci, review, head, wave, opened_at, updated_at, steps) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      'all',
      'harden/all',
      id,
      `https://git.example.com/acme/pull/${id}`,
      'open',
      'green',
      'none',
      'beef',
      1,
      0,
      0,
      '[]',
    );
}
