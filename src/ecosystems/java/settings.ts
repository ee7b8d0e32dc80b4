// What the configuration of Spring sets.
import { lineAt, type SettingsFolder } from '../settings.js';
import { databaseFile, type Findings } from '../source-values.js';
import { readActuator, type SpringSettings } from './actuator.js';

/** Ports, routes and files of a project of Spring. */
export function readSpring({ read, found }: SettingsFolder): void {
  const settings: SpringSettings = new Map();
  for (const name of ['application.properties', 'application.yml', 'application.yaml']) {
    const file = read(`src/main/resources/${name}`) ?? read(name);
    if (file) spring(file.findings, file.text, settings);
  }
  const build = read('pom.xml') ?? read('build.gradle') ?? read('build.gradle.kts');
  if (build) readActuator(build, settings);
  const web = build?.text.search(/spring-boot-starter-(?:web|webflux|jersey)\b/) ?? -1;
  const isSet = found.some((each) => each.listens.length + each.unread.listens.length > 0);
  // Its port may be kept by a server of settings: https://docs.spring.io/spring-cloud-config/reference/client.html
  const isKept = build?.text.includes('spring-cloud-starter-config') === true;
  if (build && web !== -1 && !isSet && !isKept) build.findings.listened({ text: '8080' }, lineAt(build.text, web));
}

/** `server.port`, log files and databases that are files, of Spring's properties, flat or as YAML. */
function spring(found: Findings, text: string, settings: SpringSettings): void {
  const path: { indent: number; key: string }[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const match = /^(\s*)([\w.-]+)\s*[:=]\s*(\S.*)?$/.exec(line);
    if (!match) continue;
    const [, indent = '', key = '', rest = ''] = match;
    while (path.length > 0 && path.at(-1)!.indent >= indent.length) path.pop();
    path.push({ indent: indent.length, key });
    const value = rest.trim().replace(/^["']|["']$/g, '');
    const name = path.map((each) => each.key).join('.');
    if (value === '') continue;
    setting(found, name, value, at + 1);
    // A document of a profile may say otherwise: what is said twice is not known.
    settings.set(name, settings.has(name) && settings.get(name) !== value ? undefined : value);
  }
}

function setting(found: Findings, name: string, raw: string, line: number): void {
  const placeholder = /^\$\{([\w.]+)(?::([^}]*))?\}$/.exec(raw);
  const text = placeholder ? placeholder[2] : raw;
  const variable = placeholder ? { variable: placeholder[1]! } : {};
  const value = text === undefined ? variable : { text, ...variable };
  if (name === 'server.port') found.listened(value, line);
  else if (/^server\.(?:servlet\.)?context-path$|^spring\.webflux\.base-path$/.test(name))
    found.movesRoutes(name, line);
  else if (/^logging\.file(?:\.name)?$/.test(name)) found.wrote(value, false, line);
  else if (name === 'logging.file.path' || name === 'spring.servlet.multipart.location') found.wrote(value, true, line);
  else if (name === 'spring.datasource.url') {
    const path = databaseFile(raw);
    if (path !== undefined) found.wrote({ text: path }, false, line);
  }
}
