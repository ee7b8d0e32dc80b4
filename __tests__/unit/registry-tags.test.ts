// Tags as they are published: lists in the shape of real repositories, shortened. `same` are the tags that share the
// digest of the asked one; the answer must be found among them within so many requests.
import { firstSame } from '../../src/io/registry/resolve.js';
import { newerTags } from '../../src/io/registry/newest.js';
import { rankTags } from '../../src/io/registry/rank.js';
import { compareParts, isExact, parseTag } from '../../src/io/registry/tags.js';
import { growth } from '../support/cpu.js';

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Every version with every suffix, as official images are published: `3.13.1`, `3.13.1-slim-bookworm`, ... */
function product(versions: string, suffixes: string): string[] {
  return words(versions).flatMap((version) => [version, ...words(suffixes).map((suffix) => `${version}-${suffix}`)]);
}

const PYTHON = [
  ...words('latest slim alpine bookworm bullseye slim-bookworm slim-bullseye alpine3.21 alpine3.20 windowsservercore'),
  ...words('windowsservercore-ltsc2022 windowsservercore-1809 3.14-rc 3.14-rc-slim 3.14.0a3 3.14.0a3-slim-bookworm'),
  ...product(
    '3 3.13 3.13.1 3.13.0 3.12 3.12.8 3.12.10 3.9 3.9.21 2 2.7 2.7.18',
    'bookworm bullseye slim slim-bookworm slim-bullseye alpine alpine3.21 alpine3.20 windowsservercore windowsservercore-ltsc2022 windowsservercore-1809',
  ),
];
const NODE = [
  ...words('latest current lts iron jod slim lts-slim lts-alpine lts-bookworm lts-jod current-slim 20251210-nightly'),
  ...product(
    '23 23.5 23.5.0 23.4.0 22 22.12 22.12.0 22.11.0 20 20.18 20.18.1 18.20.5',
    'slim bookworm bookworm-slim bullseye bullseye-slim alpine alpine3.21 alpine3.20',
  ),
];
const REDIS = words(`latest alpine bookworm 7 7.4 7.4.1 7.4.1-bookworm 7.4.1-alpine 7.4.1-alpine3.20 7.4-alpine 7-alpine
  6.2.16 6.2.16-alpine 6.2.16-bookworm 8.0-M02 8.0-M02-bookworm 8.0-M02-alpine 32bit 7.4.1-32bit 7.4-rc1 7.4-rc1-alpine`);
const POSTGRES =
  words(`latest alpine bookworm 17 17.2 17.1 17.2-bookworm 17.2-bullseye 17.2-alpine 17.2-alpine3.21 17-alpine
  16 16.6 16.6-bookworm 16.6-alpine 17beta1 17rc1 17rc1-alpine 9.6 9.6.24 9.6.24-alpine`);
const NGINX = words(`latest mainline stable alpine stable-alpine mainline-alpine perl stable-perl alpine-slim
  1 1.27 1.27.3 1.27.3-bookworm 1.27.3-alpine 1.27.3-alpine3.20 1.27.3-perl 1.27.3-alpine-slim 1.27.3-alpine3.20-slim
  1.26 1.26.2 1.26.2-bookworm 1.26.2-alpine 1.26.2-alpine3.20 1.26.2-perl 1.26.2-alpine-slim 1.27.3-otel`);
const GOLANG =
  words(`latest alpine bookworm 1 1.23 1.23.4 1.23.4-bookworm 1.23.4-bullseye 1.23.4-alpine 1.23.4-alpine3.21
  1.22.10 1.22.10-bookworm 1.22.10-alpine3.20 1.24rc1 1.24rc1-bookworm 1.24rc1-alpine3.21 tip-20241201 tip`);
const DEBIAN =
  words(`latest stable stable-slim bookworm bookworm-slim 12 12.8 12.8-slim 12-slim trixie trixie-slim 11.11
  bookworm-20241202 bookworm-20241111 bookworm-20241202-slim bookworm-20241111-slim stable-20241202 stable-20241202-slim
  trixie-20241202 trixie-20241202-slim unstable-20241202 sid sid-20241202 testing testing-20241202 11 bullseye`);
