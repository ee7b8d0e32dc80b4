// What the configuration of Puma and of Rails sets.
import { lineAt, type SettingsFolder } from '../settings.js';

/** What files of configuration show of a server. */
export function readRubySettings(folder: SettingsFolder): void {
  readPuma(folder);
  readRails(folder);
}

/** The port of config/puma.rb. */
function readPuma({ read }: SettingsFolder): void {
  const file = read('config/puma.rb');
  const port =
    file && /^[ \t]*port\s+ENV(?:\.fetch)?[([]\s*["']PORT["'][)\]]?\s*(?:,|(?:\)\s*)?\{)\s*["']?(\d+)/m.exec(file.text);
  if (file && port) file.findings.listened({ text: port[1]!, variable: 'PORT' }, lineAt(file.text, port.index));
}

const HEALTH =
  /^([ \t]{0,20})get[ (]{1,4}["']\/?([\w/-]{1,60})["'],?\s{0,4}(?:=>|to:|,\s{0,4}to:)\s{0,4}["']rails\/health#show["']/m;
const FIRST = /\.routes\.draw[ \t]{0,4}do[^\n]{0,40}\n(?:[ \t]{0,20}(?:#[^\n]{0,300})?\n){0,50}([ \t]{0,20})\S/;

/**
 * The route that Rails has for health checks since 7.1, where the application draws it itself: new ones do, as `/up`.
 * Sources: https://api.rubyonrails.org/classes/Rails/HealthController.html,
 * https://api.rubyonrails.org/classes/ActionDispatch/HostAuthorization.html
 */
function readRails({ read }: SettingsFolder): void {
  const routes = read('config/routes.rb');
  const found = routes && HEALTH.exec(routes.text);
  // Within a scope it stands elsewhere: the first line below `draw` shows how far in the others are.
  if (!routes || !found || found[1] !== FIRST.exec(routes.text)?.[1]) return;
  const all = ['config/application.rb', 'config/environments/production.rb'].map((name) => read(name)?.text ?? '');
  if (all.some((text) => /^[ \t]{0,20}config\.relative_url_root\b/m.test(text))) return;
  // A list of hosts closes the address that a check asks, but for what is left out of it.
  const isClosed = all.some((text) => /^[ \t]{0,20}config\.hosts\b(?!\.clear|[ \t]{0,4}=[ \t]{0,4}nil)/m.test(text));
  if (isClosed && !all.some((text) => /^[ \t]{0,20}config\.host_authorization\b/m.test(text))) return;
  routes.findings.answersHealth(`/${found[2]}`, lineAt(routes.text, found.index));
}
