// Images that a benchmark without an internet registry builds with in place of those an application names: the same ones
// before and after the patch. What cannot be stood in for is planned only, with the reason.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { upgradeOf } from '../../src/knowledge/index.js';

/** What stands in for an image. */
export interface StandIn {
  /** The name that is written into the copy of the Dockerfile; it differs where the original is made on another system. */
  readonly name: string;
  readonly source: Source;
  /** The one that it is made from. */
  readonly below?: StandIn;
}

/** An image that is there under this name; or a stage of a Dockerfile that is built, here or beside the tests. */
type Source =
  | { readonly image: string }
  | { readonly stage: string; readonly of?: Folder; readonly args?: Readonly<Record<string, string>> };

/** What a stand-in is made of, in few words. */
export function describeStandIn({ source, below }: StandIn): string {
  if ('image' in source) return source.image;
  if (source.of === 'alpine') return `${describeStandIn(below!)}, apk by apt`;
  const { stage, args = {} } = source;
  if (stage === 'nginx') return 'nginx 1.26, addresses for absent services';
  if (stage === 'node') return `Node ${args.NODE}`;
  return `${stage}${args.BASE === undefined ? '' : ` on ${args.BASE}`}`;
}

/** Where pip of a build finds packages. */
const INDEX = process.env.HARDEN_BENCH_INDEX ?? 'http://127.0.0.1:8098/simple/';
/** Where the stages lie, and what else they are made of. */
const STAGES = {
  tests: { context: ['__tests__', 'e2e', 'stand-ins'], dockerfile: 'Dockerfile', also: [] },
  benchmarks: {
    context: ['benchmarks', 'stand-ins'],
    dockerfile: 'Dockerfile',
    also: ['old-names', 'peers.c', 'accounts/adduser', 'accounts/addgroup', 'docker-clean'],
  },
  alpine: {
    context: ['benchmarks', 'stand-ins'],
    dockerfile: 'alpine/Dockerfile',
    also: ['alpine/apk', 'alpine/names', 'accounts/adduser', 'accounts/addgroup', 'docker-clean'],
  },
} as const;
type Folder = keyof typeof STAGES;

function contextOf(of: Folder): string {
  return join(process.env.HARDEN_ROOT!, ...STAGES[of].context);
}

function dockerfileOf(of: Folder): string {
  return join(contextOf(of), STAGES[of].dockerfile);
}

/** The stand-in of an image, or why there is none. */
export function standInFor(image: string): StandIn | string {
  const [, name = '', tag = 'latest'] = /^(?:docker\.io\/)?(?:library\/)?([^:@]+)(?::([\w.-]+))?/.exec(image) ?? [];
  if (image.includes('@')) return `${image} is named by its digest`;
  const find = BY_NAME[name];
  return find?.(tag) ?? `nothing stands in for ${image}`;
}

const BY_NAME: Readonly<Record<string, (tag: string) => StandIn | undefined>> = {
  node: (tag) => onAlpine(`node:${tag}`, nodeFor(glibc(tag))),
  'mhart/alpine-node': (tag) => onAlpine(`mhart/alpine-node:${tag}`, nodeFor(glibc(`${tag}-alpine`))),
  python: (tag) => onAlpine(`python:${tag}`, pythonFor(glibc(tag))),
  'ghcr.io/astral-sh/uv': uvFor,
  'gloursdocker/docker': (tag) => ({
    name: `gloursdocker/docker:${tag}`,
    source: { stage: 'docker', of: 'benchmarks' },
  }),
  nginx: (tag) => onAlpine(`nginx:${tag}`, nginxFor(unslim(tag))),
  alpine: (tag) => onAlpine(`alpine:${tag}`, { name: 'debian:13-slim', source: { image: 'debian:13-slim' } }),
  debian: (tag) => ({ name: `debian:${tag}`, source: { image: isSlim(tag) ? 'debian:13-slim' : 'debian:13' } }),
  ubuntu: (tag) => ({ name: `ubuntu:${tag}`, source: { image: 'debian:13' } }),
  golang: (tag) => onAlpine(`golang:${tag}`, { name: `golang:${unslim(tag)}`, source: { image: 'golang:1.24' } }),
  php: (tag) => (/alpine/.test(tag) ? undefined : { name: `php:${tag}`, source: { stage: phpStage(tag) } }),
  redis: (tag) => (/alpine/.test(tag) ? undefined : { name: `redis:${tag}`, source: { image: 'redis:8' } }),
  httpd: (tag) => (/alpine/.test(tag) ? undefined : { name: `httpd:${tag}`, source: { stage: 'httpd' } }),
};

function isSlim(tag: string): boolean {
  return /slim|alpine/.test(tag);
}

