// Pull requests as the ledger has them: what a forge said of them last.
import { readMarker } from '../bot/index.js';
import { addEvent, type Database } from '../fleet/index.js';
import { parseJson } from '../io/index.js';
import { fullNameOf, type ForgeKind, type Pull, type RepoRef } from '../forge/index.js';

export type PullState =
  | 'open'
  /** Somebody has pushed to it. */
  | 'edited'
  | 'merged'
  /** Closed with what it proposes. */
  | 'declined'
  /** Closed, since nothing was left to do. */
  | 'withdrawn';

/** True while it is neither merged nor closed. */
export function isOpen(state: PullState): boolean {
  return state === 'open' || state === 'edited';
}

type ReviewState = NonNullable<NonNullable<Pull['merging']>['review']>;
type ChecksState = NonNullable<Pull['merging']>['checks'];

/** A pull request as a forge shows it. */
export interface SeenOnForge {
  readonly pull: Pull;
  readonly checks: ChecksState;
}

/** A row of `pulls`, with its repository. */
export interface PullRow {
  readonly repository: number;
  readonly url: string;
  readonly name: string;
  readonly team: string;
  readonly organisation: string;
  readonly forge: string | null;
  readonly part: string;
  /** That it comes from. A repository may choose how its name begins. */
  readonly branch: string;
  readonly number: number;
  readonly address: string;
  readonly state: PullState;
  readonly ci: ChecksState;
  readonly review: ReviewState;
  readonly head: string;
  readonly wave: number | null;
  readonly openedAt: number;
  readonly updatedAt: number;
  /** Keys of the steps it proposes. */
  readonly steps: readonly string[];
  readonly transforms: readonly string[];
  readonly patterns: readonly string[];
  readonly conflicts: boolean;
}

type StoredRow = Omit<PullRow, 'steps' | 'transforms' | 'patterns' | 'conflicts'> & {
  readonly steps: string;
  readonly transforms: string;
  readonly patterns: string;
  readonly conflicts: number;
};

/** All pull requests of the campaign, in the order in which they were opened. */
export function pullsOf(ledger: Database): readonly PullRow[] {
  const rows = ledger.all<StoredRow>(
    `SELECT p.repository, r.url, r.name, r.team, r.organisation, r.forge, p.part, p.branch, p.number, p.url AS address, p.state, p.ci,
       p.review, p.head, p.wave, p.opened_at AS openedAt, p.updated_at AS updatedAt, p.steps, p.transforms, p.patterns, p.conflicts
     FROM pulls p JOIN repositories r ON r.id = p.repository ORDER BY p.opened_at, p.repository, p.number`,
  );
  return rows.map(({ steps, transforms, patterns, conflicts, ...row }) => ({
    ...row,
    steps: wordsIn(steps),
    transforms: wordsIn(transforms),
    patterns: wordsIn(patterns),
    conflicts: conflicts !== 0,
  }));
}

/** A list as the ledger keeps it. */
function wordsIn(json: string): readonly string[] {
  const data = parseJson(json);
  return Array.isArray(data) ? data.filter((each) => typeof each === 'string') : [];
}

/** What became of a pull request. */
function stateOf({ state, body, labels, head }: Pull): PullState {
  if (state === 'merged') return 'merged';
  const marker = readMarker(body);
  if (state === 'closed') return marker?.steps.length === 0 ? 'withdrawn' : 'declined';
  const isMoved = marker !== undefined && marker.head !== head;
  return labels.includes('harden:edited') || isMoved ? 'edited' : 'open';
}

interface Of {
  readonly repository: number;
  readonly kind: ForgeKind;
  readonly origin: string;
  readonly repo: RepoRef;
  readonly now: number;
}

/** Writes what a forge has said. What became of a pull request is an event. */
export function storePulls(
  ledger: Database,
  { repository, kind, origin, repo, now }: Of,
  seen: readonly SeenOnForge[],
): void {
  ledger.transaction(() => {
    for (const { pull, checks } of seen) {
      const marker = readMarker(pull.body);
      const state = stateOf(pull);
      const steps = marker?.steps ?? [];
      const of = steps.length > 0 ? whatOf(ledger, repository, steps) : undefined;
      const before = ledger.get<{ readonly state: string }>(
        'SELECT state FROM pulls WHERE repository = ? AND number = ?',
        ...[repository, pull.number],
      );
      ledger.run(
        `INSERT INTO pulls (repository, part, branch, number, url, state, ci, review, head, wave, opened_at, updated_at, steps,
           transforms, patterns, conflicts)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT wave FROM repositories WHERE id = ?), ?, ?, ?, ?, ?, ?)
         ON CONFLICT (repository, number) DO UPDATE SET state = excluded.state, ci = excluded.ci, review = excluded.review,
           head = excluded.head, conflicts = excluded.conflicts,
           updated_at = CASE WHEN pulls.state = excluded.state THEN pulls.updated_at ELSE excluded.updated_at END,
           steps = CASE WHEN excluded.steps = '[]' THEN pulls.steps ELSE excluded.steps END,
           transforms = CASE WHEN excluded.transforms = '[]' THEN pulls.transforms ELSE excluded.transforms END,
           patterns = CASE WHEN excluded.patterns = '[]' THEN pulls.patterns ELSE excluded.patterns END`,
        ...[
          repository,
          marker?.group ?? 'main',
          pull.branch,
          pull.number,
          addressOf(kind, origin, repo, pull.number),
          state,
          checks,
        ],
        ...[
          pull.merging?.review ?? 'none',
          pull.head,
          repository,
          Date.parse(pull.createdAt),
          now,
          JSON.stringify(steps),
        ],
        ...[JSON.stringify(of?.transforms ?? []), JSON.stringify(of?.patterns ?? []), pull.merging?.conflicts ? 1 : 0],
      );
      if (before?.state !== state) addEvent(ledger, now, repository, `pull-${state}`, String(pull.number));
    }
  });
}

/** Whose steps these are, as long as a plan has them. */
function whatOf(ledger: Database, repository: number, keys: readonly string[]) {
  const rows = ledger.all<{ readonly key: string; readonly transform: string; readonly pattern: string }>(
    'SELECT step_key AS key, transform, pattern FROM steps WHERE repository = ?',
    repository,
  );
  const own = rows.filter(({ key }) => keys.includes(key));
  return {
    transforms: [...new Set(own.map(({ transform }) => transform))].sort(),
    patterns: [...new Set(own.map(({ pattern }) => pattern))].sort(),
  };
}

const PATHS = {
  github: 'pull',
  gitlab: '-/merge_requests',
  forgejo: 'pulls',
  pagure: 'pull-request',
  bitbucket: 'pull-requests',
  azure: 'pullrequest',
} satisfies Record<ForgeKind, string>;

/** Where people look at it. */
function addressOf(kind: ForgeKind, origin: string, repo: RepoRef, number: number): string {
  return `${origin}/${fullNameOf(repo)}/${PATHS[kind]}/${number}`;
}