const UBUNTU = words(`latest rolling noble noble-20241118.1 noble-20241015 24.04 24.10 oracular oracular-20241120 22.04
  jammy jammy-20240911.1 jammy-20240808 20.04 focal focal-20241011 25.04 plucky-20241213 devel`);
const ALPINE = words('latest edge 3 3.21 3.21.0 3.20 3.20.3 3.9 20240923 20240807 20240606');
const GHCR =
  words(`latest main master pr-12 sha-1a2b3c4 sha-9999999 v1 v1.2 v1.2.3 v1.2.4-rc1 v1.2.2 v1.10.0 v1.10 1234567
  v1.10.0-amd64 v1.10.0-arm64 nightly nightly-20241201 nightly-20241202 sha256-aaaa.sig develop-42`);
const TEMURIN =
  words(`latest 21 21-jre 21-jdk 21.0.5_11-jdk 21.0.5_11-jre 21.0.5_11-jre-noble 21.0.5_11-jre-jammy 17-jre
  21.0.5_11-jre-alpine 21.0.4_7-jre 21.0.4_7-jre-jammy 17.0.13_11-jre 17.0.13_11-jre-jammy 21-jre-alpine`);
const BITNAMI = words(`latest 7.4 7.4.1 7.4.1-debian-12-r2 7.4.1-debian-12-r10 7.4.1-debian-12-r9 7.4-debian-12 7.4.0
  7.4.0-debian-12-r3 7.2.6-debian-12-r1`);
const DOTNET =
  words(`latest 8.0 8.0.11 8.0.10 8.0-alpine 8.0.11-alpine3.20 8.0.11-bookworm-slim 8.0.11-bookworm-slim-amd64
  8.0.11-bookworm-slim-arm64v8 8.0.11-noble-chiseled 8.0-noble-chiseled 9.0 9.0.0 9.0.0-bookworm-slim-amd64
  8.0.11-nanoserver-ltsc2022 8.0.11-windowsservercore-ltsc2022 8.0-nanoserver-ltsc2022`);

