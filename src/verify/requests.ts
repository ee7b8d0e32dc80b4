// The builds of a Compose model, as the engine takes them.
import type { BuildRequest, ModelMap, ModelValue } from '../io/index.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

export interface ServiceBuild {
  readonly services: readonly string[];
  readonly request: Omit<BuildRequest, 'cache' | 'timeoutMs'>;
  /** `dockerfile_inline`: its text. */
  readonly inline?: string;
}

export interface RequestOptions {
  /** A context or a secret of the tree's copy, or what it stands for outside. */
  meant(path: string): string;
}

/** The builds of the services that are there, each once. */
export function buildsOf(model: ModelMap, options: RequestOptions): ServiceBuild[] {
  const found = new Map<string, { services: string[]; request: ServiceBuild['request']; inline?: string }>();
  for (const [service, value] of Object.entries(mapIn(model.services))) {
    const settings = mapIn(value);
    if (settings.build === undefined) continue;
    const { inline, ...request } = requestOf(mapIn(settings.build), settings, model, options);
    const key = JSON.stringify([request, inline]);
    const known = found.get(key);
    if (known) known.services.push(service);
    else found.set(key, { services: [service], request, ...(inline === undefined ? {} : { inline }) });
  }
  return [...found.values()];
}

function requestOf(
  build: ModelMap,
  service: ModelMap,
  model: ModelMap,
  { meant }: RequestOptions,
): ServiceBuild['request'] & { inline?: string } {
  const context = local(textIn(build.context) ?? '.', meant);
  const dockerfile = textIn(build.dockerfile) ?? 'Dockerfile';
  const platform = textIn(service.platform) ?? textsIn(build.platforms)[0];
  const inline = textIn(build.dockerfile_inline);
  const secrets = listIn(build.secrets).map((each) => secretOf(each, mapIn(model.secrets), meant));
  return {
    context,
    dockerfile: dockerfile.startsWith('/') || isRemote(context) ? dockerfile : `${context}/${dockerfile}`,
    args: argsOf(build.args),
    ...optional('target', textIn(build.target)),
    ...optional('network', textIn(build.network)),
    ...optional('platform', platform),
    ...optional('shmSize', textIn(build.shm_size)),
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(build.ssh === undefined ? {} : { ssh: sshOf(build.ssh) }),
    ...(build.additional_contexts === undefined
      ? {}
      : { contexts: contextsOf(mapIn(build.additional_contexts), meant) }),
    ...(build.extra_hosts === undefined ? {} : { hosts: textsIn(build.extra_hosts) }),
    ...(inline === undefined ? {} : { inline: unescape(inline) }),
  };
}

function optional<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  return (value === undefined ? {} : { [key]: unescape(value) }) as { [key in Key]?: string };
}

function isRemote(context: string): boolean {
  return /^[a-z+]+:\/\/|^git@/.test(context);
}

function local(context: string, meant: RequestOptions['meant']): string {
  return isRemote(context) ? context : meant(context);
}

/** `config` writes a dollar sign twice, so that it can be read again. */
function unescape(text: string): string {
  return text.replaceAll('$$', '$');
}

function argsOf(value: ModelValue | undefined): Record<string, string | null> {
  const args: Record<string, string | null> = {};
  for (const [name, each] of Object.entries(mapIn(value)))
    args[name] = each === null ? null : unescape(textIn(each) ?? '');
  return args;
}

function secretOf(
  each: ModelValue,
  secrets: ModelMap,
  meant: RequestOptions['meant'],
): { id: string; file?: string; environment?: string } {
  const source = textIn(each) ?? textIn(mapIn(each).source) ?? '';
  const id = textIn(mapIn(each).target) ?? source;
  const { file, environment } = mapIn(secrets[source]);
  const path = textIn(file);
  if (path !== undefined) return { id, file: meant(path) };
  return { id, environment: textIn(environment) ?? source };
}

function sshOf(value: ModelValue): string[] {
  const list = textsIn(value);
  return list.length > 0
    ? list
    : Object.entries(mapIn(value)).map(([id, path]) => (path === null ? id : `${id}=${textIn(path) ?? ''}`));
}

function contextsOf(contexts: ModelMap, meant: RequestOptions['meant']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(contexts).map(([name, value]) => {
      const source = textIn(value) ?? '';
      return [name, source.startsWith('/') ? meant(source) : source];
    }),
  );
}
