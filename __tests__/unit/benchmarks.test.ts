// What the benchmarks keep: it speaks of the list, and rules that peers have are known. That the pages follow from it is
// tested with the other generated files.
import { join } from 'node:path';
import { readBenchmarks } from '../../scripts/benchmark-tables.js';
import { whyNew } from '../../scripts/peers/reasons.js';
import { newFindings } from '../../scripts/peers/tables.js';
import { keyOf } from '../../scripts/repositories/list.js';
import { describeStandIn, standInFor } from '../../scripts/repositories/stand-ins.js';
import { findRule } from '../../src/knowledge/index.js';

const { fleet, peers, list, repositories } = readBenchmarks(join(__dirname, '..', '..'));
const compared = peers.peers;

test('the list is as long and as mixed as it says', () => {
  expect(list.applications.length).toBeGreaterThanOrEqual(120);
  expect(new Set(list.applications.map(({ ecosystem }) => ecosystem)).size).toBeGreaterThanOrEqual(8);
  const keys = list.applications.map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.keys(repositories.applications).filter((key) => !keys.includes(key))).toEqual([]);
});

test.each([
  ['node:16-alpine3.14', 'node:16-alpine3.14', 'Node 16, apk by apt'],
  ['mhart/alpine-node:12.9.0', 'mhart/alpine-node:12.9.0', 'Node 12.9.0, apk by apt'],
  ['alpine:3.23', 'alpine:3.23', 'debian:13-slim, apk by apt'],
  ['nginx:alpine', 'nginx:alpine', 'nginx 1.26, addresses for absent services, apk by apt'],
  ['nginx', 'nginx:1.26.2', 'nginx 1.26, addresses for absent services'],
  ['nginx:1.25', 'nginx:1.25', 'nginx 1.26, addresses for absent services'],
  ['node:lts-jessie-slim', 'node:lts-slim', 'Node 24'],
  ['node:carbon', 'node:8', 'Node 8'],
  ['node:20-alpine', 'node:20-alpine', 'Node 20.20.1, apk by apt'],
  ['node:20-slim', 'node:20.20.1-slim', 'Node 20.20.1'],
  ['node:lts-hydrogen', 'node:18', 'Node 18'],
  ['python:3.7-alpine', 'python:3.7-alpine', 'debian-python on debian:bullseye-slim, apk by apt'],
  ['python:3.11.4-slim-buster', 'python:3.11.4-slim', 'python on python:3.11-slim'],
  ['python:3.14', 'python:3.14.20', 'debian-python on buildpack-deps:trixie'],
  [
    'ghcr.io/astral-sh/uv:python3.12-alpine',
    'ghcr.io/astral-sh/uv:python3.12-alpine',
    'uv-python on python:3.12.20-slim, apk by apt',
  ],
])('%s is stood in for', (image, name, by) => {
  const found = standInFor(image);
  expect(typeof found === 'string' ? found : [found.name, describeStandIn(found)]).toEqual([name, by]);
});

test.each(['node:20@sha256:00', 'python:2.7', 'maven:3'])('%s is not stood in for', (image) => {
  expect(typeof standInFor(image)).toBe('string');
});

test('every rule that a peer was seen to have is known', () => {
  const rules = compared.flatMap((peer) => Object.keys(peer.rules));
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((rule) => findRule(rule).length === 0)).toEqual([]);
});

test('every new finding has a reason', () => {
  const without = newFindings(compared).filter(([rule]) => whyNew(rule) === undefined);
  expect(without).toEqual([]);
});

test('what a rule lost and gained adds up', () => {
  for (const { rules } of compared)
    for (const [rule, { before, after, gone, new: gained }] of Object.entries(rules))
      expect({ rule, after }).toEqual({ rule, after: before - gone + gained });
});

test('a campaign was measured over at least 1,000 repositories, and its counts add up', () => {
  const { made, states, all, part } = fleet;
  expect(all.repositories).toBeGreaterThanOrEqual(1000);
  expect(made.commits + made.folders).toBe(all.repositories);
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(all.repositories);
  expect(part.map(({ workers }) => workers)).toEqual([1, 2, 4]);
  expect(Math.max(...[all, ...part].map(({ peakMb }) => peakMb))).toBeLessThanOrEqual(512);
});