// asked, list, the tags that share its digest today, the answer, HEAD requests at most
const RESOLVED: readonly [string, readonly string[], string, string | undefined, number][] = [
  ['latest', PYTHON, '3 3.13 3.13.1 3.13.1-bookworm bookworm', '3.13.1-bookworm', 1],
  ['slim', PYTHON, '3.13.1-slim 3.13.1-slim-bookworm slim-bookworm', '3.13.1-slim-bookworm', 1],
  ['alpine', PYTHON, '3.13.1-alpine 3.13.1-alpine3.21 alpine3.21', '3.13.1-alpine3.21', 1],
  ['3', PYTHON, 'latest 3.13 3.13.1 3.13.1-bookworm', '3.13.1-bookworm', 1],
  ['3.12', PYTHON, '3.12.10 3.12.10-bookworm', '3.12.10-bookworm', 1],
  ['3.12', PYTHON, '3.12.10 3.12.10-bullseye', '3.12.10-bullseye', 3],
  ['3.12-slim', PYTHON, '3.12.10-slim 3.12.10-slim-bookworm', '3.12.10-slim-bookworm', 1],
  ['3.12-slim-bullseye', PYTHON, '3.12.10-slim-bullseye', '3.12.10-slim-bullseye', 1],
  ['3.9-alpine', PYTHON, '3.9.21-alpine 3.9.21-alpine3.20', '3.9.21-alpine3.20', 3],
  ['3.12', PYTHON, '3.12.8 3.12.8-bookworm', '3.12.8-bookworm', 3],
  ['windowsservercore', PYTHON, '3.13.1-windowsservercore', '3.13.1-windowsservercore', 4],
  ['bullseye', PYTHON, '3.13.1-bullseye', '3.13.1-bullseye', 1],
  ['3.14-rc', PYTHON, '3.14.0a3', undefined, 0],
  ['latest', PYTHON, '', undefined, 6],
  ['latest', NODE, 'current 23 23.5 23.5.0 23.5.0-bookworm', '23.5.0-bookworm', 1],
  ['lts', NODE, 'lts-bookworm jod 22.12.0 22.12.0-bookworm', '22.12.0-bookworm', 3],
  ['lts-alpine', NODE, '22-alpine 22.12.0-alpine 22.12.0-alpine3.21', '22.12.0-alpine3.21', 3],
  ['lts-slim', NODE, '22.12.0-slim 22.12.0-bookworm-slim', '22.12.0-bookworm-slim', 3],
  ['iron', NODE, '20 20.18.1 20.18.1-bookworm', '20.18.1-bookworm', 5],
  ['20-slim', NODE, '20.18.1-slim 20.18.1-bookworm-slim', '20.18.1-bookworm-slim', 1],
  ['18', NODE, '18.20.5', '18.20.5', 3],
  ['latest', REDIS, '7 7.4.1 7.4.1-bookworm', '7.4.1-bookworm', 1],
  ['alpine', REDIS, '7.4.1-alpine 7.4.1-alpine3.20', '7.4.1-alpine3.20', 1],
  ['32bit', REDIS, '7.4.1-32bit', '7.4.1-32bit', 1],
  ['6', REDIS, '6.2.16-bookworm 6.2.16', '6.2.16-bookworm', 1],
  ['latest', POSTGRES, '17 17.2 17.2-bookworm', '17.2-bookworm', 1],
  ['17.2', POSTGRES, '17 17.2-bookworm', '17.2-bookworm', 1],
  ['16-alpine', POSTGRES, '16.6-alpine', '16.6-alpine', 1],
  ['9.6', POSTGRES, '9.6.24', '9.6.24', 1],
  ['stable', NGINX, '1.26 1.26.2 1.26.2-bookworm', '1.26.2-bookworm', 3],
  ['stable-alpine', NGINX, '1.26.2-alpine 1.26.2-alpine3.20', '1.26.2-alpine3.20', 3],
  ['mainline', NGINX, '1.27.3 1.27.3-bookworm', '1.27.3-bookworm', 1],
  ['alpine-slim', NGINX, '1.27.3-alpine-slim 1.27.3-alpine3.20-slim', '1.27.3-alpine3.20-slim', 1],
  ['1.27', NGINX, '1.27.3', '1.27.3', 2],
  ['latest', GOLANG, '1 1.23 1.23.4 1.23.4-bookworm', '1.23.4-bookworm', 1],
  ['1.22-alpine', GOLANG, '1.22.10-alpine3.20', '1.22.10-alpine3.20', 1],
  ['tip', GOLANG, 'tip-20241201', 'tip-20241201', 1],
  ['bookworm-slim', DEBIAN, '12.8-slim bookworm-20241202-slim', 'bookworm-20241202-slim', 1],
  ['bookworm', DEBIAN, '12.8 bookworm-20241111 latest', 'bookworm-20241111', 2],
  ['stable', DEBIAN, 'stable-20241202', 'stable-20241202', 1],
  ['latest', DEBIAN, '12 12.8 bookworm-20241202', '12.8', 1],
  ['12', DEBIAN, '12.8', '12.8', 1],
  ['12-slim', DEBIAN, '12.8-slim', '12.8-slim', 1],
  ['bullseye', DEBIAN, '11 11.11', '11.11', 2],
  ['noble', UBUNTU, 'noble-20241118.1 24.04', 'noble-20241118.1', 1],
  ['latest', UBUNTU, 'noble noble-20241118.1 24.04', '24.04', 3],
  ['24.04', UBUNTU, 'noble latest', undefined, 0],
  ['latest', ALPINE, '3 3.21 3.21.0', '3.21.0', 1],
  ['3.9', ALPINE, '', undefined, 0],
  ['latest', GHCR, 'v1 v1.10 v1.10.0', 'v1.10.0', 1],
  ['v1', GHCR, 'v1.10.0', 'v1.10.0', 1],
  ['v1.2', GHCR, 'v1.2.3', 'v1.2.3', 1],
  ['nightly', GHCR, 'nightly-20241202', 'nightly-20241202', 1],
  ['21-jre', TEMURIN, '21.0.5_11-jre 21.0.5_11-jre-noble', '21.0.5_11-jre-noble', 1],
  ['17-jre', TEMURIN, '17.0.13_11-jre 17.0.13_11-jre-jammy', '17.0.13_11-jre-jammy', 1],
  ['21-jre-alpine', TEMURIN, '21.0.5_11-jre-alpine', '21.0.5_11-jre-alpine', 1],
  ['7.4', BITNAMI, '7.4.1 7.4.1-debian-12-r10', '7.4.1-debian-12-r10', 1],
  ['latest', BITNAMI, '7.4 7.4.1 7.4.1-debian-12-r9', '7.4.1-debian-12-r9', 3],
  ['8.0', DOTNET, '8.0.11 8.0.11-bookworm-slim', '8.0.11', 1],
  ['8.0-alpine', DOTNET, '8.0.11-alpine3.20', '8.0.11-alpine3.20', 1],
  ['8.0-nanoserver-ltsc2022', DOTNET, '8.0.11-nanoserver-ltsc2022', '8.0.11-nanoserver-ltsc2022', 1],
  ['8.0-noble-chiseled', DOTNET, '8.0.11-noble-chiseled', '8.0.11-noble-chiseled', 1],
  ['latest', words('latest 1021 1022 998'), '1022', '1022', 1],
  ['latest', words('latest 20240101 20240202'), '20240202', '20240202', 1],
];

