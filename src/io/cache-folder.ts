// Where what is kept between runs lies.
import { isAbsolute, join } from 'node:path';

/** `$XDG_CACHE_HOME/harden` or `~/.cache/harden`; `undefined` for a user without either. */
export function defaultCacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base = env.XDG_CACHE_HOME;
  if (base !== undefined && isAbsolute(base)) return join(base, 'harden');
  const home = env.HOME ?? env.USERPROFILE;
  return home !== undefined && isAbsolute(home) ? join(home, '.cache', 'harden') : undefined;
}
