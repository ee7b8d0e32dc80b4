// Sizes of memory as servers and runtimes write them.
import type { MemoryRule } from '../knowledge/index.js';

/** Mebibytes; `none`: it is told to take what it likes; `variable`: somebody else decides; `odd`: it does not read that. */
export type WrittenSize = number | 'none' | 'variable' | 'odd';

const MEBI = 2 ** 20;

interface Units {
  readonly form: RegExp;
  /** Bytes of a unit, in lower case where the case counts for nothing. */
  readonly bytes: Readonly<Record<string, number>>;
  readonly anyCase?: true;
}

const POWERS = { k: 2 ** 10, m: MEBI, g: 2 ** 30, t: 2 ** 40 };

const UNITS: Readonly<Record<MemoryRule['reads'], Units>> = {
  // The manual of the launcher, its extra options.
  jvm: { form: /^(\d{1,15})([kmgt]?)$/i, bytes: { '': 1, ...POWERS }, anyCase: true },
  // https://pkg.go.dev/runtime#hdr-Environment_Variables
  gomem: {
    form: /^(\d{1,15})(B|KiB|MiB|GiB|TiB|)$/,
    bytes: { '': 1, B: 1, KiB: 2 ** 10, MiB: MEBI, GiB: 2 ** 30, TiB: 2 ** 40 },
  },
  // The head of https://github.com/redis/redis/blob/8.0/redis.conf
  redis: {
    form: /^(\d{1,15})(b|kb?|mb?|gb?|)$/i,
    bytes: { '': 1, b: 1, k: 1e3, kb: 2 ** 10, m: 1e6, mb: MEBI, g: 1e9, gb: 2 ** 30 },
    anyCase: true,
  },
  // https://dev.mysql.com/doc/refman/8.4/en/program-variables.html
  mysql: { form: /^(\d{1,15})([kmgt]?)$/i, bytes: { '': 1, ...POWERS }, anyCase: true },
  // https://www.postgresql.org/docs/current/config-setting.html; without a unit in blocks of 8 kB.
  postgres: {
    form: /^(\d{1,15}(?:\.\d{1,6})?)[ \t]{0,5}(B|kB|MB|GB|TB|)$/,
    bytes: { '': 2 ** 13, B: 1, kB: 2 ** 10, MB: MEBI, GB: 2 ** 30, TB: 2 ** 40 },
  },
  // A number of mebibytes; what stands behind it is not read: https://github.com/memcached/memcached/blob/master/memcached.c
  memcached: { form: /^(\d{1,9})(m?)$/i, bytes: { '': MEBI, m: MEBI }, anyCase: true },
};

/** The size that a value gives, in the words of whoever reads it. */
export function sizeIn(reads: MemoryRule['reads'], written: string): WrittenSize {
  const text = written.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (text.includes('$')) return 'variable';
  if (reads === 'gomem' && text === 'off') return 'none';
  const { form, bytes, anyCase } = UNITS[reads];
  const [, number = '', unit = ''] = form.exec(text) ?? [];
  const factor = number === '' ? undefined : bytes[anyCase ? unit.toLowerCase() : unit];
  if (factor === undefined) return 'odd';
  const mebi = (Number(number) * factor) / MEBI;
  // Nothing, where it means that there is no end: maxmemory 0.
  return mebi === 0 ? 'none' : mebi;
}
