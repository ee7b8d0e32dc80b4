// What frameworks write by themselves, and what their configuration files set.
import { type Repository, type SourceLanguage, child, type Folder } from '../model/index.js';
import { databaseFile, Findings } from './source-values.js';

/** Folders that a package writes to when it runs, below the folder of its manifest. */
const PACKAGES: readonly { readonly manifest: string; readonly name: RegExp; readonly folders: readonly string[] }[] = [
  // Source: https://nextjs.org/docs/app/guides/self-hosting#image-optimization
  { manifest: 'package.json', name: /"next"\s*:/, folders: ['.next/cache'] },
  // Source: https://docs.strapi.io/dev-docs/installation/docker
  { manifest: 'package.json', name: /"@?strapi(?:\/strapi)?"\s*:/, folders: ['.tmp', '.cache', 'public/uploads'] },
  // Source: https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt
  { manifest: 'Gemfile', name: /^\s*gem\s+['"]rails['"]/m, folders: ['db', 'log', 'storage', 'tmp'] },
  // Source: https://laravel.com/docs/deployment#directory-permissions
  { manifest: 'composer.json', name: /"laravel\/framework"\s*:/, folders: ['storage', 'bootstrap/cache'] },
  // Source: https://symfony.com/doc/current/setup/file_permissions.html
  { manifest: 'composer.json', name: /"symfony\/framework-bundle"\s*:/, folders: ['var'] },
];

/** The facts that files of a folder other than source show. */
export function readSettings(repository: Repository, folder: Folder, language: SourceLanguage): Findings[] {
  const found: Findings[] = [];
  function read(name: string): { findings: Findings; text: string } | undefined {
    const path = child(folder, name);
    const text = repository.kind(path) === 'file' ? repository.read(path) : undefined;
    if (text === undefined) return undefined;
    const findings = new Findings(path, text);
    found.push(findings);
    return { findings, text };
  }
  const names = new Set(PACKAGES.map(({ manifest }) => manifest));
  for (const manifest of names) {
    const file = read(manifest);
    for (const rule of PACKAGES) {
      if (!file || rule.manifest !== manifest) continue;
      const match = rule.name.exec(file.text);
      const line = match ? lineAt(file.text, match.index) : 0;
      if (match) for (const path of rule.folders) file.findings.wrote({ text: path, here: true }, true, line);
    }
  }
  if (language === 'java') {
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
    if (build && web !== -1 && !isSet) build.findings.listened({ text: '8080' }, lineAt(build.text, web));
  }
  for (const { path, rules } of FILES[language] ?? []) {
    const file = read(path);
    if (file) for (const rule of rules) named(file.findings, file.text, rule);
  }
  if (language === 'ruby') {
    const file = read('config/puma.rb');
    const port =
      file && /^\s*port\s+ENV(?:\.fetch)?[([]\s*["']PORT["'][)\]]?\s*(?:,|\)?\s*\{)\s*["']?(\d+)/m.exec(file.text);
    if (file && port) file.findings.listened({ text: port[1]!, variable: 'PORT' }, lineAt(file.text, port.index));
  }
  return found;
}

/** A pattern whose first group is a path; one with a variable in it is not known. */
interface PathRule {
  readonly pattern: RegExp;
  readonly folder?: boolean;
  /** The path counts from the folder of the file. */
  readonly here?: true;
}

const LOGBACK: readonly PathRule[] = [
  { pattern: /<file>\s*([^<]+?)\s*<\/file>/gi },
  { pattern: /<fileNamePattern>\s*([^<]+?)\s*<\/fileNamePattern>/gi },
];
const LOG4J: readonly PathRule[] = [{ pattern: /\bfileName="([^"]+)"/g }];
const DOTNET: readonly PathRule[] = [
  { pattern: /"path"\s*:\s*"([^"]*\blogs?\b[^"]*)"/gi },
  { pattern: /(?:Data Source|DataSource|Filename)=([^";]+\.(?:db|sqlite3?))/gi },
];
/** Files of configuration, and what in them is written. */
const FILES: Readonly<
  Partial<Record<SourceLanguage, readonly { readonly path: string; readonly rules: readonly PathRule[] }[]>>
> = {
  java: [
    ...['logback.xml', 'logback-spring.xml'].map((name) => ({ path: `src/main/resources/${name}`, rules: LOGBACK })),
    ...['log4j2.xml', 'log4j2-spring.xml'].map((name) => ({ path: `src/main/resources/${name}`, rules: LOG4J })),
    { path: 'src/main/resources/log4j.properties', rules: [{ pattern: /^log4j\.appender\.\w+\.File\s*=\s*(\S+)$/gm }] },
  ],
  dotnet: ['appsettings.json', 'appsettings.Production.json'].map((path) => ({ path, rules: DOTNET })),
  node: [
    // Source: https://www.prisma.io/docs/orm/overview/databases/sqlite
    { path: 'prisma/schema.prisma', rules: [{ pattern: /^\s*url\s*=\s*"file:([^"?]+)"/gm, here: true }] },
  ],
};

function named(found: Findings, text: string, { pattern, folder = false, here }: PathRule): void {
  for (const match of text.matchAll(pattern)) {
    const line = lineAt(text, match.index);
    const path = match[1]!;
    if (/[$%{]/.test(path)) {
      // A pattern of dates below a plain folder: `logs/app.%d.log`.
      const plain = /^([^$%{]*\/)/.exec(path)?.[1];
      found.wrote(plain === undefined ? undefined : { text: plain }, plain !== undefined, line);
    } else found.wrote(here ? { text: path, here } : { text: path }, folder, line);
  }
}

/** `server.port`, log files and databases that are files, of Spring's properties, flat or as YAML. */
function spring(found: Findings, text: string): void {
  const path: { indent: number; key: string }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const match = /^(\s*)([\w.-]+)\s*[:=]\s*(.*)$/.exec(line);
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

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
