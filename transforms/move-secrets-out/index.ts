import { type Context, parent, type Change, type Stop } from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { analyseSecrets, folderOf, type Wanted } from './analyse.js';
import { assumptionsOf, evidenceOf } from './words.js';
import { exampleChange, ignoreChange } from './files.js';
import { rewriteYaml, type Spot } from '../../src/rewrites/index.js';

export const transform = rewriteYaml({
  meta: {
    id: 'move-secrets-out',
    title: 'Take credentials out of the Compose file',
    summary: 'Replaces passwords, keys and tokens in a Compose file by variables that have to be set in `.env`.',
    target: 'compose',
    // A check that reads the variable decides whether a file can take its place.
    phase: 'identity',
    ceiling: 'unverified',
    rules: ['CL-0020', 'CL-0021', 'O12'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
      'https://docs.docker.com/compose/how-tos/use-secrets/',
    ],
    enabledByDefault: 'guide',
    options: {
      everything: {
        type: 'boolean',
        default: false,
        about: 'Placeholders, words that everybody knows, and files for development and tests as well.',
      },
      files: {
        type: 'boolean',
        default: false,
        about:
          'Secrets of Compose where the image is known to read the value from a file, such as POSTGRES_PASSWORD_FILE.',
      },
    },
  },
  on: wantedValues,
  judge({ wanted, others }, doc, context) {
    const { variable, replaced, found, secret } = wanted;
    const folder = parent(doc.file);
    return {
      title:
        secret === undefined
          ? `Read ${variable} from the environment, not from the file`
          : `Read ${found[0].where.at(-1)} from a secret, not from the file`,
      why: `Whoever can read the repository can read the value. In ${secret === undefined ? '`.env`' : 'a file of its own'} it is in no commit, and differs from one installation to the next.`,
      edits: [...replaced.edits, ...(others ? besides(doc, context, wanted, others) : [])],
      touches: replaced.touches,
      evidence: evidenceOf(doc, context, wanted),
      assumptions: assumptionsOf(doc, wanted, folder),
    };
  },
});

interface WantedValue {
  readonly spot: Spot;
  readonly wanted: Wanted;
  /** What the other Compose files of the folder want, if this one writes what they share. */
  readonly others: readonly Wanted[] | undefined;
}

function wantedValues(doc: ComposeDoc, context: Context): (WantedValue | Required<Stop<Spot>>)[] {
  if (doc.isV1) return [];
  const { wanted, no } = analyseSecrets(doc, context);
  const stops = no.map((each) => ({ ...each, at: spotAt(each.at) }));
  if (wanted.length === 0) return stops;
  const folder = folderOf(doc, context);
  // One Compose file of a folder writes what they share; the others only name their variables.
  const writes = !folder.before.some((other) => analyseSecrets(other, context).wanted.length > 0);
  const others = writes ? folder.after.flatMap((other) => analyseSecrets(other, context).wanted) : undefined;
  return [...stops, ...wanted.map((each) => ({ spot: spotAt(each.found[0]), wanted: each, others }))];
}

function spotAt({ service, where, scalar }: Wanted['found'][number]): Spot {
  return { anchor: service.place(...where), span: scalar.span };
}

/** What the folder gets besides: the variables to set, and a line that keeps their values out of git. */
function besides(
  doc: ComposeDoc,
  { evidence: { repository } }: Context,
  { variable, secret }: Wanted,
  others: readonly Wanted[],
): Change[] {
  const folder = parent(doc.file);
  const eol = doc.text.includes('\r\n') ? '\r\n' : '\n';
  const names = [...new Set([...(secret === undefined ? [variable] : []), ...unset(others)])];
  const example = names.length > 0 ? exampleChange(repository, folder, names, eol) : undefined;
  const ignore = ignoreChange(repository, folder, secret === undefined ? '.env' : 'secrets/', eol);
  return [example, ignore].filter((change) => change !== undefined);
}

/** Variables that have to be set, without those that stand for a secret in a file. */
function unset(all: readonly Wanted[]): string[] {
  return all.flatMap(({ variable, secret }) => (secret === undefined ? [variable] : []));
}
