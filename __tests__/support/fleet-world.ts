// A campaign over many small repositories of a fake forge.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepKeys } from '../../src/bot/index.js';
import { planCommit } from '../../src/branches/index.js';
import { openCampaign, type Database } from '../../src/fleet/index.js';
import { reviewText } from '../../src/fleet-reports/index.js';
import { sha256Of } from '../../src/io/index.js';
import { registry } from '../../transforms/index.js';
import { fakeGitHub } from '../forge/fake/github.js';
import type { Model } from '../forge/fake/model.js';
import type { FakeForge } from '../forge/fake/server.js';
import { commitAll, git } from './command.js';
import { temporary } from './temporary.js';

/** Files of which each repository has one: each is one that several steps change. */
export const KINDS: readonly string[] = [
  'FROM debian:12\nENV A b\nCMD curl localhost\n',
  'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD curl localhost\n',
  'FROM alpine:3.20\nMAINTAINER ann\nENV A b\nCMD sleep 5\n',
  'FROM debian:12\nMAINTAINER ann\nCMD curl localhost\n',
];
const TEAMS = ['web', 'data', 'mobile'] as const;

export interface FleetWorld {
  readonly fake: FakeForge;
  /** The campaign. */
  readonly folder: string;
  /** `acme/r0` and so on. */
  readonly names: readonly string[];
  of(name: string): Model;
  bareOf(name: string): string;
  urlOf(name: string): string;
  /** Merges what is open there, as a person does. */
  merge(name: string): void;
  /** Changes a branch, as a person does. */
  commit(name: string, branch: string, files: Readonly<Record<string, string>>): void;
}

/** @param settings of `campaign.yaml`, below `version: 1`. */
export async function fleetWorld(size: number, settings = ''): Promise<FleetWorld> {
  const templates = new Map<string, string>();
  const served = temporary();
  const names = Array.from({ length: size }, (_, at) => `acme/r${at}`);
  const bareOf = (name: string): string => join(served, `${name}.git`);
  for (const [at, name] of names.entries()) {
    const [Dockerfile, team] = [KINDS[at % KINDS.length]!, teamOf(at)];
    const template = templates.get(`${team} ${Dockerfile}`) ?? templateOf(Dockerfile, team);
    templates.set(`${team} ${Dockerfile}`, template);
    cpSync(template, bareOf(name), { recursive: true });
  }
  const fake = await fakeGitHub(served);
  // The list of the organisation.
  fake.listed.splice(0, 1, ...names.map((name) => ({ name: name.slice(5), archived: false, fork: false })));
  const folder = temporary({ 'campaign.yaml': `version: 1\n${settings}` });
  const urlOf = (name: string): string => `${fake.address}/${name}`;
  return {
    fake,
    folder,
    names,
    of: (name) => fake.of(name),
    bareOf,
    urlOf,
    merge(name) {
      const model = fake.of(name);
      const pull = model.shownPulls().find(({ state }) => state === 'open')!;
      git(bareOf(name), 'update-ref', 'refs/heads/main', pull.head.sha);
      model.changePull(pull.number, { state: 'closed' });
      pull.merged_at = '2026-01-05T00:00:00Z';
    },
    commit(name, branch, files) {
      const root = temporary(files);
      git(root, 'init', '-q', '-b', 'work', '--template=');
      git(root, 'fetch', '-q', bareOf(name), branch);
      git(root, 'reset', '-q', '--soft', 'FETCH_HEAD');
      git(root, 'add', '.');
      git(root, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-q', '-m', 'of a person');
      git(root, 'push', '-q', bareOf(name), `HEAD:${branch}`);
    },
  };
}

/** Whose repository this is. */
function teamOf(at: number): string {
  return TEAMS[at % TEAMS.length]!;
}

/** A bare repository of two files. */
function templateOf(Dockerfile: string, team: string): string {
  const root = commitAll(temporary({ Dockerfile, CODEOWNERS: `* @acme/${team}\n` }));
  const bare = join(temporary(), 'template.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  return bare;
}

/** Puts the repositories and their plans into the ledger, without the command that does so. */
async function planInto(ledger: Database, { names, bareOf, urlOf }: FleetWorld, at: Date): Promise<void> {
  const plans = new Map<string, Awaited<ReturnType<typeof planCommit>>>();
  for (const [number, name] of names.entries()) {
    const id = git(bareOf(name), 'rev-parse', 'main').trim();
    const planned = plans.get(id) ?? (await planCommit(bareOf(name), id, { registry }));
    plans.set(id, planned);
    const steps = planned.plan.groups.flatMap((group) => group.steps);
    const keys = stepKeys(steps);
    ledger.transaction(() => {
      ledger.run(
        `INSERT INTO repositories (id, url, name, forge, branch, base, team) VALUES (?, ?, ?, 'github', 'main', ?, ?)
         ON CONFLICT (id) DO UPDATE SET base = excluded.base`,
        ...[number, urlOf(name), name, id, teamOf(number)],
      );
      ledger.run('UPDATE repositories SET state = ? WHERE id = ?', steps.length > 0 ? 'planned' : 'empty', number);
      ledger.run("INSERT OR REPLACE INTO plans VALUES (?, ?, ?, 1, '{}', x'')", number, id, at.getTime());
      ledger.run('DELETE FROM steps WHERE repository = ?', number);
      for (const [place, { id: step, transform, safety, title, at: where }] of steps.entries()) {
        const pattern = patternOf(transform, title);
        ledger.run(
          "INSERT INTO patterns VALUES (?, ?, ?, ?, '{}') ON CONFLICT DO NOTHING",
          ...[pattern, transform, safety, title],
        );
        ledger.run(
          "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]', ?)",
          ...[number, keys[place]!, `${place}:${step}`, transform, safety, where.file, where.line, title, pattern],
        );
      }
    });
  }
  for (const { commit } of plans.values()) commit.close();
}

function patternOf(transform: string, title: string): string {
  return `p-${sha256Of(JSON.stringify([transform, title])).slice(0, 12)}`;
}

/** A campaign whose plans are made, and whose patterns are all approved. */
export async function approvedWorld(size: number, settings = ''): Promise<FleetWorld> {
  const world = await fleetWorld(size, settings);
  const ledger = ledgerOf(world);
  await planInto(ledger, world, new Date());
  const patterns = ledger.all<{ pattern: string }>('SELECT pattern FROM patterns');
  const decisions = patterns.map(({ pattern }) => ({ pattern, verdict: 'approve' as const }));
  writeFileSync(join(world.folder, 'review.yaml'), reviewText(undefined, decisions));
  ledger.close();
  return world;
}

/** The ledger of a campaign. The caller closes it. */
export function ledgerOf({ folder }: FleetWorld): Database {
  return openCampaign(folder).ledger;
}
