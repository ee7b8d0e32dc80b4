// Where the actuator of Spring Boot answers a health check, as its settings say.
import { lineAt } from '../settings.js';
import type { Findings } from '../source-values.js';

/** Settings by their whole name; `undefined` where they are said in two ways. */
export type SpringSettings = Map<string, string | undefined>;

/** Settings that take the health endpoint away. */
const OFF: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^management\.endpoint\.health\.enabled$/, /^false$/],
  [/^management\.endpoint\.health\.access$/, /^none$/i],
  [/^management\.endpoints\.web\.exposure\.exclude$/, /\*|\bhealth\b/],
  [/^endpoints\.health\.enabled$/, /^false$/],
];
/** Settings that take all endpoints away, unless one is given back. */
const ALL_OFF: readonly (readonly [name: string, value: RegExp, back: string])[] = [
  ['management.endpoints.enabled-by-default', /^false$/, 'management.endpoint.health.enabled'],
  ['management.endpoints.access.default', /^none$/i, 'management.endpoint.health.access'],
  ['endpoints.enabled', /^false$/, 'endpoints.health.enabled'],
];
const INCLUDE = /^management\.endpoints\.web\.exposure\.include(?:\[\d{1,2}\])?$/;
/** A port of its own, and paths that are relative to settings of their own. */
const ELSEWHERE =
  /^management\.(?:port|server\.port|context-path|server\.(?:servlet\.)?(?:context-path|base-path)|endpoints\.web\.path-mapping\.health)$/;
const CONTEXT = ['server.servlet.context-path', 'server.context-path', 'spring.webflux.base-path'];
const PLAIN_PATH = /^\/?[\w./-]{0,80}$/;

/**
 * The route of the health endpoint, which is exposed unless a setting says otherwise, with or without Spring Security
 * as it comes.
 * Sources: https://docs.spring.io/spring-boot/reference/actuator/endpoints.html,
 * https://docs.spring.io/spring-boot/reference/actuator/monitoring.html,
 * https://docs.spring.io/spring-boot/docs/1.5.0.RELEASE/reference/html/production-ready-monitoring.html
 */
export function readActuator(
  build: { readonly findings: Findings; readonly text: string },
  settings: SpringSettings,
): void {
  const at = build.text.indexOf('spring-boot-starter-actuator');
  const path = at === -1 ? undefined : healthPath(build.text, settings);
  if (path !== undefined) build.findings.answersHealth(path, lineAt(build.text, at));
}

function healthPath(build: string, settings: SpringSettings): string | undefined {
  const all = [...settings];
  if (all.some(([name]) => ELSEWHERE.test(name))) return undefined;
  const isOff = all.some(([name, value]) => OFF.some(([off, how]) => off.test(name) && how.test(value ?? '')));
  const isAllOff = ALL_OFF.some(
    ([name, value, back]) => value.test(settings.get(name) ?? '') && settings.get(back) === undefined,
  );
  const included = all.filter(([name]) => INCLUDE.test(name));
  const isLeftOut = included.length > 0 && !included.some(([, value]) => /\*|\bhealth\b/.test(value ?? ''));
  if (isOff || isAllOff || isLeftOut) return undefined;
  const context = pathIn(settings, CONTEXT, '');
  const base = isFirst(build) ? '' : pathIn(settings, ['management.endpoints.web.base-path'], '/actuator');
  return context === undefined || base === undefined ? undefined : `${context}${base}/health`;
}

/** Below Spring Boot 2 the endpoints stand at the root. */
function isFirst(build: string): boolean {
  return (
    /<artifactId>spring-boot-starter-parent<\/artifactId>\s{0,40}<version>1\./.test(build) ||
    /spring-boot-gradle-plugin:1\.|org\.springframework\.boot['"]\)?\s{0,4}version\s{0,4}['"]1\./.test(build)
  );
}

/** A path of the settings without a slash at its end; `undefined` where it is not written out. */
function pathIn(settings: SpringSettings, names: readonly string[], otherwise: string): string | undefined {
  const name = names.find((each) => settings.has(each));
  if (name === undefined) return otherwise;
  const text = settings.get(name);
  if (text === undefined || !PLAIN_PATH.test(text)) return undefined;
  const bare = text.replace(/^\//, '').replace(/(?<!\/)\/+$/, '');
  return bare === '' ? '' : `/${bare}`;
}
