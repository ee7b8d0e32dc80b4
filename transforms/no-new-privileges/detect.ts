// What stands against the option in this file, and in other files that are laid over it.
import { factOf, type Stop, stop, resolveFile } from '../../src/model/index.js';
import { asSeq, asText, findEntry } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { stopExtendedElsewhere, type Surroundings } from '../../src/services/index.js';

/** The service in every document of the file. */
export function partsOf(doc: ComposeDoc, service: Pick<Service, 'name'>): readonly Service[] {
  return factOf(doc, partsByName).get(service.name) ?? [];
}

function partsByName(doc: ComposeDoc): ReadonlyMap<string, readonly Service[]> {
  const parts = new Map<string, Service[]>();
  for (const each of doc.services) {
    const list = parts.get(each.name);
    if (list) list.push(each);
    else parts.set(each.name, [each]);
  }
  return parts;
}

/** How the option stands for a service: its own lists and those of the services it extends in this file are joined. */
export function settingOf(doc: ComposeDoc, service: Service): 'on' | 'off' | 'variable' | 'absent' {
  let found: 'off' | 'variable' | 'absent' = 'absent';
  const seen = new Set<string>();
  for (let at: Service | undefined = service; at && !seen.has(at.name); at = parentOf(doc, at)) {
    seen.add(at.name);
    for (const { map } of partsOf(doc, at)) {
      for (const item of asSeq(map && findEntry(map, 'security_opt')?.value)?.items ?? []) {
        const text = (asText(item) ?? '').trim().toLowerCase().replace('=', ':');
        if (text === 'no-new-privileges' || text === 'no-new-privileges:true') return 'on';
        if (text === 'no-new-privileges:false') found = 'off';
        else if (found === 'absent' && (text.startsWith('$') || text.startsWith('no-new-privileges')))
          found = 'variable';
      }
    }
  }
  return found;
}

function parentOf(doc: ComposeDoc, service: Service): Service | undefined {
  const parent = service.extends;
  return parent && parent.file === undefined ? doc.service(parent.service) : undefined;
}

/**
 * Compose joins the lists of files it lays over each other and rejects doubles, so of two files only one may carry the
 * option. `carried`: the other one does. A refusal: nobody can tell from here.
 */
export function otherFileInTheWay(around: Surroundings, service: Service): 'carried' | Stop | undefined {
  const { doc, base, folder } = around;
  const parent = service.extends;
  if (parent?.file !== undefined) {
    const other = around.documents.compose(resolveFile(folder, parent.file));
    const found = other?.service(parent.service);
    if (other && found && settingOf(other, found) === 'on') return 'carried';
    return stop('inherited', `extends ${parent.service} of ${parent.file}, where the option belongs`);
  }
  const overlaid = overlaidBy(around, service) ?? stopExtendedElsewhere(around, service, ['security_opt']);
  if (overlaid || !base) return overlaid;
  const defined = base.doc.service(service.name);
  if (!defined || (defined.image === undefined && defined.build === undefined)) return undefined;
  if (/[.-]override\.ya?ml$/.test(doc.file)) return 'carried';
  const message = `${base.name} defines ${service.name} too: if the two files are used together, the option must stand in one of them only`;
  return stop('ambiguous', message);
}

/** A file beside the base that sets the option for this service already. */
function overlaidBy({ doc, base, folder, overlays }: Surroundings, service: Service): Stop | undefined {
  for (const overlay of base ? [base] : overlays) {
    for (const each of overlay.doc.services) {
      const { file, service: parent } = each.extends ?? {};
      const extendsThis = file !== undefined && resolveFile(folder, file) === doc.file && parent === service.name;
      const laidOver = !base && each.name === service.name;
      if ((!laidOver && !extendsThis) || settingOf(overlay.doc, each) === 'absent') continue;
      const message = `${overlay.name} sets it for ${each.name}, and Compose rejects the option twice in one list`;
      return stop('conflicts', message);
    }
  }
  return undefined;
}
