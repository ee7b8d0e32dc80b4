// ~/.netrc, where pip finds the password of an index.
// Source: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
import { join } from 'node:path';
import { readSmall } from './ini.js';
import { homeOf, type Environment } from './options.js';

/** The login of exactly this host: a default one would send a password to whoever is asked. `undefined` where there is none. */
export function netrcLogin(env: Environment, host: string): { user: string; password: string } | undefined {
  const text = readSmall(env.NETRC ?? join(homeOf(env), '.netrc'));
  if (text === undefined) return undefined;
  const words = text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .split(/\s+/);
  let machine = '';
  let user = '';
  let password = '';
  const complete = () => machine === host && user !== '' && password !== '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'macdef') break; // a macro is free text up to a blank line
    if (word === 'machine' || word === 'default') {
      if (complete()) break;
      machine = word === 'machine' ? (words[++at] ?? '').toLowerCase() : '';
      user = '';
      password = '';
    } else if (word === 'login') user = words[++at] ?? '';
    else if (word === 'password') password = words[++at] ?? '';
  }
  return complete() ? { user, password } : undefined;
}
