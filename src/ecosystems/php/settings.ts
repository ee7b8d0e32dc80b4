// What the configuration of Laravel sets.
import { lineAt, type SettingsFolder } from '../settings.js';

/**
 * The route that Laravel makes for health checks since 11, where bootstrap/app.php names it: new applications do.
 * Source: https://laravel.com/docs/11.x/deployment#the-health-route
 */
export function readLaravel({ read }: SettingsFolder): void {
  const file = read('bootstrap/app.php');
  const at = file?.text.indexOf('->withRouting(') ?? -1;
  if (!file || at === -1) return;
  const found = /^[ \t]{0,40}health:[ \t]{0,10}(["'])\/?([\w/-]{1,60})\1/m.exec(file.text.slice(at));
  if (found) file.findings.answersHealth(`/${found[2]}`, lineAt(file.text, at + found.index));
}