test.each(RESOLVED)('%s of %p', async (asked, tags, sameAs, answer, most) => {
  const shared = new Set(words(sameAs));
  const tried: string[] = [];
  const found = await firstSame(rankTags(asked, tags), 6, async (tag) => {
    tried.push(tag);
    return shared.has(tag);
  });
  expect({ found, tried: tried.length > most ? tried : [] }).toEqual({ found: answer, tried: [] });
});

test('a candidate is never the asked tag, and always one of the list', () => {
  for (const [asked, tags] of RESOLVED) {
    for (const { tag } of rankTags(asked, tags)) {
      expect(tags).toContain(tag);
      expect(tag).not.toBe(asked);
      expect(tag).not.toMatch(/rc\d|amd64|arm64|sha|\da\d/);
    }
  }
});

test('many tags cost linear time', () => {
  const rank = (count: number) => {
    const tags = Array.from({ length: count }, (_, index) => `1.${index % 300}.${index}-slim-bookworm`);
    const best = `1.299.${count - 1}-slim-bookworm`;
    expect(rankTags('1-slim', tags)[0]!.tag).toBe(best);
    expect(newerTags('1.2.2-slim-bookworm', tags, 'minor')[0]).toBe(best);
  };
  expect(growth(rank, 2_100, 21_000)).toBeLessThan(40);
});

