// Apps of GitHub: who signs as one is given a token for where it is installed.
import { createVerify } from 'node:crypto';
import { REPO } from './github-answers.js';
import type { Answer, Call, Route } from './server.js';

/** Of an app: its number, what it is called, where it is installed, and the token that it is given there. */
export const APP = { id: 7, slug: 'harden-app', installation: 70, token: 'ghs_of-the-app' };

/** @param appKey the public half of the key that signs. */
export function ofApp(appKey: string | undefined): Route[] {
  const isApp = ({ headers }: Call): boolean => {
    const [head, body, signature] = (headers.authorization ?? '').replace(/^bearer /i, '').split('.');
    if (appKey === undefined || signature === undefined) return false;
    const verify = createVerify('RSA-SHA256').update(`${head}.${body}`);
    if (!verify.verify(appKey, signature, 'base64url')) return false;
    const claims: { readonly iss: unknown; readonly exp: number } = JSON.parse(
      Buffer.from(body!, 'base64url').toString(),
    );
    return String(claims.iss) === String(APP.id) && claims.exp * 1000 > Date.now();
  };
  const only = (call: Call, answer: Answer): Answer =>
    isApp(call) ? answer : [401, { message: 'A JSON web token could not be decoded' }];
  return [
    {
      name: 'installation',
      on: `GET ${REPO}/installation`,
      isOpen: true,
      answer: (call) => only(call, [200, { id: APP.installation, app_id: APP.id, app_slug: APP.slug }]),
    },
    {
      name: 'installation-token',
      on: 'POST /app/installations/{installation_id}/access_tokens',
      keys: [[], ['repositories', 'repository_ids', 'permissions']],
      isOpen: true,
      answer: (call) => {
        const expires_at = new Date(Date.now() + 3_600_000).toISOString();
        return only(call, [201, { token: APP.token, expires_at, permissions: { contents: 'write' } }]);
      },
    },
  ];
}
