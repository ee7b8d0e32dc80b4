// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import { lineAt } from '../settings.js';
import type { Findings } from '../source-values.js';

const DOTNET: readonly ScanRule[] = [
  { call: /\bFile\.(?:Write\w+|Append\w+|Create|OpenWrite|Delete)\(/g, is: 'file' },
  { call: /\bDirectory\.(?:CreateDirectory|Delete)\(/g, is: 'folder' },
  { call: /\bnew (?:FileStream|StreamWriter)\(/g, is: 'file' },
  { call: /\bProcess\.Start\(/g, is: 'program' },
  {
    call: /\b(?:app|endpoints?|application)\.(?:Map(?:Get|HealthChecks)|UseHealthChecks)\(/g,
    is: 'route',
    unless: /\.Require(?:Authorization|Host)\(/,
  },
];

/** What binds addresses of the program's own. */
const OWN_ADDRESS =
  /\b(?:UseUrls|ConfigureKestrel|UseKestrel|ListenAnyIP|ListenLocalhost)\(|\.Urls\.Add\(|\bapp\.Run(?:Async)?\(\s{0,10}[$@"]/;

/** The facts of one file. */
export function readDotnetSource(file: FilePath, text: string): Findings {
  const found = scanSource(file, text, DOTNET);
  // Every route then asks for a login. Source: https://learn.microsoft.com/aspnet/core/security/authorization/secure-data#require-authenticated-users
  const at = found.routes.length > 0 ? text.search(/\bFallbackPolicy\b/) : -1;
  if (at !== -1) found.movesRoutes('a policy for all', lineAt(text, at));
  // Source: https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints
  const bound = text.search(OWN_ADDRESS);
  if (bound !== -1) found.portUnread(lineAt(text, bound));
  return found;
}
