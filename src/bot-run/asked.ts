// What commands mean for a plan.
import type { Asked } from '../bot/index.js';
import { LEVELS, type Level, type Step } from '../model/index.js';
import type { Command } from './commands.js';
import type { Heard } from './observe.js';

/** A step that a person can name: one of the plan before anything was left out. */
export interface Choice {
  readonly key: string;
  readonly step: Step;
}

/** What `decide` is told of a comment: something for each of its commands. */
export function askedOf({ comment, commands }: Heard, choices: readonly Choice[]): readonly Asked[] {
  return commands.flatMap((command) => meaningOf(command, choices).map((meaning): Asked => ({ comment, ...meaning })));
}

type Meaning = Asked extends infer One ? (One extends Asked ? Omit<One, 'comment'> : never) : never;

function meaningOf(command: Command, choices: readonly Choice[]): readonly Meaning[] {
  switch (command.name) {
    case 'rebase':
    case 'recreate':
    case 'close':
      return [{ what: command.name }];
    case 'skip':
    case 'unskip': {
      const keys = named(command.id, choices).map(({ key }) => key);
      return keys.length === 0 ? [{ what: 'tell' }] : [{ what: command.name, keys: [...new Set(keys)] }];
    }
    case 'level': {
      const level = LEVELS.find((each) => each === command.level);
      return level === undefined ? [{ what: 'tell' }] : byLevel(level, choices);
    }
    default:
      return [{ what: 'tell' }];
  }
}

/** The steps that an id stands for: a key, the id of a step with or without its file, or that of a transform. */
export function named(id: string, choices: readonly Choice[]): readonly Choice[] {
  const exact = choices.filter(({ key, step }) => key === id || step.id === id);
  if (exact.length > 0) return exact;
  const near = choices.filter(({ step }) => step.id.startsWith(`${id}:`) || step.id.startsWith(`${id}#`));
  return near.length > 0 ? near : choices.filter(({ step }) => step.transform === id);
}

/** Those above the level are left out; those that were left out and are not above it come back. */
function byLevel(level: Level, choices: readonly Choice[]): readonly Meaning[] {
  const most = LEVELS.indexOf(level);
  const isAbove = ({ step: { safety } }: Choice): boolean => LEVELS.findIndex((each) => each === safety) > most;
  const keysOf = (those: readonly Choice[]): string[] => [...new Set(those.map(({ key }) => key))];
  return [
    { what: 'skip', keys: keysOf(choices.filter(isAbove)) },
    { what: 'unskip', keys: keysOf(choices.filter((choice) => !isAbove(choice))) },
  ];
}
