// Transforms that do what none may: a registry for tests of what happens then. Each acts on a file that holds its word.
import { spawnSync } from 'node:child_process';
import type { Transform } from '../../src/model/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import type { Registry } from '../../src/planner/index.js';
import { registry } from '../../transforms/index.js';

const DEEDS: Readonly<Record<string, () => void>> = {
  'hangs-in-an-expression': () => void /^(?:a|aa)+$/.test(`${'a'.repeat(80)}b`),
  'hangs-in-a-loop': () => {
    for (let at = 0; ; at++) if (at < 0) return;
  },
  'fills-the-memory': () => {
    const all: object[] = [];
    for (;;) all.push(new Array(100).fill(all.length));
  },
  'calls-itself': function again(): void {
    again();
  },
  'doubles-a-string': () => {
    for (let text = 'x'; ; ) text += text;
  },
  // Nothing in this process can end it.
  'waits-for-a-program': () => void spawnSync('sleep', ['30']),
  'ends-the-process': () => process.kill(process.pid, 'SIGKILL'),
  'throws-in-a-reader': () => {
    throw new TypeError('planted');
  },
};

/** What a transform does to whoever asks it about a file with the word. */
function planted([word, deed]: readonly [string, () => void]): Transform<DockerfileDoc> {
  return {
    meta: {
      id: word,
      title: word,
      why: word,
      summary: word,
      target: 'dockerfile',
      phase: 'structure',
      after: [],
      ceiling: 'safe',
      rules: [],
      hints: [word],
      since: '0.1.0',
      references: [],
    },
    propose() {
      deed();
      return { proposals: [], refusals: [] };
    },
  };
}

export const plantedRegistry: Registry = {
  ...registry,
  dockerfile: [...Object.entries(DEEDS).map(planted), ...registry.dockerfile],
};
