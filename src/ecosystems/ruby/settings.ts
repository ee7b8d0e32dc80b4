// What the configuration of Puma sets.
import { lineAt, type SettingsFolder } from '../settings.js';

/** The port of config/puma.rb. */
export function readPuma({ read }: SettingsFolder): void {
  const file = read('config/puma.rb');
  const port =
    file && /^[ \t]*port\s+ENV(?:\.fetch)?[([]\s*["']PORT["'][)\]]?\s*(?:,|(?:\)\s*)?\{)\s*["']?(\d+)/m.exec(file.text);
  if (file && port) file.findings.listened({ text: port[1]!, variable: 'PORT' }, lineAt(file.text, port.index));
}
