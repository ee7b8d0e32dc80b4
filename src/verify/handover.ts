// What the services and builds of a Compose model ask of this machine: files, variables, agents, networks. handover never
// decides whether they get it: a person is told before it happens, and strangers get nothing.
import { copyArguments, type DockerfileDoc } from '../dockerfile/index.js';
import { type Handover, words } from '../model/index.js';
import type { ModelMap, ModelValue } from '../io/index.js';
import type { Place } from './refuse.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

export interface Machine {
  place(path: string): Place;
  /** The Dockerfile of a build, where it lies in the copy or stands in the Compose file. */
  dockerfile(path: string, inline: string | undefined): DockerfileDoc | undefined;
}

/** By service, those that ask for nothing left out. */
export function handoversOf(model: ModelMap, machine: Machine): Map<string, readonly Handover[]> {
  const found = new Map<string, readonly Handover[]>();
  for (const [name, value] of Object.entries(mapIn(model.services))) {
    const service = mapIn(value);
    const asks = [
      ...mountsOf(service, machine),
      ...entriesOf(service, model, machine),
      ...variablesOf(service.environment),
      ...rightsOf(service),
      ...(service.build === undefined ? [] : buildAsks(mapIn(service.build), model, machine)),
    ];
    if (asks.length > 0) found.set(name, uniqueHandovers(asks));
  }
  return found;
}

/** Why a service of strangers is left out, in words that follow its name and a colon. */
export function reasonOf(asks: readonly Handover[]): string {
  const [first] = asks;
  if (!first) return 'it asks for something of this machine';
  const more = asks.length > 1 ? ` and ${asks.length - 1} more` : '';
  return `it asks for ${describeHandover(first)}${more}, and code that is not trusted gets nothing of this machine`;
}

/** `the file /root/.ssh`. */
export function describeHandover({ kind, name }: Handover): string {
  return `${KINDS[kind]} ${name}`;
}

const KINDS = {
  file: 'the file',
  variable: 'the variable',
  agent: 'the SSH agent or key',
  network: 'the network',
  remote: 'something that the engine fetches:',
  right: 'the right',
} as const satisfies Record<Handover['kind'], string>;

/** Each once. */
export function uniqueHandovers(asks: readonly Handover[]): Handover[] {
  return [...new Map(asks.map((each) => [`${each.kind} ${each.name}`, each])).values()];
}

function fileOutside(path: string, { place }: Machine): Handover[] {
  const found = place(path);
  return found.kind === 'outside' ? [{ kind: 'file', name: found.path }] : [];
}

function mountsOf(service: ModelMap, machine: Machine): Handover[] {
  return listIn(service.volumes)
    .map(mapIn)
    .flatMap(({ type, source }) => (type === 'bind' ? fileOutside(textIn(source) ?? '', machine) : []));
}

function entriesOf(service: ModelMap, model: ModelMap, machine: Machine): Handover[] {
  return (['secrets', 'configs'] as const).flatMap((kind) =>
    listIn(service[kind]).flatMap((each) => entryAsks(each, mapIn(model[kind]), machine)),
  );
}

/** A secret or config: one that is not declared is a variable, as a build takes it. */
function entryAsks(each: ModelValue, declared: ModelMap, machine: Machine): Handover[] {
  const source = textIn(each) ?? textIn(mapIn(each).source) ?? '';
  const entry = declared[source];
  const { file, environment, content } = mapIn(entry);
  const path = textIn(file);
  if (path !== undefined) return fileOutside(path, machine);
  const name = textIn(environment) ?? (entry === undefined ? source : undefined);
  return name === undefined || content !== undefined ? [] : [{ kind: 'variable', name }];
}

/** Variables without a value are those of this machine. */
function variablesOf(environment: ModelValue | undefined): Handover[] {
  return Object.entries(mapIn(environment)).flatMap(([name, value]): Handover[] =>
    value === null ? [{ kind: 'variable', name }] : [],
  );
}

/** What Docker gives any container: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities */
const USUAL = words(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT',
);

function rightsOf(service: ModelMap): Handover[] {
  const added = textsIn(service.cap_add).filter((name) => !USUAL.has(name.toUpperCase().replace(/^CAP_/, '')));
  const options = textsIn(service.security_opt).filter((option) => !/^no-new-privileges(?:[:=]true)?$/.test(option));
  const runtime = textIn(service.runtime);
  return [...added, ...options, ...(runtime === undefined ? [] : [`runtime ${runtime}`])].map((name) => ({
    kind: 'right',
    name,
  }));
}

function buildAsks(build: ModelMap, model: ModelMap, machine: Machine): Handover[] {
  const context = textIn(build.context) ?? '.';
  const inline = textIn(build.dockerfile_inline);
  const name = textIn(build.dockerfile) ?? 'Dockerfile';
  const file = name.startsWith('/') || isAddress(context) ? name : `${context}/${name}`;
  const place = placeAsks(context, machine);
  const network = textIn(build.network);
  const ssh = build.ssh === undefined ? [] : textsIn(build.ssh).concat(Object.keys(mapIn(build.ssh)));
  return [
    ...place,
    ...(inline === undefined && place.length === 0 ? fileOutside(file, machine) : []),
    ...Object.values(mapIn(build.additional_contexts)).flatMap((each) => contextAsks(textIn(each) ?? '', machine)),
    ...variablesOf(build.args),
    ...listIn(build.secrets).flatMap((each) => entryAsks(each, mapIn(model.secrets), machine)),
    ...ssh.map((each): Handover => ({ kind: 'agent', name: each })),
    ...(network === undefined || network === 'none' || network === 'default'
      ? []
      : [{ kind: 'network', name: network } as const]),
    ...(build.privileged === true ? [{ kind: 'right', name: 'privileged' } as const] : []),
    ...textsIn(build.entitlements).map((each): Handover => ({ kind: 'right', name: each })),
    ...dockerfileAsks(machine.dockerfile(file, inline)),
  ];
}

function isAddress(context: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\//i.test(context);
}

function placeAsks(context: string, machine: Machine): Handover[] {
  return isAddress(context) ? [{ kind: 'remote', name: context }] : fileOutside(context, machine);
}

/** An image or a service is no folder of this machine. */
function contextAsks(source: string, machine: Machine): Handover[] {
  if (/^(?:docker-image:\/\/|service:)/.test(source)) return [];
  if (/^oci-layout:\/\//.test(source)) return [{ kind: 'file', name: source }];
  return placeAsks(source, machine);
}

const USUAL_SYNTAX = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]\S*)?$/;

/** What BuildKit fetches by itself, from wherever this machine reaches: no switch for the network of RUN counts there. */
function dockerfileAsks(doc: DockerfileDoc | undefined): Handover[] {
  if (!doc) return [];
  const syntax = doc.directives.filter(({ name, value }) => name === 'syntax' && !USUAL_SYNTAX.test(value));
  const added = doc.instructions
    .filter(({ keyword }) => keyword === 'ADD')
    .flatMap((instruction) => copyArguments(instruction)?.sources ?? [])
    .filter((source) => /^[a-z][a-z0-9+.-]*:\/\/|^git@|^\$/i.test(source));
  return [...syntax.map(({ value }) => value), ...added].map((name) => ({ kind: 'remote', name }));
}
