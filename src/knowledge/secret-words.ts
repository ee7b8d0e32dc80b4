// What a secret looks like, by its name and by its value.
import { words, anyOf, partPattern, exactPattern } from '../model/index.js';

/** Names that hold a secret, by their end: `DB_PASSWORD`, not `PASSWORD_MIN_LENGTH`. */
export const SECRET_NAME = anyOf(
  partPattern('PASSWORD PASSWD PASSPHRASE PASS SECRET TOKEN CREDENTIAL CREDENTIALS', {
    before: /(?:^|_)/,
    after: /$/,
    also: [/(?:API|SECRET|PRIVATE|ACCESS|ENCRYPTION|SIGNING|AUTH|MASTER)_?KEY/, /SECRET_?KEY_BASE/],
    flags: 'i',
  }),
  /(?:^|_)(?:DB|ROOT|USER|ADMIN|SSH|MYSQL|POSTGRES|REDIS|FTP|SMTP)_PWD$/i,
  /[A-Z]PASSWORD$/i,
);
/** Switches, public halves and names of things. */
export const NO_SECRET_NAME = anyOf(
  partPattern('PUBLIC PUBLISHABLE ALLOW EMPTY RANDOM DISABLE ENABLE REQUIRE USE NO SKIP MAX MIN NUM HAS IS', {
    before: /(?:^|_)/,
    after: /(?:_|$)/,
    flags: 'i',
  }),
  /GOOGLE_APPLICATION_CREDENTIALS$/i,
);
/** A name that says that a secret is behind it, whatever its value. */
export function isTokenName(name: string): boolean {
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name);
}

/** What is no credential, under whatever name: switches, numbers, paths of files. */
const SWITCH_OR_PATH = anyOf(
  /^(?:|[0-]+|\d{1,2})$/i,
  exactPattern('ignore ignored yes no true false on off none null nil undefined unset', { flags: 'i' }),
  /^(?:\/|\.\/|~\/|file:|\$\()/i,
  /\.(?:sh|py|txt|json|ya?ml|conf|pem|key|crt|env|properties)$/i,
);
/** What stands where a person is to write something else. */
const PLACEHOLDER = anyOf(
  /^[<{*x]+$|^</i,
  partPattern('dummy placeholder replace example fake unused todo insert precompile temporary', { flags: 'i' }),
  /build[-_ ]?time|for[-_ ]?build/i,
  /change[-_ ]?(?:me|this|it)|your[-_ ]/i,
  /not[-_ ]?(?:a|an|used|needed|real|set|the)/i,
);
/** What nobody would keep secret: switches, numbers, paths, placeholders. */
export const NO_SECRET_VALUE = anyOf(SWITCH_OR_PATH, PLACEHOLDER);
/** Formats that are secrets under any name. Sources: the issuers' documentation of their token formats. */
export const SECRET_VALUE = anyOf(
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bglpat-[\w-]{20}/,
  /\bxox[abprs]-[\w-]{10,}/,
  /\bsk_live_[A-Za-z0-9]{16,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/,
);
const IN_ADDRESS =
  /\b(?:https?|ftp|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?):\/\/[^\s/:@"'$<{]{1,100}:([^\s/@"'$<{]{1,100})@/gi;

/** A password in an address: `postgres://app:s3cret@db`. */
export function hasPassword(text: string): boolean {
  if (!text.includes('@')) return false;
  for (const match of text.matchAll(IN_ADDRESS)) {
    if (!NO_SECRET_VALUE.test(match[1]!) && !/^(?:x-oauth-basic|pass(?:word)?|pwd|secret)$/i.test(match[1]!))
      return true;
  }
  return false;
}

/** The name says that a secret is behind it, and the value is no switch and no path. */
export function holdsSecret(name: string, value: string): boolean {
  if (SECRET_VALUE.test(value)) return true;
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name) && !SWITCH_OR_PATH.test(value);
}

/** Words of which people make up passwords for instructions: `MySecureDatabasePassword1`. */
const FILLER = words(`
  a access account admin administrator an and api app application auth bad be but by change choose complicated
  cookie credential credentials database db default demo dev do duper encryption enter extremely fill for foo foobar
  bar from generate generated good guest hack hackme hard hello here hidden in is it jwt key keys known letmein
  local login long master me my mysql mysecret not of on only optional or own pass passphrase passwd password
  passwords phrase please pls postgres postgresql private pw pwd qwerty random real really redis refresh replace
  root rpc sa safe salt sample secret secrets secure secured session set signing simple smtp some something
  somesecret string strong stronger super test testing that the this to token top unsafe use user very weak with
  word your yours`);

/**
 * A value that everybody knows or that nobody is meant to keep: `changeme`, `postgres`, `MySecurePassword1`, the name
 * of the user. `known` are words that stand around it: the user, the database, the service, the image.
 */
export function isPlaceholder(value: string, known: readonly string[] = []): boolean {
  if (value.length > LONGEST_WORDS) return false;
  if (value.length < 4 || PLACEHOLDER.test(value) || /x{3,}|^(?:0123456789(?:abcdef)?)+$/i.test(value)) return true;
  const around = new Set(known.flatMap((each) => each.toLowerCase().split(/[^a-z]+/)));
  return (
    isMadeOf(value, around) ||
    isMadeOf(
      value.replace(/[013457@$]/g, (char) => LEET[char]!),
      around,
    )
  );
}

/** Nobody writes more in words. */
const LONGEST_WORDS = 200;

/** `p@ssw0rd` */
const LEET: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

function isMadeOf(value: string, around: ReadonlySet<string>): boolean {
  const digits = value.replace(/\D+/g, '');
  if (digits.length > 4 && !'1234567890'.startsWith(digits)) return false;
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return words.every((word) => FILLER.has(word) || around.has(word) || isRunTogether(word, around));
}

/** `minioadmin`, `rootpassword`: two such words without anything between them. */
function isRunTogether(word: string, around: ReadonlySet<string>): boolean {
  for (let at = 2; at < word.length - 1; at++) {
    const [first, second] = [word.slice(0, at), word.slice(at)];
    if ((FILLER.has(first) || around.has(first)) && (FILLER.has(second) || around.has(second))) return true;
  }
  return false;
}
