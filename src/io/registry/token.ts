// What a registry's token is good for, as far as it says so itself.
import { listIn, parseJson, recordIn, textIn } from './json.js';

/**
 * The repositories that a token lets its bearer read: the `access` claim of a JSON Web Token. Empty for a token that is
 * none. The signature is not checked, which is the registry's part: a false claim gets a refusal there.
 * Source: https://distribution.github.io/distribution/spec/auth/jwt/
 */
export function grantedPaths(token: string): ReadonlySet<string> {
  const payload = token.split('.', 3)[1] ?? '';
  const { access } = recordIn(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  const paths = new Set<string>();
  for (const { type, name, actions } of listIn(access).map(recordIn)) {
    const path = textIn(name);
    if (type === 'repository' && path !== undefined && listIn(actions).includes('pull')) paths.add(path);
  }
  return paths;
}
