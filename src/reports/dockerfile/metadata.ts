// HEALTHCHECK, EXPOSE, ONBUILD, LABEL, and comments that turn checks off.
import type { Context } from '../../model/index.js';
import { imageProfile, parseSuppression } from '../../knowledge/index.js';
import { unquoteValue, type DockerfileDoc, type Instruction, type Stage } from '../../dockerfile/index.js';
import { defineReport, findingOn, listNames, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, isService, outcomeOf, runtimeStages } from './facts.js';

/** True for a stage that listens, runs a program of its own, and gives the engine no way to ask how it is. */
function lacksHealthcheck(doc: DockerfileDoc, stage: Stage): boolean {
  const { exposes, healthcheck } = outcomeOf(stage);
  return exposes && healthcheck === undefined && isService(stage) && !factsOf(doc).windows.has(stage);
}

function withoutHealthcheck(doc: DockerfileDoc, context: Context): Found[] {
  // A service of a Compose file may bring its own, and Kubernetes looks at its probes alone.
  if (context.group.links.some(({ dockerfile }) => dockerfile === doc.file)) return [];
  for (const stage of runtimeStages(doc, context)) {
    if (lacksHealthcheck(doc, stage))
      return [findingOn(doc, stage.instruction, 'listens on a port and has no HEALTHCHECK')];
  }
  return [];
}

function ports(doc: DockerfileDoc, say: (first: number, last: number) => string | undefined): Found[] {
  const all: Found[] = [];
  for (const instruction of factsOf(doc).of('EXPOSE')) {
    for (const { text } of instruction.words()) {
      const match = /^["']?(\d{1,9})(?:-(\d{1,9}))?(?:\/\w+)?["']?$/.exec(text);
      if (!match) continue;
      const message = say(Number(match[1]), Number(match[2] ?? match[1]));
      if (message === undefined) continue;
      all.push(findingOn(doc, instruction, message));
      break;
    }
  }
  return all;
}

const DATE = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/** Keys whose value has a format. Source: https://specs.opencontainers.org/image-spec/annotations/ */
const LABELS: Readonly<Record<string, { readonly fits: RegExp; readonly is: string }>> = {
  'org.opencontainers.image.created': { fits: DATE, is: 'a date and time as RFC 3339 writes it' },
  'org.opencontainers.image.url': { fits: ADDRESS, is: 'an address' },
  'org.opencontainers.image.source': { fits: ADDRESS, is: 'an address' },
  'org.opencontainers.image.documentation': { fits: ADDRESS, is: 'an address' },
};

function badLabel(instruction: Instruction): string | undefined {
  for (const { key, rawValue } of instruction.pairs().pairs) {
    const name = unquoteValue(key, instruction.escape);
    if (!Object.hasOwn(LABELS, name)) continue;
    const value = unquoteValue(rawValue ?? '', instruction.escape);
    const { fits, is } = LABELS[name]!;
    if (value.includes('$') || fits.test(value)) continue;
    return `${name} is not ${is}`;
  }
  return undefined;
}

export const metadataReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'image-without-healthcheck',
    rule: 'healthcheck-missing',
    rules: ['DL3057', 'CKV_DOCKER_2', 'CIS 4.6'],
    summary: 'An image that exposes a port and has no HEALTHCHECK; silent where a Compose file builds it.',
    find(doc, context) {
      const root = doc.stages.at(-1)!.rootImage;
      const profile = root === undefined ? undefined : imageProfile(root);
      // What nobody described may bring a check of its own; without a shell there is nothing to check with.
      if (!profile || profile.family === 'scratch' || profile.family === 'distroless') return [];
      return withoutHealthcheck(doc, context);
    },
  }),
  defineReport({
    id: 'port-out-of-range',
    rule: 'expose-badly-formed',
    rules: ['DL3011', 'DS-0008', 'BK ExposeInvalidFormat'],
    summary: 'EXPOSE of a number that is no port.',
    find(doc) {
      const all = ports(doc, (first, last) => {
        if (first > 65535 || last > 65535) return `${Math.max(first, last)} is no port: they end at 65535`;
        return first > last ? `the range from ${first} to ${last} is empty` : undefined;
      });
      for (const instruction of factsOf(doc).of('EXPOSE')) {
        const odd = instruction.words().find(({ text }) => /^["']?(?:\d+\.\d+\.\d+\.\d+:)?\d+:\d+["']?$/.test(text));
        if (odd)
          all.push(
            findingOn(
              doc,
              instruction,
              `${shorten(odd.text, 40)} maps a port, which only docker run and Compose can do`,
            ),
          );
      }
      return all;
    },
  }),
  defineReport({
    id: 'ssh-port',
    rule: 'ssh-port-exposed',
    rules: ['DS-0004', 'CKV_DOCKER_1', 'CIS 5.7'],
    summary: 'EXPOSE 22.',
    find: (doc) =>
      ports(doc, (first, last) =>
        first <= 22 && last >= 22 && first !== 0 ? 'exposes the port of ssh; docker exec needs none' : undefined,
      ),
  }),
  defineReport({
    id: 'onbuild-forbidden',
    rule: 'onbuild-of-forbidden-instruction',
    rules: ['DL3043'],
    summary: 'ONBUILD of an instruction that Docker does not take there.',
    find(doc) {
      const all: Found[] = [];
      for (const instruction of factsOf(doc).of('ONBUILD')) {
        const keyword = instruction.words()[0]?.text.toUpperCase() ?? '';
        if (keyword === 'ONBUILD' || keyword === 'FROM' || keyword === 'MAINTAINER')
          all.push(findingOn(doc, instruction, `Docker does not take ONBUILD ${keyword}`));
      }
      return all;
    },
  }),
  defineReport({
    id: 'label-format',
    rule: 'label-badly-formed',
    rules: ['DL3052', 'DL3053'],
    summary: 'A standard label whose value is not of its format.',
    reason: 'What the value should be is not in the file.',
    find(doc) {
      const all: Found[] = [];
      for (const instruction of factsOf(doc).of('LABEL')) {
        const message = badLabel(instruction);
        if (message !== undefined) all.push(findingOn(doc, instruction, message));
      }
      return all;
    },
  }),
  defineReport({
    id: 'ignore-without-reason',
    rule: 'ignore-comment-in-use',
    rules: ['DL1001'],
    summary: 'Comments that turn checks off and do not say why, one note a file.',
    find(doc) {
      const silent = doc.comments.flatMap((comment) => {
        // The keyword first: most comments are none, and this runs on every one.
        if (!/ignore|skip|disable|no-dfiu/.test(comment.text)) return [];
        const suppression = parseSuppression(comment.text);
        return suppression && suppression.reason === undefined ? [{ comment, ids: suppression.ids }] : [];
      });
      if (silent.length === 0) return [];
      const names = [...new Set(silent.flatMap(({ ids }) => (ids === 'all' ? ['everything'] : ids)))];
      const { span } = silent[0]!.comment;
      return [
        {
          at: { file: doc.file, span },
          message: `${silent.length === 1 ? 'a comment turns' : `${silent.length} comments turn`} off ${listNames(names)} without saying why`,
        },
      ];
    },
  }),
];
