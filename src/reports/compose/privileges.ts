// What a service may do on the host.
import { asBoolean, asText } from '../../yaml/index.js';
import type { ComposeDoc } from '../../compose/index.js';
import { isDefaultCapability } from '../../knowledge/index.js';
import { capability, isEngineSocket, isSensitivePath, type Check, type Seen } from '../define.js';
import { insteadOfCapability, insteadOfNamespace, insteadOfPath } from './instead.js';
import { bindMounts, containers, itemsOf, perService } from './services.js';

const NAMESPACES = ['network_mode', 'net', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'] as const;

function* mounts(
  doc: ComposeDoc,
  say: (mount: ReturnType<typeof bindMounts>[number]) => string | undefined,
): Generator<Seen> {
  for (const service of doc.services) {
    for (const mount of bindMounts(service)) {
      const message = say(mount);
      if (message !== undefined) yield { span: mount.node.span, message: `${service.name} ${message}` };
    }
  }
}

function* items(doc: ComposeDoc, key: string, say: (text: string) => string | undefined): Generator<Seen> {
  for (const service of doc.services) {
    for (const { node, text } of itemsOf(service.get(key))) {
      const message = say(text);
      if (message !== undefined) yield { span: node.span, message: `${service.name} ${message}` };
    }
  }
}

const PRIVILEGED =
  'is privileged: it has every capability and every device of the host; cap_add and devices give the few it uses';

const PROXY =
  'A socket proxy that passes on only the calls it makes (docker-socket-proxy, on a network of the two) keeps the rest from it';

/** `/dev/ttyUSB0:/dev/ttyUSB0:rw`: without permissions it is rwm. A name of a GPU (`nvidia.com/gpu=all`) has none. */
function deviceMessage(text: string): string {
  const [source = '', , permissions] = text.split(':');
  const open = source.startsWith('/dev/') && permissions === undefined && !text.includes('$');
  return `gets the device ${source}${open ? '; permissions behind it (`:r`) keep it from writing there, if it only reads' : ''}`;
}

export const privilegeChecks: readonly Check<ComposeDoc>[] = [
  {
    id: 'capabilities-kept',
    rule: 'capabilities-not-dropped',
    summary: 'A service that keeps the capabilities Docker gives by default.',
    look: (doc) =>
      perService(containers(doc), (service) => {
        if (asBoolean(service.get('privileged')) === true) return undefined;
        const dropped = itemsOf(service.get('cap_drop')).map(({ text }) => capability(text).name);
        return dropped.includes('ALL') ? undefined : 'keeps capabilities it may not need: cap_drop does not name ALL';
      }),
  },
  {
    id: 'dangerous-capability',
    rule: 'dangerous-capabilities-added',
    summary: 'A capability that gives power over the host or over other containers.',
    *look(doc) {
      for (const service of doc.services) {
        const dropped = itemsOf(service.get('cap_drop')).map(({ text }) => capability(text).name);
        for (const { node, text } of itemsOf(service.get('cap_add'))) {
          const { name, allows } = capability(text);
          // With ALL dropped, one that Docker gives by itself is what is left, not more.
          if (allows === undefined || (dropped.includes('ALL') && isDefaultCapability(name))) continue;
          const message = `${service.name} adds ${name}, which allows ${allows}${insteadOfCapability(name)}`;
          yield { span: node.span, message };
        }
      }
    },
  },
  {
    id: 'privileged-service',
    rule: 'service-privileged',
    summary: 'A service that runs with every privilege of the host.',
    look: (doc) =>
      perService(doc.services, (service) => {
        const node = service.get('privileged');
        return node && asBoolean(node) === true ? { node, message: PRIVILEGED } : undefined;
      }),
  },
  {
    id: 'host-namespace',
    rule: 'host-namespace-shared',
    summary: 'A service that shares a namespace of the host.',
    look: (doc) =>
      NAMESPACES.flatMap((key) =>
        perService(doc.services, (service) => {
          const node = service.get(key);
          return node && asText(node) === 'host'
            ? { node, message: `shares the host’s namespace: ${key}: host${insteadOfNamespace(key)}` }
            : undefined;
        }),
      ),
  },
  {
    id: 'engine-socket-mounted',
    rule: 'docker-socket-mounted',
    summary: 'A service that can drive the container engine, and so the host.',
    look: (doc) =>
      mounts(doc, ({ source }) =>
        isEngineSocket(source) ? `mounts ${source}; read-only does not limit what it can ask for. ${PROXY}` : undefined,
      ),
  },
  {
    id: 'sensitive-host-path',
    rule: 'sensitive-host-path-mounted',
    summary: 'A folder of the host’s own system in a container, or mounts that travel back to the host.',
    look: (doc) =>
      mounts(doc, ({ source, readOnly, propagation }) => {
        if (propagation === 'shared' || propagation === 'rshared')
          return `mounts ${source} with propagation ${propagation}, so its mounts appear on the host`;
        return isSensitivePath(source)
          ? `mounts ${source} of the host${readOnly ? ' to read' : ' to read and write'}${insteadOfPath(source, readOnly)}`
          : undefined;
      }),
  },
  {
    id: 'host-device',
    rule: 'host-device-handed-in',
    summary: 'A device of the host in a container.',
    look: (doc) => items(doc, 'devices', (text) => deviceMessage(text)),
  },
  {
    id: 'security-profile-off',
    rule: 'security-profile-turned-off',
    summary: 'seccomp, AppArmor or SELinux labels turned off for a service.',
    look: (doc) =>
      items(doc, 'security_opt', (text) =>
        /^(?:seccomp|apparmor|systempaths)[:=]\s*unconfined$|^label[:=]\s*disable$/i.test(text)
          ? `turns a protection off: ${text}; a profile of its own opens the one call or file it needs`
          : undefined,
      ),
  },
  {
    id: 'loose-tmpfs',
    rule: 'tmpfs-with-exec-suid-or-dev',
    summary: 'A tmpfs that takes programs, setuid bits or devices.',
    look: (doc) =>
      items(doc, 'tmpfs', (text) => {
        const loose = (text.split(':', 2)[1] ?? '').split(',').filter((word) => /^(?:exec|suid|dev)$/.test(word));
        return loose.length > 0 ? `mounts a tmpfs with ${loose.join(', ')}` : undefined;
      }),
  },
  {
    id: 'cgroup-parent',
    rule: 'cgroup-parent-set',
    summary: 'A service in a control group of its own choice.',
    look: (doc) =>
      perService(doc.services, (service) => {
        const node = service.get('cgroup_parent');
        return (
          node && { node, message: `runs in the control group ${asText(node) ?? ''}, whose limits stand on the host` }
        );
      }),
  },
  {
    id: 'service-as-root',
    rule: 'service-runs-as-root',
    summary: 'A service that asks for root.',
    look: (doc) =>
      perService(doc.services, (service) => {
        const node = service.get('user');
        return node && /^(?:root|0)(?::|$)/.test(asText(node) ?? '')
          ? { node, message: `runs as root: user: ${asText(node)}` }
          : undefined;
      }),
  },
  {
    id: 'ssh-server',
    rule: 'sshd-exec-or-swarm-in-use',
    rules: ['CIS 5.7', 'sshd-exec-or-swarm-in-use'],
    summary: 'An SSH server inside a container.',
    reason:
      'Logging in over SSH is how somebody works with it today; docker compose exec needs no server, keys or port, but is another way of working.',
    look: (doc) =>
      perService(doc.services, (service) => {
        const words = ['command', 'entrypoint']
          .flatMap((key) => itemsOf(service.get(key)).map(({ text }) => text))
          .join(' ');
        return /(?:^|[\s/'"])sshd(?:$|[\s'"])/.test(words) ? 'starts an SSH server' : undefined;
      }),
  },
];
