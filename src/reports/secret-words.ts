// What a secret looks like, by its name and by its value.

/** Names that hold a secret, by their end: `DB_PASSWORD`, not `PASSWORD_MIN_LENGTH`. */
export const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASS|SECRET|TOKEN|API_?KEY|SECRET_?KEY|SECRET_?KEY_BASE|PRIVATE_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|AUTH_?KEY|MASTER_?KEY|CREDENTIALS?)$|(?:^|_)(?:DB|ROOT|USER|ADMIN|SSH|MYSQL|POSTGRES|REDIS|FTP|SMTP)_PWD$|[A-Z]PASSWORD$/i;
/** Switches, public halves and names of things. */
export const NO_SECRET_NAME =
  /(?:^|_)(?:PUBLIC|PUBLISHABLE|ALLOW|EMPTY|RANDOM|DISABLE|ENABLE|REQUIRE|USE|NO|SKIP|MAX|MIN|NUM|HAS|IS)(?:_|$)|GOOGLE_APPLICATION_CREDENTIALS$/i;
/** What nobody would keep secret: switches, numbers, paths, placeholders. */
export const NO_SECRET_VALUE =
  /^(?:|[0-]+|ignored?|yes|no|true|false|on|off|none|null|nil|undefined|unset|\d{1,2})$|^(?:\/|\.\/|~\/|file:|\$\(|[<{*x]+$)|\.(?:sh|py|txt|json|ya?ml|conf|pem|key|crt|env|properties)$|dummy|placeholder|build[-_ ]?time|change[-_ ]?(?:me|this|it)|replace|example|fake|not[-_ ]?(?:a|an|used|needed|real|set|the)|unused|todo|your[-_ ]|insert|^<|precompile|temporary|for[-_ ]?build/i;
/** Formats that are secrets under any name. Sources: the issuers' documentation of their token formats. */
export const SECRET_VALUE =
  /\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10,}|\bsk_live_[A-Za-z0-9]{16,}|\bnpm_[A-Za-z0-9]{36}\b|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/;
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
