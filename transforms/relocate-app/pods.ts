// The containers of manifests that run the image: what they mount, start and set is held to the folder in the same step.
import { type Edit, isStop, type Stop, stop } from '../../src/model/index.js';
import { placeOfSetting } from '../../src/pods/index.js';
import type { LinkedContainer } from '../../src/uses/index.js';
import {
  asMap,
  asText,
  findAliases,
  findEntry,
  findValue,
  replaceInScalar,
  type YamlNode,
  type YamlScalar,
} from '../../src/yaml/index.js';
import { movedValue, type Moves } from './lines.js';
import { pathsIn, rootsIn } from './names.js';
import { type Followed, listed } from './services.js';

const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['command'],
  ['args'],
  ['livenessProbe', 'exec', 'command'],
  ['readinessProbe', 'exec', 'command'],
  ['startupProbe', 'exec', 'command'],
  ['lifecycle', 'postStart', 'exec', 'command'],
  ['lifecycle', 'preStop', 'exec', 'command'],
];

/** Names below the root that a container mounts something at. */
export function mountedIn({ container }: LinkedContainer): string[] {
  return listed(findValue(container.map, 'volumeMounts')).flatMap((item) =>
    pathsIn(asText(findValue(item, 'mountPath')) ?? '').map(({ name }) => name),
  );
}

/** The edits of a container; a reason where a setting cannot be followed. */
export function movedContainer(linked: LinkedContainer, moves: Moves, isEdited: boolean): Followed | Stop {
  const { doc, workload, container } = linked;
  const here = `${workload.id} of ${doc.file}`;
  const edits: Edit[] = [];
  const touches: string[] = [];
  for (const { path, node, variable } of scalarsOf(linked)) {
    const { text } = node;
    const roots = path[0] === 'env' ? [] : rootsIn(text);
    const paths = pathsIn(text).filter(({ name }) => moves.names.has(name));
    const inserted =
      path[0] === 'env'
        ? movedValue(variable ?? '', text, moves)
        : [
            ...paths.map(({ at }) => ({ at, text: moves.target })),
            ...(path[0] === 'workingDir' ? roots.map((at) => ({ at: at + 1, text: moves.target.slice(1) })) : []),
          ];
    if (inserted === undefined || (roots.length > 0 && path[0] !== 'workingDir'))
      return stop('needs-decision', `${here} names / or what may be a path in ${path.join('.')}; say what is meant`);
    if (inserted.length === 0) continue;
    if (!isEdited) return stop('needs-decision', `${here}, a template, names what moves in ${path.join('.')}`);
    if (container.aliased || findAliases(doc.yaml, container.map).length > 0)
      return stop('inherited', `${here} shares the container through an anchor`);
    for (const { at, text: put } of inserted) {
      const edit = replaceInScalar(doc.yaml, node, { start: at, end: at }, put);
      if (isStop(edit)) return edit;
      edits.push(...edit);
    }
    touches.push(placeOfSetting(workload, container, [path[0]]));
  }
  return { edits, touches: [...new Set(touches)] };
}

interface Setting {
  readonly path: readonly [string, ...string[]];
  readonly node: YamlScalar;
  readonly variable?: string | undefined;
}

function scalarsOf({ container: { map } }: LinkedContainer): Setting[] {
  const found: Setting[] = [];
  function add(path: Setting['path'], node: YamlNode | undefined, variable?: string): void {
    if (node?.kind === 'scalar') found.push({ path, node, variable });
  }
  for (const path of COMMANDS) for (const item of listed(findValue(map, ...path))) add(path, item);
  add(['workingDir'], findValue(map, 'workingDir'));
  for (const item of listed(findValue(map, 'volumeMounts'))) add(['volumeMounts'], findValue(item, 'mountPath'));
  for (const item of listed(findValue(map, 'env'))) {
    const entry = asMap(item);
    if (entry) add(['env'], findEntry(entry, 'value')?.value, asText(findEntry(entry, 'name')?.value));
  }
  return found;
}
