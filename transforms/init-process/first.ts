import { isCopy } from '../../src/dockerfile/index.js';
import { type Evidence, baseName, resolveFile } from '../../src/model/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { firstProcess, withoutQuotes, type FirstProcess, type FoundScript } from '../../src/runs/index.js';
import { serviceEvidence, type ServiceView } from '../../src/services/index.js';

/**
 * What shows that the first process of a container is one that needs an init: read in the service and the Dockerfile.
 * `undefined` where another runs, or something that was not read has a say in it.
 */
export function needsInit(view: ServiceView): Evidence | undefined {
  const words = startWords(view);
  const first = words && firstProcess(words, (script) => readScript(view, script));
  return first && shown(view, first);
}

/** Entry point and command together; `undefined` where the entry point of an image that was not read comes first. */
function startWords({ runs }: ServiceView): readonly string[] | undefined {
  const { built } = runs;
  if (runs.entrypoint && runs.entrypoint.length > 0)
    return [...runs.entrypoint, ...(runs.command ?? [])].map(withoutQuotes);
  const command = runs.command?.map(withoutQuotes) ?? inShell(built?.command);
  if (built?.entrypoint) return [...inShell(built.entrypoint), ...command];
  const base = built ? built.base : runs.image;
  const profile = base === undefined ? undefined : imageProfile(base);
  // The entry point of node runs the command with exec.
  if (!profile || (profile.setsEntrypoint !== false && profile.image !== 'node')) return undefined;
  return command.length > 0 ? command : undefined;
}

function inShell(written: { readonly text: string; readonly exec?: readonly string[] } | undefined): readonly string[] {
  if (!written) return [];
  return written.exec ?? ['sh', '-c', ...written.text.split(/\s+/).filter((word) => word !== '')];
}

function readScript({ around, runs }: ServiceView, script: string): FoundScript | undefined {
  const { built } = runs;
  const name = baseName(script);
  const copied = built?.chain.flatMap(({ instructions }) =>
    instructions.flatMap((each) => (isCopy(each) ? (each.execForm ?? each.words().map(({ text }) => text)) : [])),
  );
  for (const word of [...(copied ?? []), name]) {
    if (baseName(word) !== name) continue;
    const path = resolveFile(built?.context ?? around.folder, word.replace(/^\/+/, ''));
    const text = path && around.context.evidence.repository.read(path);
    if (path && text !== undefined) return { path, text };
  }
  return undefined;
}

function shown({ service, around, runs }: ServiceView, { kind, words, script }: FirstProcess): Evidence {
  if (script !== undefined) {
    const says = `${script} is the first process: it does not hand over with exec`;
    return { says, from: { kind: 'source', file: script } };
  }
  const started = kind === 'commands' ? 'a shell with several commands' : words.slice(0, 3).join(' ');
  const says = `${service.name} starts ${started}`;
  const written = runs.built?.command ?? runs.built?.entrypoint;
  if (runs.command || runs.entrypoint || !runs.built || !written) return serviceEvidence(around.doc, service, says);
  const { keyword, line } = written.instruction;
  const from = { kind: 'source', file: runs.built.file, line: line + 1, quote: `${keyword} ${written.text}` } as const;
  return { says, from };
}
