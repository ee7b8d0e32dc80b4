// What a service shows to the network, and the values it is given.
import { asSeq, asText } from '../../yaml/index.js';
import { composeImages } from '../../images/index.js';
import type { ComposeDoc } from '../../compose/index.js';
import { parseImageReference } from '../../model/index.js';
import { hasPassword, NO_SECRET_NAME, NO_SECRET_VALUE, SECRET_NAME, SECRET_VALUE } from '../../knowledge/index.js';
import type { Check, Seen } from '../define.js';
import { staleImage } from '../stale-image.js';
import { containers, environmentOf, perService, portsOf } from './services.js';

const EVERYWHERE = new Set(['0.0.0.0', '::', '*']);

function* openPorts(doc: ComposeDoc): Generator<Seen> {
  for (const service of doc.services) {
    for (const { node, published, target, address } of portsOf(service)) {
      if (address !== undefined && !EVERYWHERE.has(address)) continue;
      const port = published === '' ? 'a port Docker chooses' : `port ${published}`;
      yield {
        span: node.span,
        message: `${service.name} publishes ${port} for ${target} on every interface of the host`,
      };
    }
  }
}

function* lowPorts(doc: ComposeDoc): Generator<Seen> {
  for (const service of doc.services) {
    for (const { node, published } of portsOf(service)) {
      const first = Number(published.split('-', 1)[0]);
      if (published !== '' && first > 0 && first < 1024)
        yield { span: node.span, message: `${service.name} takes port ${published} of the host` };
    }
  }
}

function* oneNetwork(doc: ComposeDoc): Generator<Seen> {
  const all = containers(doc);
  const loose = all.filter(
    (service) => !service.has('networks') && !service.has('network_mode') && !service.has('net'),
  );
  if (doc.isV1 || all.length < 3 || loose.length < all.length) return;
  const sketch = '`harden fix --dry-run --only segment-networks` sketches networks for databases';
  const message = `all ${all.length} services share one network, so each reaches every other; ${sketch}`;
  yield { span: all[0]!.keySpan, message };
}

function* doubles(doc: ComposeDoc): Generator<Seen> {
  const ports = new Map<string, string>();
  const names = new Map<string, string>();
  for (const service of doc.services) {
    if (doc.service(service.name) !== service || service.has('profiles')) continue;
    const name = service.own('container_name')?.value;
    const text = asText(name);
    if (name && text !== undefined && !text.includes('$')) {
      const other = names.get(text);
      if (other) yield { span: name.span, message: `${service.name} and ${other} have the same container_name` };
      names.set(text, service.name);
    }
    if (!asSeq(service.own('ports')?.value)) continue;
    for (const { node, published, address, protocol } of portsOf(service)) {
      const key = `${address ?? ''} ${published} ${protocol}`;
      const other = published === '' ? undefined : ports.get(key);
      if (other && other !== service.name)
        yield { span: node.span, message: `${service.name} and ${other} publish the same port ${published}` };
      ports.set(key, service.name);
    }
  }
}

function* credentials(doc: ComposeDoc): Generator<Seen> {
  for (const service of doc.services) {
    for (const { key, value, node } of environmentOf(service)) {
      if (!holdsCredential(key, value)) continue;
      yield { span: node.span, message: `${service.name} has the value of ${key} written into the file` };
    }
  }
}

function holdsCredential(key: string, value: string): boolean {
  // A variable is filled in from outside, its default is a value like any other.
  const literal = value.replace(/\$\{?\w+(?:(:?-)([^}]*))?\}?/g, (_, dash?: string, fallback?: string) =>
    dash ? (fallback ?? '') : '',
  );
  if (SECRET_VALUE.test(literal) || (literal === value && hasPassword(value))) return true;
  return SECRET_NAME.test(key) && !NO_SECRET_NAME.test(key) && !NO_SECRET_VALUE.test(literal);
}

export const exposureChecks: readonly Check<ComposeDoc>[] = [
  {
    id: 'port-on-every-interface',
    rule: 'port-published-on-every-interface',
    summary: 'A published port that other machines can reach.',
    look: openPorts,
  },
  { id: 'low-host-port', rule: 'host-port-below-1024', summary: 'A port of the host below 1024.', look: lowPorts },
  {
    id: 'one-network',
    rule: 'default-network-only',
    summary: 'Services that are not kept apart by networks.',
    look: oneNetwork,
  },
  {
    id: 'service-image-end-of-life',
    rule: 'base-image-past-end-of-life',
    summary: 'A service whose image gets no fixes any more.',
    *look(doc) {
      // A default inside a variable counts: it is what runs unless somebody chooses.
      for (const { image, scalar, services } of composeImages(doc, () => false).images) {
        const stale = staleImage(image, 'runs ');
        if (stale !== undefined) yield { span: scalar.span, message: `${services[0].name} ${stale}` };
      }
    },
  },
  {
    id: 'image-without-version',
    rule: 'service-image-without-version',
    summary: 'A service whose image changes on its own.',
    look: (doc) =>
      perService(containers(doc), (service) => {
        const node = service.get('image');
        const image = service.build || service.image === undefined ? undefined : parseImageReference(service.image);
        if (!node || !image || image.digest !== undefined) return undefined;
        if (image.tag === undefined)
          return { node, message: `runs ${image.repository} without a tag, so whatever latest is on that day` };
        return image.tag === 'latest'
          ? { node, message: `runs ${image.repository}:latest, which is another version every so often` }
          : undefined;
      }),
  },
  {
    id: 'credential-in-compose',
    rule: 'credentials-in-environment',
    summary: 'A password, key or token written into the environment of a service.',
    look: credentials,
  },
  {
    id: 'same-name-or-port',
    rule: 'compose-file-untidy',
    rules: ['dc no-duplicate-container-names', 'dc no-duplicate-exported-ports'],
    summary: 'Two services with one container name or one port of the host.',
    reason: 'One of the two has to change, and whoever uses the name or the port has to change with it.',
    look: doubles,
  },
];
