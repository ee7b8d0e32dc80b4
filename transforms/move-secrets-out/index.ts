import { type Context, type Outcome, type Proposal, type Transform, parent, refusalAt } from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { analyseSecrets, folderOf, type Wanted } from './analyse.js';
import { assumptionsOf, evidenceOf } from './words.js';
import { exampleChange, ignoreChange } from './files.js';

const ID = 'move-secrets-out';

export const transform: Transform<ComposeDoc> = {
  meta: {
    id: ID,
    title: 'Take credentials out of the Compose file',
    summary: 'Replaces passwords, keys and tokens in a Compose file by variables that have to be set in `.env`.',
    target: 'compose',
    // A check that reads the variable decides whether a file can take its place.
    phase: 'identity',
    ceiling: 'review',
    rules: ['CL-0020', 'CL-0021', 'O12'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
      'https://docs.docker.com/compose/how-tos/use-secrets/',
    ],
    enabledByDefault: false,
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
  propose(doc: ComposeDoc, context: Context): Outcome {
    if (doc.isV1) return { proposals: [], refusals: [] };
    const { wanted, no } = analyseSecrets(doc, context);
    const refusals = no.map((each) => {
      const { service, where, scalar } = each.at;
      return refusalAt({ anchor: service.place(...where), at: { file: doc.file, span: scalar.span } }, each);
    });
    if (wanted.length === 0) return { proposals: [], refusals };
    const folder = folderOf(doc, context);
    // One Compose file of a folder writes what they share; the others only name their variables.
    const writes = !folder.before.some((other) => analyseSecrets(other, context).wanted.length > 0);
    const others = writes ? folder.after.flatMap((other) => analyseSecrets(other, context).wanted) : [];
    return { proposals: wanted.map((each) => proposalOf(doc, context, each, writes ? others : undefined)), refusals };
  },
};

function proposalOf(
  doc: ComposeDoc,
  context: Context,
  wanted: Wanted,
  others: readonly Wanted[] | undefined,
): Proposal {
  const { variable, replaced, found, secret } = wanted;
  const [{ service, where, scalar }] = found;
  const { repository } = context.evidence;
  const folder = parent(doc.file);
  const eol = doc.text.includes('\r\n') ? '\r\n' : '\n';
  const names = [...(secret === undefined ? [variable] : []), ...unset(others ?? [])];
  const around = others
    ? [
        names.length > 0 ? exampleChange(repository, folder, [...new Set(names)], eol) : undefined,
        ignoreChange(repository, folder, secret === undefined ? '.env' : 'secrets/', eol),
      ]
    : [];
  return {
    id: `${ID}@${service.place(...where)}`,
    anchor: service.place(...where),
    at: { file: doc.file, span: scalar.span },
    title:
      secret === undefined
        ? `Read ${variable} from the environment, not from the file`
        : `Read ${found[0].where.at(-1)} from a secret, not from the file`,
    why: `Whoever can read the repository can read the value. In ${secret === undefined ? '`.env`' : 'a file of its own'} it is in no commit, and differs from one installation to the next.`,
    touches: replaced.touches,
    safety: 'review',
    assumptions: assumptionsOf(doc, wanted, folder),
    evidence: evidenceOf(doc, context, wanted),
    changes: [...replaced.edits, ...around.filter((change) => change !== undefined)],
  };
}

/** Variables that have to be set, without those that stand for a secret in a file. */
function unset(all: readonly Wanted[]): string[] {
  return all.flatMap(({ variable, secret }) => (secret === undefined ? [variable] : []));
}
