// A request as a health check makes it, in this language.
import type { PlainRequest } from '../ecosystem.js';

/** By the modules that every version has; it knows no proxy. */
export function askByNode({ port, path, headers, failsByStatus }: PlainRequest): readonly string[] {
  const given = headers.map(([name, value]) => `'${name}': '${value}'`).join(', ');
  const options = `{ host: '127.0.0.1', port: ${port}, path: '${path}'${given === '' ? '' : `, headers: { ${given} }`} }`;
  const code = failsByStatus ? '(r) => process.exit(r.statusCode < 400 ? 0 : 1)' : '() => process.exit(0)';
  return ['node', '-e', `require('http').get(${options}, ${code}).on('error', () => process.exit(1))`];
}