/** The tag of the same version on Debian: nothing of Alpine can be had. */
function glibc(tag: string): string {
  return (
    tag
      .replace(/^alpine[\d.]*$/, 'slim')
      .replace(/-?alpine[\d.]*/, '-slim')
      .replace(ARCHIVED, '') || 'latest'
  );
}

/** Releases that only an archive has, which is out of reach: a stand-in does not go by their name. */
const ARCHIVED = /-(?:wheezy|jessie|stretch|buster)(?=-|$)/;

/** The same of an image that has no slim variant. */
function unslim(tag: string): string {
  return glibc(tag).replace(/-?slim/, '') || 'latest';
}

/** What stands for an image on Alpine keeps its name, and has Alpine's commands; the others are as they are. */
function onAlpine(name: string, below: StandIn | undefined): StandIn | undefined {
  if (!below || !name.includes('alpine')) return below;
  const args = { BASE: below.name, INDEX };
  return { name, source: { stage: 'alpine', of: 'alpine', args }, below };
}

const NODE_BY_NAME: Readonly<Record<string, string>> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
};

/** Of an image that asks for none. */
const UNNUMBERED_NODE = '24';

/** The version itself. Those that the lab's own images have go by a name that these do not have. */
function nodeFor(tag: string): StandIn {
  const [first = ''] = tag.replace(/^lts-/, '').split('-');
  const named = NODE_BY_NAME[first] ?? first;
  const image = isSlim(tag) ? 'node:20-slim' : 'node:20';
  const isNumbered = /^\d/.test(named);
  const version = !isNumbered ? UNNUMBERED_NODE : /^20(?:\.20(?:\.2)?)?$/.test(named) ? '20.20.1' : named;
  const name = `node:${isNumbered ? tag.replace(/^(?:lts-)?[\w.]+/, version) : tag}`;
  return {
    name,
    source: { stage: 'node', of: 'benchmarks', args: { BASE: image, NODE: version, NPM: npmOf(version) } },
  };
}

/** The npm that came with a version of Node. */
function npmOf(version: string): string {
  const major = Number.parseInt(version, 10);
  if (major < 8) return '3';
  if (major < 15) return '6';
  if (major < 17) return major === 15 ? '7' : '8';
  if (major < 18) return '8';
  return major < 24 && major !== 19 ? '10' : major === 19 ? '9' : '11';
}

function phpStage(tag: string): string {
  if (tag.includes('apache')) return 'php-apache';
  return tag.includes('fpm') ? 'php-fpm' : 'php-cli';
}

/** The nearest version that is there. Tags that are there already ask another index, so the patch version is one that is not. */
function pythonFor(tag: string): StandIn | undefined {
  const [, major, minor, patch] = /^(\d+)?(?:\.(\d+))?(?:\.(\d+))?/.exec(tag) ?? [];
  if (major === '2') return undefined;
  const version = minor === undefined ? 12 : Number(minor);
  const rest = tag.replace(/^latest|^[\d.]+/, '');
  const name = patch === undefined ? `python:3.${version}.20${rest}` : `python:${tag}`;
  return { name, source: pythonSource(version, isSlim(tag)) };
}

/** Of 3.9 and older the oldest that Debian's mirrors have, of 3.13 and newer the newest; the lab's own between. */
function pythonSource(version: number, slim: boolean): Source {
  const end = slim ? '-slim' : '';
  if (version >= 10 && version <= 12)
    return { stage: 'python', of: 'benchmarks', args: { BASE: `python:3.${version}${end}`, INDEX } };
  if (version < 10)
    return {
      stage: 'debian-python',
      of: 'benchmarks',
      args: { BASE: 'debian:bullseye-slim', INDEX, MORE: slim ? '' : BUILD_TOOLS },
    };
  const BASE = slim ? 'debian:trixie-slim' : 'buildpack-deps:trixie';
  return { stage: 'debian-python', of: 'benchmarks', args: { BASE, INDEX, MORE: slim ? '' : 'python3-dev' } };
}

/** What the full images of Python bring, as far as packages of applications are compiled with it. */
const BUILD_TOOLS =
  'python3-dev build-essential pkg-config git curl wget libpq-dev default-libmysqlclient-dev libffi-dev libssl-dev libxml2-dev libxslt1-dev libjpeg-dev zlib1g-dev';

/** The version that is there, under a tag that is not there already: it has to start without the services that it passes to. */
function nginxFor(tag: string): StandIn {
  const name = /^(?:latest|stable|1\.26(?:\.3)?)$/.test(tag) ? '1.26.2' : tag;
  return { name: `nginx:${name}`, source: { stage: 'nginx', of: 'benchmarks' } };
}

