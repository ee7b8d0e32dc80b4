// A request as a health check makes it, in this language.
import type { PlainRequest } from '../ecosystem.js';

/** By http.client, which knows no proxy, and not by a file of the program of that name (`-I`). `sys.exit(True)` ends with 1, and so does an exception. */
export function askByPython({ port, path, headers, failsByStatus }: PlainRequest): readonly string[] {
  const given = headers.map(([name, value]) => `'${name}': '${value}'`).join(', ');
  const request = `c.request('GET', '${path}'${given === '' ? '' : `, headers={${given}}`})`;
  const end = failsByStatus ? 'sys.exit(c.getresponse().status >= 400)' : 'c.getresponse()';
  const modules = failsByStatus ? 'sys, http.client' : 'http.client';
  return [
    'python',
    '-I',
    '-c',
    `import ${modules} as h; c = h.HTTPConnection('127.0.0.1', ${port}); ${request}; ${end}`,
  ];
}
