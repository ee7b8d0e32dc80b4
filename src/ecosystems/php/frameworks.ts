// Commands of frameworks that write files of the program and nothing else.
import { words } from '../../model/index.js';

const ARTISAN = words(`
  config:cache config:clear route:cache route:clear view:cache view:clear event:cache event:clear optimize
  optimize:clear cache:clear clear-compiled storage:link package:discover vendor:publish key:generate lang:js`);
const CONSOLE = /^(?:cache:(?:warmup|clear)|assets:install|asset-map:compile|importmap:install|assetic:dump)$/;

/** True for a command of Laravel's `artisan`, or of Symfony's `console`, that does so. */
export function writesFiles(tool: 'artisan' | 'console', command: string | undefined): boolean {
  return tool === 'artisan' ? ARTISAN.has(command ?? '') : CONSOLE.test(command ?? '');
}
