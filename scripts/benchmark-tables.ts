// The kept results of the benchmarks as text: the sections of docs/benchmarks.md, and a page of details for each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetResults } from './fleet/results.js';
import { fleetText } from './fleet/tables.js';
import type { PeerResults } from './peers/results.js';
import { peersPage, peersText } from './peers/tables.js';
import type { ProofResults } from './proof/results.js';
import { proofText } from './proof/tables.js';
import { type ApplicationList, readList } from './repositories/list.js';
import type { Results } from './repositories/results.js';
import { repositoriesPage, repositoriesText } from './repositories/tables.js';

/** What lies in the folder `benchmarks`. */
export interface Benchmarks {
  readonly fleet: FleetResults;
  readonly peers: PeerResults;
  readonly list: ApplicationList;
  readonly repositories: Results;
  readonly proof: ProofResults;
}

/** Reads what is kept. */
export function readBenchmarks(root: string): Benchmarks {
  const read = (name: string): string => readFileSync(join(root, 'benchmarks', name), 'utf8');
  return {
    peers: JSON.parse(read('peers.json')) as PeerResults,
    fleet: JSON.parse(read('fleet.json')) as FleetResults,
    list: readList(read('repositories.yaml')),
    repositories: JSON.parse(read('repositories.json')) as Results,
    proof: JSON.parse(read('proof.json')) as ProofResults,
  };
}

/** What stands between markers of docs/benchmarks.md, by their names. */
export function benchmarkSections({
  fleet,
  peers,
  list,
  repositories,
  proof,
}: Benchmarks): Readonly<Record<string, string>> {
  return {
    repositories: repositoriesText(list, repositories),
    proof: proofText(proof),
    peers: peersText(peers),
    fleet: fleetText(fleet),
  };
}

/** The pages of details. */
export function benchmarkPages({ peers, list, repositories }: Benchmarks): Readonly<Record<string, () => string>> {
  return {
    'benchmarks/peers.md': () => peersPage(peers),
    'benchmarks/repositories.md': () => repositoriesPage(list, repositories),
  };
}
