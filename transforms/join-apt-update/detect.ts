import {
  managerFamily,
  listEvents,
  listsMounted,
  packageCommand,
  type ListEvent,
  type ScriptReader,
} from '../../src/runs/index.js';
import { hasPosixShell, type DockerfileDoc, type Instruction, type Stage, isCopy } from '../../src/dockerfile/index.js';
import { comesWithoutAptLists } from '../../src/knowledge/index.js';

/** An `apt-get update` whose lists later lines read. */
export interface Fetch {
  readonly instruction: Instruction;
  readonly event: ListEvent;
  /** Nothing has read or may have read the lists yet, so that the update may go elsewhere. */
  readonly unused: boolean;
  /** Another update stands in front of it in the same RUN, and nothing reads the lists between them. */
  readonly repeated: boolean;
}

/** An update and the RUN that should have it. */
export type Join = MovedJoin | MissingJoin;

/** A RUN that installs, and no line before it has fetched the lists, which the image comes without. */
export interface MissingJoin {
  readonly kind: 'missing';
  readonly install: Instruction;
  readonly event: ListEvent;
  /** The image, and who says that it has no lists. */
  readonly image: string;
  readonly source: string;
}

export interface MovedJoin {
  /** need: the RUN installs without an update. dead: it has its own, so the earlier one is for nothing. */
  readonly kind: 'need' | 'dead';
  readonly fetch: Fetch;
  readonly install: Instruction;
  /** The first command of the RUN that reads the lists. */
  readonly event: ListEvent;
  readonly sourcesChanged: boolean;
  /** The RUN right before it fetches or installs and does nothing else, and so does this one: they can be one RUN. */
  readonly mergeInto: Mergeable | undefined;
}

export interface Mergeable {
  readonly last: Instruction;
  /** The RUN the merged one begins with, whose style the rest follows. */
  readonly head: Instruction;
}

interface State {
  fetch: Fetch | undefined;
  sourcesChanged: boolean;
  /** The last RUN, where it only calls apt-get and ends with fetched lists. */
  mergeable: Mergeable | undefined;
  /** The image comes without lists, and no line so far may have fetched them. */
  without: Pick<MissingJoin, 'image' | 'source'> | undefined;
  /** The same, once an install has been given its update: those behind it read what that one fetches, and get their own as well. */
  given: State['without'];
}

/** Every RUN that installs from lists an earlier RUN fetched, and every update nothing reads, in order. */
export function findJoins(doc: DockerfileDoc, read: ScriptReader): Join[] {
  const joins: Join[] = [];
  const ends = new Map<Stage, State>();
  for (const stage of doc.stages) {
    const base = stage.base && ends.get(stage.base);
    const state: State = {
      fetch: base?.fetch && { ...base.fetch, unused: false },
      sourcesChanged: base?.sourcesChanged ?? false,
      mergeable: undefined,
      without: stage.base ? base?.without : withoutLists(stage),
      given: base?.given,
    };
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'RUN') visitRun(doc, instruction, state, joins, read);
      else {
        state.mergeable = undefined;
        if (isCopy(instruction) && instruction.args.includes('/etc/apt')) state.sourcesChanged = true;
      }
    }
    ends.set(stage, state);
  }
  return joins;
}

function visitRun(doc: DockerfileDoc, instruction: Instruction, state: State, joins: Join[], read: ScriptReader): void {
  const { mergeable } = state;
  state.mergeable = undefined;
  if (!hasPosixShell(doc, instruction) || listsMounted(instruction)) return;
  const pure = onlyApt(instruction);
  let merged: Mergeable | undefined;
  let settled = false;
  let first = true;
  for (const event of listEvents(doc, instruction, read)) {
    const lacks = state.given ?? state.without;
    if (lacks && event.kind === 'need' && first && event.command && (state.given || installsByName(event))) {
      joins.push({ kind: 'missing', install: instruction, event, ...lacks });
      state.given = lacks;
    }
    if (event.kind === 'update' || event.kind === 'unknown') state.without = undefined;
    if (event.kind === 'update') state.given = undefined;
    if (event.kind === 'sources') state.sourcesChanged = true;
    else if (event.kind === 'remove') state.fetch = undefined;
    else if (event.kind === 'update') {
      if (first && state.fetch?.unused && event.command?.place === 'chain')
        joins.push({
          kind: 'dead',
          fetch: state.fetch,
          install: instruction,
          event,
          sourcesChanged: false,
          mergeInto: undefined,
        });
      const repeated = state.fetch?.instruction === instruction && state.fetch.unused;
      state.fetch = event.call ? { instruction, event, unused: true, repeated } : undefined;
      state.sourcesChanged = false;
      settled = true;
      first = false;
    } else if (event.kind === 'unknown') {
      if (state.fetch) state.fetch = { ...state.fetch, unused: false };
    } else {
      if (first && state.fetch && event.command) {
        merged = pure && !state.sourcesChanged ? mergeable : undefined;
        joins.push({
          kind: 'need',
          fetch: state.fetch,
          install: instruction,
          event,
          sourcesChanged: state.sourcesChanged,
          mergeInto: merged,
        });
        settled = true;
        state.sourcesChanged = false;
      }
      if (state.fetch) state.fetch = { ...state.fetch, unused: false };
      first = false;
    }
  }
  if (pure && settled && state.fetch && !state.fetch.unused)
    state.mergeable = { last: instruction, head: merged?.head ?? instruction };
}

function withoutLists({ rootImage }: Stage): State['without'] {
  const source = comesWithoutAptLists(rootImage);
  return source === undefined ? undefined : { image: rootImage!, source };
}

/** It asks for a package by its name, which apt looks up; a file (`./tool.deb`) it takes from the disk. */
function installsByName({ call }: ListEvent): boolean {
  if (call?.verb !== 'install') return false;
  return call.packages.some(
    ({ value }) => value !== undefined && /^[a-z0-9][a-z0-9+.-]*(?:[=:/].*)?$/.test(value) && !value.endsWith('.deb'),
  );
}

/** True when the RUN is a plain `&&` chain of apt-get calls, so that another one can go on where it ends. */
function onlyApt(instruction: Instruction): boolean {
  const { ok, andChain, commands, links } = instruction.shell;
  if (!ok || !andChain || instruction.heredocs.length > 0 || instruction.flags.length > 0) return false;
  if (links.some((link) => link.kind !== 'command') || commands.length !== links.length) return false;
  if (instruction.shellText.slice(links.at(-1)!.end).trim() !== '') return false;
  return commands.every((command) => {
    const call = packageCommand(command);
    return call !== undefined && managerFamily(call.manager) === 'apt-get';
  });
}
