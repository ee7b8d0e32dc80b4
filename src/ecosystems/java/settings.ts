// What the configuration of Spring sets.
import { lineAt, type SettingsFolder } from '../settings.js';

import { databaseFile, type Findings } from '../source-values.js';

/** Ports, routes and files of a project of Spring. */
export function readSpring({ read, found }: SettingsFolder): void {
  for (const name of ['application.properties', 'application.yml', 'application.yaml']) {
    const file = read(`src/main/resources/${name}`) ?? read(name);
    if (file) spring(file.findings, file.text);
  }
  const build = read('pom.xml') ?? read('build.gradle') ?? read('build.gradle.kts');
  // Source: https://docs.spring.io/spring-boot/reference/actuator/endpoints.html
  const at = build?.text.indexOf('spring-boot-starter-actuator') ?? -1;
  if (build && at !== -1) build.findings.answered({ text: '/actuator/health' }, lineAt(build.text, at));
  const web = build?.text.search(/spring-boot-starter-(?:web|webflux|jersey)\b/) ?? -1;
  const isSet = found.some((each) => each.listens.length + each.unread.listens.length > 0);
  // Its port may be kept by a server of settings: https://docs.spring.io/spring-cloud-config/reference/client.html
  const isKept = build?.text.includes('spring-cloud-starter-config') === true;
  if (build && web !== -1 && !isSet && !isKept) build.findings.listened({ text: '8080' }, lineAt(build.text, web));
}

/** `server.port`, log files and databases that are files, of Spring's properties, flat or as YAML. */
function spring(found: Findings, text: string): void {
  const path: { indent: number; key: string }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const match = /^(\s*)([\w.-]+)\s*[:=]\s*(\S.*)?$/.exec(line);
    if (!match) continue;
    const [, indent = '', key = '', rest = ''] = match;
    while (path.length > 0 && path.at(-1)!.indent >= indent.length) path.pop();
    path.push({ indent: indent.length, key });
    const value = rest.trim().replace(/^["']|["']$/g, '');
    const name = path.map((each) => each.key).join('.');
    if (value !== '') setting(found, name, value, at + 1);
  }
}

function setting(found: Findings, name: string, raw: string, line: number): void {
  const placeholder = /^\$\{([\w.]+)(?::([^}]*))?\}$/.exec(raw);
  const text = placeholder ? placeholder[2] : raw;
  const variable = placeholder ? { variable: placeholder[1]! } : {};
  const value = text === undefined ? variable : { text, ...variable };
  if (name === 'server.port') found.listened(value, line);
  else if (
    name === 'server.servlet.context-path' ||
    name === 'management.server.port' ||
    name === 'management.endpoints.web.base-path'
  )
    found.unread.routes.push({ says: `${name} moves its routes`, from: found.at(line) });
  else if (/^logging\.file(?:\.name)?$/.test(name)) found.wrote(value, false, line);
  else if (name === 'logging.file.path' || name === 'spring.servlet.multipart.location') found.wrote(value, true, line);
  else if (name === 'spring.datasource.url') {
    const path = databaseFile(raw);
    if (path !== undefined) found.wrote({ text: path }, false, line);
  }
}
