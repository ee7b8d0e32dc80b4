// What a ledger holds. Text of repositories (titles, names of files, hunks) is kept as it is: whoever shows it sees to it.

/** Of the tables below; raised with every change of them that a released harden would not understand. */
export const SCHEMA_VERSION = 1;

/** Statements that make an empty ledger. Times are milliseconds since 1970. */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE repositories (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    forge TEXT,
    branch TEXT,
    base TEXT,
    tree TEXT,
    organisation TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'listed' CHECK (state IN ('listed', 'planned', 'empty', 'cannot', 'failed')),
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    wave INTEGER
  ) STRICT`,
  'CREATE INDEX repositories_by_state ON repositories (state, not_before)',
  // `result` is the gzip of what `fix --format json` gives.
  `CREATE TABLE plans (
    repository INTEGER PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    files INTEGER NOT NULL,
    summary TEXT NOT NULL,
    result BLOB NOT NULL
  ) STRICT`,
  // `step`: its id, which is one of the files that are planned together.
  `CREATE TABLE steps (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    step_key TEXT NOT NULL,
    step TEXT NOT NULL,
    transform TEXT NOT NULL,
    level TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    title TEXT NOT NULL,
    assumptions TEXT NOT NULL,
    pattern TEXT NOT NULL REFERENCES patterns (pattern)
  ) STRICT`,
  'CREATE INDEX steps_by_repository ON steps (repository)',
  'CREATE INDEX steps_by_pattern ON steps (pattern, repository)',
  // `sample`: the normalised change. Examples come from the steps.
  `CREATE TABLE patterns (
    pattern TEXT PRIMARY KEY,
    transform TEXT NOT NULL,
    level TEXT NOT NULL,
    title TEXT NOT NULL,
    sample TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE refusals (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    transform TEXT NOT NULL,
    code TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    sentence TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX refusals_by_repository ON refusals (repository)',
  // What came of building and running a plan, which `plan` is the key of.
  `CREATE TABLE verifications (
    repository INTEGER PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
    plan TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('held', 'broke', 'cannot')),
    why TEXT NOT NULL
  ) STRICT`,
  // What was seen of the steps of a pattern in one repository. `idle`: no run shows what they do.
  `CREATE TABLE proofs (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    pattern TEXT NOT NULL REFERENCES patterns (pattern),
    outcome TEXT NOT NULL CHECK (outcome IN ('broke', 'held', 'idle')),
    says TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    PRIMARY KEY (repository, pattern)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX proofs_by_pattern ON proofs (pattern, outcome)',
  // Steps with which something broke when their repository was built and run: nobody opens them there.
  `CREATE TABLE broken_steps (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    step_key TEXT NOT NULL,
    PRIMARY KEY (repository, step_key)
  ) STRICT, WITHOUT ROWID`,
  // Findings before, and those of them that the plan resolves.
  `CREATE TABLE rules (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    found INTEGER NOT NULL,
    resolved INTEGER NOT NULL,
    PRIMARY KEY (repository, rule)
  ) STRICT`,
  `CREATE TABLE images (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    name TEXT NOT NULL,
    tag TEXT,
    digest TEXT,
    ends_on TEXT
  ) STRICT`,
  'CREATE INDEX images_by_repository ON images (repository)',
  'CREATE INDEX images_by_name ON images (name, tag)',
  // What all repositories ask, each question once. `answer`: JSON; absent until somebody asked.
  `CREATE TABLE questions (
    question TEXT PRIMARY KEY,
    lookup TEXT NOT NULL,
    asked_at INTEGER,
    answer TEXT
  ) STRICT`,
  `CREATE TABLE asked (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    question TEXT NOT NULL REFERENCES questions (question),
    PRIMARY KEY (repository, question)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX asked_by_question ON asked (question)',
  // `steps`: keys. `transforms` and `patterns` are theirs: once they are merged no plan has them.
  `CREATE TABLE pulls (
    repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    branch TEXT NOT NULL,
    number INTEGER NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    ci TEXT NOT NULL,
    review TEXT NOT NULL,
    head TEXT NOT NULL,
    wave INTEGER,
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    steps TEXT NOT NULL,
    conflicts INTEGER NOT NULL DEFAULT 0,
    transforms TEXT NOT NULL DEFAULT '[]',
    patterns TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (repository, number)
  ) STRICT`,
  // What came of opening, and who is at it. `wanted`: the hash of the steps that were asked for; others are another try.
  `CREATE TABLE openings (
    repository INTEGER PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
    wanted TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    looked_at INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  // What nobody opens any more until it is taken back: a transform, a pattern or a repository.
  `CREATE TABLE pauses (
    kind TEXT NOT NULL CHECK (kind IN ('transform', 'pattern', 'repository')),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT`,
  `CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    repository INTEGER REFERENCES repositories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX events_by_repository ON events (repository, id)',
  // What was left at the end of each run that planned: what a burn-down is drawn from.
  `CREATE TABLE history (
    at INTEGER PRIMARY KEY,
    repositories INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    steps INTEGER NOT NULL
  ) STRICT`,
  // Requests that make something, counted by windows of some seconds; kind `rest`: until when a host is left alone.
  `CREATE TABLE budgets (
    host TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (host, account, kind, window_start)
  ) STRICT`,
];