function uvFor(tag: string): StandIn {
  const version = /python3\.(\d+)/.exec(tag)?.[1];
  const name = `ghcr.io/astral-sh/uv:${glibc(tag)}`;
  if (version === undefined) return { name, source: { stage: 'uv', of: 'benchmarks', args: { INDEX } } };
  const python = pythonFor(`3.${version}${isSlim(tag) ? '-slim' : ''}`)!;
  const args = { BASE: python.name, INDEX };
  const below: StandIn = { name, source: { stage: 'uv-python', of: 'benchmarks', args }, below: python };
  return onAlpine(`ghcr.io/astral-sh/uv:${tag}`, below)!;
}

/** The name of the slim variant beside it, which a patch may build on. */
function slimName(name: string): string | undefined {
  if (!/^(?:node|python|debian):/.test(name) || /slim|alpine/.test(name)) return undefined;
  const [, version, suite] = /^(\w+:[\w.]+)-([a-z]+)$/.exec(name) ?? [];
  return version === undefined
    ? name.replace(/:latest$/, ':slim').replace(/:(?!slim)(.*)$/, ':$1-slim')
    : `${version}-slim-${suite}`;
}

/** Makes the images that are not there yet. Says what went wrong, if something did. */
export function provide(standIn: StandIn): string | undefined {
  const problem = provideOne(standIn);
  const slim = slimName(standIn.name);
  if (problem !== undefined || slim === undefined) return problem;
  const beside = standInFor(slim);
  if (typeof beside === 'string') return undefined;
  return provideOne({ ...beside, name: slim });
}

/** Releases that a verification tries, one after the other, in place of one that is not maintained. */
const TRIES = 2;

/**
 * Makes what stands for the images that a patch moves to, as far as no image of the name is there.
 * @param from the images that are left, whose next releases are tried where the first one does not hold.
 */
export function provideFor(patch: string, from: readonly string[]): void {
  const moved = [...patch.matchAll(/^\+\s*FROM (?:--platform=\S+ )?([\w./:-]+)/gim)].map(([, image = '']) => image);
  const next = from.flatMap((image) => upgradeOf(image)?.candidates.slice(0, TRIES) ?? []);
  const tried = moved.some((image) => next.includes(image)) ? next : [];
  for (const image of new Set([...moved, ...tried])) {
    const standIn = standInFor(image);
    const isThere = docker('image', 'inspect', '--format', '{{.Id}}', image).status === 0;
    if (typeof standIn === 'object' && !isThere) provideOne({ ...standIn, name: image });
  }
}

/** What an image was made of: one of another recipe is made anew. */
const LABEL = 'dev.harden.stand-in';

function recipeOf({ source, below }: StandIn): string {
  const hash = createHash('sha256').update(JSON.stringify(source));
  if (below) hash.update(recipeOf(below));
  if ('stage' in source) {
    const of = source.of ?? 'tests';
    for (const each of [STAGES[of].dockerfile, ...STAGES[of].also])
      hash.update(readFileSync(join(contextOf(of), each)));
  }
  return hash.digest('hex').slice(0, 12);
}

function provideOne(standIn: StandIn): string | undefined {
  const { name, source, below } = standIn;
  const problem = below && provideOne(below);
  if (problem !== undefined) return problem;
  const recipe = recipeOf(standIn);
  const there = docker('image', 'inspect', '--format', `{{index .Config.Labels "${LABEL}"}}`, name);
  const isOwn = 'image' in source || source.of === undefined;
  if (there.status === 0 && (isOwn || there.stdout.trim() === recipe)) return undefined;
  const isMade = 'image' in source ? tag(source.image, name) : build(name, source, recipe);
  return isMade ? undefined : `the stand-in for ${name} could not be made`;
}

function tag(image: string, name: string): boolean {
  const isThere = docker('image', 'inspect', '--format', '{{.Id}}', image).status === 0;
  if (!isThere && docker('pull', '--quiet', image).status !== 0) return false;
  return docker('tag', image, name).status === 0;
}

function build(name: string, source: Extract<Source, { stage: string }>, recipe: string): boolean {
  const { stage, of = 'tests', args = {} } = source;
  if (args.BASE === 'debian:bullseye-slim' && docker('image', 'inspect', args.BASE).status !== 0)
    spawnSync('sh', [join(contextOf('benchmarks'), 'debian'), 'bullseye'], { stdio: 'ignore', timeout: 900_000 });
  const given = Object.entries(args).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  const built = docker(
    ...['build', '--quiet', '--network', 'host', '--label', `${LABEL}=${recipe}`, ...given],
    ...['--tag', name, '--target', stage, '--file', dockerfileOf(of), contextOf(of)],
  );
  return built.status === 0;
}

function docker(...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 900_000 });
}
