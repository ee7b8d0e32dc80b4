// The services that hand a token to the build: a secret in place of the argument.
import { isStop, stop, type Context, type Edit, type FilePath, type Stop } from '../../src/model/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import {
  asMap,
  asText,
  findEntry,
  findOwnEntry,
  findValue,
  type YamlEntry,
  type YamlNode,
} from '../../src/yaml/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import { declareSecret } from './declare.js';
import { cutLine, edit, type Giver, lineAbove } from './lines.js';

/** What each service of the group that builds the Dockerfile says of it. */
export function composeGivers(doc: DockerfileDoc, name: string, { group, documents }: Context): (Giver | Stop)[] {
  const declared = new Map<FilePath, string>();
  return group.links.flatMap((link) => {
    if (link.dockerfile !== doc.file || !group.compose.includes(link.file)) return [];
    const compose = documents.compose(link.file);
    const service = compose?.service(link.service);
    if (!compose || !service) return [];
    const giver = inService(compose, service, name, declared);
    return giver ? [giver] : [];
  });
}

function inService(
  compose: ComposeDoc,
  service: Service,
  name: string,
  declared: Map<FilePath, string>,
): Giver | Stop | undefined {
  const args = findValue(service.get('build'), 'args');
  const written = args && pairOf(args, name);
  if (!written) return undefined;
  const variable = variableOf(written.value, name);
  if (variable === undefined)
    return stop(
      'needs-decision',
      `${compose.file} writes ${name} for ${service.name} itself; have it in a variable first`,
    );
  const build = service.own('build');
  const map = build?.value.kind === 'map' ? build.value : undefined;
  const entry = map && findOwnEntry(map, 'args');
  if (!map || !entry || entry.value !== args || args.anchor !== undefined || service.alsoChanges().length > 0)
    return stop('inherited', `${name} comes to ${service.name} of ${compose.file} from elsewhere`);
  if (entry.flow || map.flow || asMap(args)?.flow || findEntry(map, 'secrets'))
    return stop(
      'needs-decision',
      `the build of ${service.name} in ${compose.file} is not written so that a secret can take the place of ${name}; give it by hand`,
    );
  const given = inBuild(compose, entry, written, name);
  if (isStop(given)) return given;
  const known = declared.get(compose.file);
  if (known !== undefined && known !== variable)
    return stop('ambiguous', `the services of ${compose.file} take ${name} from different variables`);
  const top = known === undefined ? declareSecret(compose, name, { environment: variable }) : [];
  if (isStop(top)) return top;
  declared.set(compose.file, variable);
  return {
    edits: [...given, ...top],
    touches: [service.place('build', 'args'), service.place('build', 'secrets'), 'secrets'],
    evidence: {
      says: `${service.name} hands ${name} to the build`,
      from: { kind: 'source', file: compose.file, line: compose.yaml.lines.position(entry.span.start).line },
    },
  };
}

interface Written {
  /** `undefined`: the one of the environment. */
  readonly value: string | undefined;
  /** The entry, or the item of a list. */
  readonly span: { readonly start: number; readonly end: number };
  readonly isItem: boolean;
  readonly isOnly: boolean;
}

function pairOf(args: YamlNode, name: string): Written | undefined {
  if (args.kind === 'map') {
    const entry = findOwnEntry(args, name);
    if (!entry) return undefined;
    return {
      value: asText(entry.value) || undefined,
      span: entry.span,
      isItem: false,
      isOnly: args.entries.length === 1,
    };
  }
  if (args.kind !== 'seq') return undefined;
  const item = args.items.find((each) => asText(each)?.split('=', 1)[0] === name);
  const text = asText(item);
  if (!item || text === undefined) return undefined;
  const value = text.includes('=') ? text.slice(text.indexOf('=') + 1) : undefined;
  return { value, span: item.span, isItem: true, isOnly: args.items.length === 1 };
}

/** `${NPM_TOKEN}`, `${NPM_TOKEN:-}`, `${NPM_TOKEN:?set it}`, or nothing at all. */
function variableOf(value: string | undefined, name: string): string | undefined {
  if (value === undefined) return name;
  const [, braced, plain] = /^\$(?:\{([A-Za-z_]\w*)(?::?-|:?\?[^{}$]{0,200})?\}|([A-Za-z_]\w*))$/.exec(value) ?? [];
  return braced ?? plain;
}

/** The only argument becomes the secret where it stands; of several one line goes, and a list is put above them. */
function inBuild(compose: ComposeDoc, args: YamlEntry, { span, isItem, isOnly }: Written, name: string): Edit[] | Stop {
  const { yaml } = compose;
  const from = yaml.lines.lineAt(span.start);
  if (from !== yaml.lines.lineAt(Math.max(span.start, span.end - 1)) || from === yaml.lines.lineAt(args.key.span.start))
    return stop('unsupported-syntax', `${name} is not on a line of its own in ${compose.file}`);
  if (isOnly) return [edit(compose, args.key.span, 'secrets'), edit(compose, span, isItem ? name : `- ${name}`)];
  return [lineAbove(compose, args.key.span.start, ['secrets:', `  - ${name}`]), cutLine(compose, from)];
}
