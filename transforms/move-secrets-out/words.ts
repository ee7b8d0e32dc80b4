// What a step says. Never the value.
import { type Assumption, type Context, type Evidence, type Folder, mapNonEmpty } from '../../src/model/index.js';
import { asMap, asSeq, asText, findEntry } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';
import { assumeNewerFormat } from '../../src/services/index.js';
import type { Wanted } from './analyse.js';

export function assumptionsOf(doc: ComposeDoc, wanted: Wanted, folder: Folder): readonly [Assumption, ...Assumption[]] {
  const { variable, replaced, found, secret, known } = wanted;
  const { places } = replaced;
  const [{ value }] = found;
  const single = /[\s#$"\\]/.test(value) ? ', in single quotes' : '';
  if (secret !== undefined)
    return [
      { ...fileIsGiven(folder, secret), ...(known ? { needsRun: known } : {}) },
      REPLACED,
      ...assumeNewerFormat(doc, 'secrets', { 2: '0', 3: '3.1' }),
    ];
  const assumptions: [Assumption, ...Assumption[]] = [
    {
      id: 'value-is-given',
      believes: `Whoever runs the file puts ${variable} into \`${folder === '' ? '' : `${folder}/`}.env\` before the next command`,
      breaksIf: `somebody does not: every command, \`down\` and \`logs\` too, ends with \`required variable ${variable} is missing a value\` and touches no container`,
      checkBy: `write \`${variable}=\` and the value that stood here into .env${single}, and run \`docker compose config --quiet\``,
      ...(known ? { needsRun: known } : {}),
    },
    REPLACED,
  ];
  if (places > 1)
    assumptions.push({
      id: 'one-value-in-all-places',
      believes: `All ${places} places mean the same credential, and change together`,
      breaksIf:
        'two of them only happen to be the same word, or one is an address and the new value has characters that an address does not take',
      checkBy: 'read the lines of the change; a value of letters and digits fits everywhere',
    });
  const loading = doc.services.filter(
    (service) =>
      loadsEnv(service) && !replaced.touches.some((touch) => touch.startsWith(`${service.place('environment')}.`)),
  );
  if (loading.length > 0)
    assumptions.push({
      id: 'whole-env-file-may-be-seen',
      believes: `${namesOf(loading)} may see ${variable}: env_file hands in all of .env`,
      breaksIf: 'the container must not know it, or reads a variable of that name for something else',
      checkBy: 'look at env_file, and name the variables it needs there in environment instead',
    });
  return [...assumptions, ...assumeNewerFormat(doc, `\${${variable}:?...}`, { 2: '2.1', 3: '3.0' })] as [
    Assumption,
    ...Assumption[],
  ];
}

const REPLACED: Assumption = {
  id: 'value-is-replaced',
  believes: 'The value is given up for a new one, since the history of the repository keeps it',
  breaksIf: 'the old one stays in use: whoever reads the history has it',
  checkBy:
    'change it in the program itself first (a database keeps the password of its first start), then where it is read from',
};

function fileIsGiven(folder: Folder, secret: string): Assumption {
  const path = `${folder === '' ? '' : `${folder}/`}secrets/${secret}`;
  return {
    id: 'secret-file-is-given',
    believes: `Whoever runs the file writes the value into \`${path}\` before the next start, readable for whom the container runs as`,
    breaksIf:
      'somebody does not: `docker compose up` ends with `bind source path does not exist`; or the file is for its owner alone and the container is another user, or root without DAC_OVERRIDE',
    checkBy: `write the value that stood here into the file, give it the mode 644 and its folder 711, and run \`docker compose up\``,
  };
}

function namesOf(services: readonly Service[]): string {
  const names = [...new Set(services.map(({ name }) => name))];
  return names.length < 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}

/** `env_file: .env`, a list of files, or a list of `{path}`. */
function loadsEnv(service: Service): boolean {
  const node = service.get('env_file');
  const items = asSeq(node)?.items ?? (node ? [node] : []);
  return items.some((item) => {
    const map = asMap(item);
    const path = map ? asText(findEntry(map, 'path')?.value) : asText(item);
    return path === '.env' || path === './.env';
  });
}

export function evidenceOf(
  doc: ComposeDoc,
  context: Context,
  { found, replaced }: Wanted,
): readonly [Evidence, ...Evidence[]] {
  const seen = mapNonEmpty(found, ({ where, service, scalar }): Evidence => {
    const { line } = doc.yaml.lines.position(scalar.span.start);
    return {
      says: `the value of ${where.at(-1)} of ${service.name} is written into the file`,
      from: { kind: 'source', file: doc.file, line, span: scalar.span },
    };
  });
  const own = new Set(found.map(({ scalar }) => scalar.span.start));
  const more = replaced.edits
    .filter(({ span }) => !own.has(span.start))
    .map(({ span }): Evidence => {
      const { line } = doc.yaml.lines.position(span.start);
      return { says: 'the same value stands in another place', from: { kind: 'source', file: doc.file, line, span } };
    });
  return [...seen, ...more, ...startedIn(context)];
}

const RUNS = /\bdocker[ -]compose\b.{0,300}\b(?:up|run|build|config|pull)\b/;
/** Longer lines are no commands. */
const LONGEST = 1000;

/** Pipelines that run Compose: they need the value as well. */
function startedIn({ evidence: { repository } }: Context): Evidence[] {
  return pipelineFiles(repository).flatMap(({ system, path, text }): Evidence[] => {
    const index = text.split('\n').findIndex((line) => RUNS.test(line.slice(0, LONGEST)));
    if (index === -1) return [];
    const what = system === 'GitHub Actions' ? 'workflow' : 'pipeline';
    return [
      {
        says: `a ${what} runs Compose, and needs a value too`,
        from: { kind: 'source', file: path, line: index + 1 },
      },
    ];
  });
}
