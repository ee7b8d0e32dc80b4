// A request as a health check makes it, in this language.
import type { PlainRequest } from '../ecosystem.js';

/** By net/http; `nil` for the proxy keeps the one of the environment out. */
export function askByRuby({ port, variable, path, headers, failsByStatus }: PlainRequest): readonly string[] {
  const given = headers.map(([name, value]) => `'${name}' => '${value}'`).join(', ');
  const number = variable === undefined ? String(port) : `(ENV['${variable}'] || ${port}).to_i`;
  const get = `Net::HTTP.new('127.0.0.1', ${number}, nil).get('${path}'${given === '' ? '' : `, { ${given} }`})`;
  return ['ruby', '-rnet/http', '-e', failsByStatus ? `exit(${get}.code.to_i < 400)` : get];
}
