// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import { lineAt } from '../settings.js';
import type { Findings } from '../source-values.js';

const JAVA: readonly ScanRule[] = [
  { call: /\bnew (?:FileOutputStream|FileWriter|RandomAccessFile|PrintWriter|PrintStream)\(/g, is: 'file' },
  {
    call: /\bFiles\.(?:write|writeString|newOutputStream|newBufferedWriter|createFile|delete|deleteIfExists)\(/g,
    is: 'file',
  },
  { call: /\bFiles\.createDirector(?:y|ies)\(/g, is: 'folder' },
  { call: /\bFiles\.(?:copy|move)\(/g, is: 'file', at: 1 },
  { call: /\.(?:mkdirs?|transferTo)\(/g, is: 'folder' },
  { call: /\bgetRuntime\(\)\.exec\(/g, is: 'program' },
  { call: /\bnew ProcessBuilder\(/g, is: 'program' },
  { call: /@GetMapping\(/g, is: 'route' },
];

/** What decides who may ask which route. */
const FILTER =
  /\bSecurity(?:Web)?FilterChain\b|\bWebSecurityConfigurerAdapter\b|\bResourceServerConfigurerAdapter\b|\bServerHttpSecurity\b/;
const OPENS_HEALTH =
  /\/(?:actuator|health)\b|\bEndpointRequest\b|\banyRequest\(\)\s{0,80}\.permitAll\(\)|\banyExchange\(\)\s{0,80}\.permitAll\(\)/;
const ABOVE = /@RequestMapping\(\s{0,20}(?:(?:value|path)\s{0,4}=\s{0,4})?\{?"(\/[^"{}]{0,100})"/;

/** The facts of one file. */
export function readJavaSource(file: FilePath, text: string): Findings {
  const found = scanSource(file, text, JAVA);
  if (found.routes.length > 0) putBelow(found, text);
  // Source: https://docs.spring.io/spring-security/reference/servlet/authorization/authorize-http-requests.html
  const filter = FILTER.exec(text);
  if (filter && !(OPENS_HEALTH.test(text) && text.includes('permitAll')))
    found.movesRoutes('a filter that may ask for a login', lineAt(text, filter.index));
  return found;
}

/** Routes of a controller stand below the path of its class. */
function putBelow({ routes }: Findings, text: string): void {
  const head = text.slice(0, Math.max(0, text.search(/\bclass\s/)));
  const above = ABOVE.exec(head)?.[1]?.replace(/(?<!\/)\/+$/, '');
  if (above === undefined) return;
  const below = routes.map((route) => ({ ...route, path: above + (route.path === '/' ? '' : route.path) }));
  routes.splice(0, routes.length, ...below);
}
