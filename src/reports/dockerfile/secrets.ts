// Secrets in ARG, ENV and addresses. The value is never part of a message.
import { buildStates, unquoteValue, type DockerfileDoc, type Instruction, type Pair } from '../../dockerfile/index.js';
import { defineReport, findingOn, listNames, type DockerfileReport, type Found } from './define.js';
import { factsOf } from './facts.js';
import { hasPassword, NO_SECRET_NAME, NO_SECRET_VALUE, SECRET_NAME, SECRET_VALUE } from '../../knowledge/index.js';

function secretKeys(doc: DockerfileDoc, instruction: Instruction): string[] {
  return instruction
    .pairs()
    .pairs.filter((pair) => isSecret(doc, instruction, pair))
    .map(({ key }) => key);
}

function isSecret(doc: DockerfileDoc, instruction: Instruction, { key, rawValue }: Pair): boolean {
  const value = rawValue === undefined ? undefined : unquoteValue(rawValue, instruction.escape);
  if (value !== undefined && SECRET_VALUE.test(value)) return true;
  if (!SECRET_NAME.test(key) || NO_SECRET_NAME.test(key)) return false;
  // ARG without a default is still given on the command line, and kept in the history of the image.
  if (instruction.keyword === 'ARG' && value === undefined) return true;
  if (value === undefined || (value === '' && instruction.keyword === 'ENV')) return false;
  if (instruction.keyword === 'ARG') return value === '' || !NO_SECRET_VALUE.test(value);
  const name = /^\$\{?([A-Za-z_]\w*)/.exec(value)?.[1];
  // `ENV TOKEN=$TOKEN` keeps what the ARG is given; a name nobody sets is empty.
  if (name !== undefined)
    return (
      buildStates(doc)[instruction.index]!.variables.has(name) &&
      SECRET_NAME.test(name) &&
      !knownDummy(doc, instruction, name)
    );
  return !NO_SECRET_VALUE.test(value) && !(/TOKEN$/i.test(key) && /^\d+$/.test(value));
}

function knownDummy(doc: DockerfileDoc, instruction: Instruction, name: string): boolean {
  const value = buildStates(doc)[instruction.index]!.variables.get(name);
  return value !== undefined && value !== '' && NO_SECRET_VALUE.test(value);
}

export const secretReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'secret-in-env',
    rule: 'secret-in-arg-or-env',
    rules: ['BK SecretsUsedInArgOrEnv', 'DL3064', 'CIS 4.10'],
    summary: 'A password, key or token in ENV or ARG, which everybody who has the image can read.',
    find(doc) {
      const all: Found[] = [];
      for (const keyword of ['ARG', 'ENV']) {
        for (const instruction of factsOf(doc).of(keyword)) {
          if (instruction.stage === -1) continue;
          const keys = secretKeys(doc, instruction);
          if (keys.length === 0) continue;
          const stay = keys.length === 1 ? 'stays' : 'stay';
          const where = keyword === 'ENV' ? `${stay} readable in the image` : `${stay} in the history of the image`;
          all.push(findingOn(doc, instruction, `${listNames(keys)} ${where}`));
        }
      }
      return all;
    },
  }),
  defineReport({
    id: 'secret-in-command',
    rule: 'secret-in-arg-or-env',
    rules: ['KICS Secrets Stored In Dockerfile'],
    summary: 'A password in an address, or a token, written into RUN, CMD or ENTRYPOINT.',
    find(doc) {
      const all: Found[] = [];
      for (const keyword of ['RUN', 'CMD', 'ENTRYPOINT', 'ADD']) {
        for (const instruction of factsOf(doc).of(keyword)) {
          const text = doc.text.slice(instruction.span.start, instruction.span.end);
          if (SECRET_VALUE.test(text))
            all.push(findingOn(doc, instruction, 'a key or token is written into the command'));
          else if (hasPassword(text)) all.push(findingOn(doc, instruction, 'a password is written into an address'));
        }
      }
      return all;
    },
  }),
];
