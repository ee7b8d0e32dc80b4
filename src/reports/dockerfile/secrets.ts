// Secrets in ARG, ENV and addresses. The value is never part of a message.
import { buildStates, unquoteValue, type DockerfileDoc, type Instruction, type Pair } from '../../dockerfile/index.js';
import { define, found, listed, type DockerfileReport, type Found } from './define.js';
import { factsOf } from './facts.js';

/** Names that hold a secret, by their end: `DB_PASSWORD`, not `PASSWORD_MIN_LENGTH`. */
const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASS|SECRET|TOKEN|API_?KEY|SECRET_?KEY|SECRET_?KEY_BASE|PRIVATE_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|AUTH_?KEY|MASTER_?KEY|CREDENTIALS?)$|(?:^|_)(?:DB|ROOT|USER|ADMIN|SSH|MYSQL|POSTGRES|REDIS|FTP|SMTP)_PWD$|[A-Z]PASSWORD$/i;
/** Switches, public halves and names of things. */
const NO_SECRET_NAME = /(?:^|_)(?:PUBLIC|PUBLISHABLE|ALLOW|EMPTY|RANDOM|DISABLE|ENABLE|REQUIRE|USE|NO|SKIP|MAX|MIN|NUM|HAS|IS)(?:_|$)|GOOGLE_APPLICATION_CREDENTIALS$/i;
/** What nobody would keep secret: switches, numbers, paths, placeholders. */
const NO_SECRET_VALUE = /^(?:|yes|no|true|false|on|off|none|null|nil|undefined|unset|\d{1,2})$|^(?:\/|\.\/|~\/|file:|[<{*x]+$)|dummy|placeholder|build[-_ ]?time|change[-_ ]?(?:me|this|it)|replace|example|fake|not[-_ ]?(?:a|an|used|needed|real|set|the)|unused|todo|your[-_ ]|insert|^<|precompile|temporary|for[-_ ]?build/i;
/** Formats that are secrets under any name. Sources: the issuers' documentation of their token formats. */
const SECRET_VALUE = /\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10,}|\bsk_live_[A-Za-z0-9]{16,}|\bnpm_[A-Za-z0-9]{36}\b|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/;
const IN_ADDRESS = /\b(?:https?|ftp|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?):\/\/[^\s/:@"'$<{]{1,100}:([^\s/@"'$<{]{1,100})@/gi;

function secretKeys(doc: DockerfileDoc, instruction: Instruction): string[] {
  return instruction.pairs().pairs.filter((pair) => isSecret(doc, instruction, pair)).map(({ key }) => key);
}

function isSecret(doc: DockerfileDoc, instruction: Instruction, { key, rawValue }: Pair): boolean {
  const value = rawValue === undefined ? undefined : unquoteValue(rawValue, instruction.escape);
  if (value !== undefined && SECRET_VALUE.test(value)) return true;
  if (!SECRET_NAME.test(key) || NO_SECRET_NAME.test(key)) return false;
  // ARG without a default is still given on the command line, and kept in the history of the image.
  if (instruction.keyword === 'ARG' && value === undefined) return true;
  if (value === undefined || (value === '' && instruction.keyword === 'ENV')) return false;
  if (instruction.keyword === 'ARG') return value === '' || !NO_SECRET_VALUE.test(value);
  const name = /^\$\{?([A-Za-z_]\w*)/.exec(value)?.[1];
  // `ENV TOKEN=$TOKEN` keeps what the ARG is given; a name nobody sets is empty.
  if (name !== undefined) return buildStates(doc)[instruction.index]!.variables.has(name) && SECRET_NAME.test(name) && !knownDummy(doc, instruction, name);
  return !NO_SECRET_VALUE.test(value) && !(/TOKEN$/i.test(key) && /^\d+$/.test(value));
}

function knownDummy(doc: DockerfileDoc, instruction: Instruction, name: string): boolean {
  const value = buildStates(doc)[instruction.index]!.variables.get(name);
  return value !== undefined && value !== '' && NO_SECRET_VALUE.test(value);
}

function withPassword(text: string): boolean {
  if (!text.includes('@')) return false;
  for (const match of text.matchAll(IN_ADDRESS)) {
    if (!NO_SECRET_VALUE.test(match[1]!) && !/^(?:x-oauth-basic|pass(?:word)?|pwd|secret)$/i.test(match[1]!)) return true;
  }
  return false;
}

export const secretReports: readonly DockerfileReport[] = [
  define({
    id: 'secret-in-env',
    row: 81,
    rules: ['BK SecretsUsedInArgOrEnv', 'DL3064', 'CIS 4.10'],
    summary: 'A password, key or token in ENV or ARG, which everybody who has the image can read.',
    find(doc) {
      const all: Found[] = [];
      for (const keyword of ['ARG', 'ENV']) {
        for (const instruction of factsOf(doc).of(keyword)) {
          if (instruction.stage === -1) continue;
          const keys = secretKeys(doc, instruction);
          if (keys.length === 0) continue;
          const where = keyword === 'ENV' ? 'stays readable in the image' : 'stays in the history of the image';
          all.push(found(doc, instruction, `${listed(keys)} ${where}`));
        }
      }
      return all;
    },
  }),
  define({
    id: 'secret-in-command',
    row: 81,
    rules: ['KICS Secrets Stored In Dockerfile'],
    summary: 'A password in an address, or a token, written into RUN, CMD or ENTRYPOINT.',
    find(doc) {
      const all: Found[] = [];
      for (const keyword of ['RUN', 'CMD', 'ENTRYPOINT', 'ADD']) {
        for (const instruction of factsOf(doc).of(keyword)) {
          const text = doc.text.slice(instruction.span.start, instruction.span.end);
          if (SECRET_VALUE.test(text)) all.push(found(doc, instruction, 'a key or token is written into the command'));
          else if (withPassword(text)) all.push(found(doc, instruction, 'a password is written into an address'));
        }
      }
      return all;
    },
  }),
];
