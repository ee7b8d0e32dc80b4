// Compose files: services, what they extend, which builds they name. compose never prints a parsed tree: an edit replaces
// characters of the text, and everything it does not name stays byte for byte.
//
// A transform in twenty lines (`propose` of one that adds security_opt):
//
//   for (const service of doc.services) {
//     if (service.has('security_opt') || service.extends?.file) continue;      // own, merged, or from another file
//     const at = { file: doc.file, span: service.keySpan };
//     const edits = addMapKey(doc.yaml, service.entry, 'security_opt', [...], serviceKeyOrder(doc));
//     if (isStop(edits)) {
//       refusals.push(refusalAt({ anchor: service.place(), at }, edits));
//       continue;
//     }
//     proposals.push({
//       id: `no-new-privileges@${service.place()}`,
//       anchor: service.place(),
//       at,
//       title: 'Keep processes from gaining privileges',
//       why: 'A setuid program inside the container cannot become root.',
//       touches: [service, ...service.alsoChanges()].map((each) => each.place('security_opt')),
//       safety: 'review', assumptions: [...], evidence: [...],
//       changes: edits,
//     });
//   }
//
// Two edits at one offset apply in the order given: put the more deeply indented first (a list item before the next key
// of the map around it), or add several keys at once with `addMapKeys`.
export { type ComposeDoc, type Service, parseCompose } from './compose.js';
export { effectiveCompose } from './effective.js';
export { serviceKeyOrder } from './key-order.js';
export { type ComposeLink, composeLinks, localPath, withDefaults } from './links.js';
export { baseNamesIn, isBaseName, isComposeName } from './names.js';
export { isComposeFile, looksLikeCompose } from './sniff.js';