const UPDATES: readonly [string, 'digest' | 'patch' | 'minor' | 'major', readonly string[], string | undefined][] = [
  ['3.13.0-slim', 'patch', PYTHON, '3.13.1-slim'],
  ['3.12.8-slim-bookworm', 'patch', PYTHON, '3.12.10-slim-bookworm'],
  ['3.12.8-slim-bookworm', 'minor', PYTHON, '3.13.1-slim-bookworm'],
  ['2.7.18', 'minor', PYTHON, undefined],
  ['2.7.18', 'major', PYTHON, '3.13.1'],
  ['3.12', 'patch', PYTHON, undefined],
  ['3.9', 'minor', PYTHON, '3.13'],
  ['2', 'major', PYTHON, '3'],
  ['3.12.8', 'digest', PYTHON, undefined],
  ['latest', 'major', PYTHON, undefined],
  ['3.13.1', 'major', PYTHON, undefined],
  ['22.11.0-alpine3.20', 'patch', NODE, undefined],
  ['22.11.0-alpine3.20', 'minor', NODE, '22.12.0-alpine3.20'],
  ['16.6-alpine', 'major', POSTGRES, '17.2-alpine'],
  ['17.1', 'minor', POSTGRES, '17.2'],
  ['1.2.2', 'major', GHCR, undefined],
  ['v1.2.2', 'patch', GHCR, 'v1.2.3'],
  ['v1.2.2', 'minor', GHCR, 'v1.10.0'],
  ['bookworm-20241111-slim', 'patch', DEBIAN, 'bookworm-20241202-slim'],
  ['bookworm-20241202', 'major', DEBIAN, undefined],
  ['noble-20241015', 'patch', UBUNTU, undefined],
  ['jammy-20240808', 'patch', UBUNTU, undefined],
  ['22.04', 'major', UBUNTU, '25.04'],
  ['24.04', 'minor', UBUNTU, '24.10'],
  ['3.20.3', 'minor', ALPINE, '3.21.0'],
  ['20240606', 'patch', ALPINE, '20240923'],
  ['3', 'major', ALPINE, undefined],
  ['21.0.4_7-jre', 'patch', TEMURIN, '21.0.5_11-jre'],
  ['7.4.0-debian-12-r3', 'patch', BITNAMI, '7.4.1-debian-12-r10'],
  ['7.4.1-debian-12-r9', 'patch', BITNAMI, '7.4.1-debian-12-r10'],
  ['8.0.10', 'patch', DOTNET, '8.0.11'],
  ['8.0.11', 'major', DOTNET, '9.0.0'],
  ['1.2.3-rc1', 'patch', words('1.2.3-rc1 1.2.3 1.2.4 1.2.4-rc1'), '1.2.4-rc1'],
  ['2024-01-15', 'patch', words('2024-01-15 2024-11-02 2023-12-31'), '2024-11-02'],
  ['1.9.9', 'major', words('1.9.9 20190101.1.2 10.0.0 9.9.9'), '10.0.0'],
  ['sha-1a2b3c4', 'major', GHCR, undefined],
];

test.each(UPDATES)('%s moves by %s', (current, policy, tags, newest) => {
  expect(newerTags(current, tags, policy)[0]).toBe(newest);
});

test.each([
  ['3.9', '3.12', -1],
  ['3.12', '3.12', 0],
  ['3', '3.0', -1],
  ['24.04', '24.10', -1],
  ['1.010', '1.9', 1],
  ['1.99999999999999999999', '1.100000000000000000000', -1],
])('%s and %s', (a, b, order) => {
  expect(Math.sign(compareParts(a.split('.'), b.split('.')))).toBe(order);
  expect(Math.sign(compareParts(b.split('.'), a.split('.')))).toBe(order === 0 ? 0 : -order);
});

test('what needs no search', () => {
  const exact =
    '3.12.1 3.12.1-slim v1.2.3 bookworm-20241202 20240923 sha-1a2b3c4 main 1a2b3c4d5e6f 21.0.5_11-jre 2024-01-15';
  const floating = 'latest 3 3.12 17.2 lts bookworm slim stable-alpine nightly decade v1';
  expect(words(exact).filter((tag) => !isExact(tag))).toEqual([]);
  expect(words(floating).filter(isExact)).toEqual([]);
});

test.each([
  ['v1.2.3-rc1', { v: true, parts: ['1', '2', '3'], suffix: ['rc1'], lead: [] }],
  ['21.0.5_11-jre', { build: true, parts: ['21', '0', '5', '11'], suffix: ['jre'] }],
  ['bookworm-20241202-slim', { dated: true, lead: ['bookworm'], parts: ['20241202'], suffix: ['slim'] }],
  ['2024-01-15-slim', { dated: true, parts: ['2024', '01', '15'], suffix: ['slim'] }],
  ['3.14.0a3-slim', { parts: [], lead: ['3.14.0a3', 'slim'] }],
  ['20241399', { dated: false, parts: ['20241399'] }],
  ['', { parts: [], lead: [''] }],
])('parses %s', (text, parsed) => {
  expect(parseTag(text)).toMatchObject(parsed);
});
