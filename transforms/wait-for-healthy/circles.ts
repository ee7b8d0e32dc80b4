import { asSeq, asText } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { awaitedBy } from '../../src/services/index.js';

/**
 * The services of circles, and those between two circles: what is left when whoever waits for nobody, and whoever nobody
 * waits for, is taken away again and again.
 */
export function servicesInCircles(doc: ComposeDoc): ReadonlySet<string> {
  const edges = doc.services.flatMap((service) =>
    neighbours(service).flatMap((to) => (doc.service(to) ? [[service.name, to] as const] : [])),
  );
  const kept = new Set(doc.services.map(({ name }) => name));
  for (const [here, there] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const waiting = new Map<string, number>();
    const behind = new Map<string, string[]>();
    for (const edge of edges) {
      if (!kept.has(edge[0]) || !kept.has(edge[1])) continue;
      waiting.set(edge[here], (waiting.get(edge[here]) ?? 0) + 1);
      const list = behind.get(edge[there]);
      if (list) list.push(edge[here]);
      else behind.set(edge[there], [edge[here]]);
    }
    const free = [...kept].filter((name) => !waiting.has(name));
    for (let name = free.pop(); name !== undefined; name = free.pop()) {
      kept.delete(name);
      for (const other of behind.get(name) ?? []) {
        const left = waiting.get(other)! - 1;
        waiting.set(other, left);
        if (left === 0) free.push(other);
      }
    }
  }
  return kept;
}

function neighbours(service: Service): string[] {
  const links = (asSeq(service.get('links'))?.items ?? []).map((item) => (asText(item) ?? '').split(':', 1)[0]!);
  const network = /^service:(.+)$/.exec(asText(service.get('network_mode')) ?? '')?.[1];
  return [...awaitedBy(service).map(({ name }) => name), ...links, ...(network === undefined ? [] : [network])];
}
