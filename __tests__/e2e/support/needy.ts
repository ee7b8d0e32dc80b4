// Applications whose needs no reader of their source sees: a setting names the library, the program, the account or the folder.
// What `fix` writes for them breaks, and `fix --verify` mends it by what the log of a run says.
import type { App } from './apps.js';

interface Needy extends App {
  /** Transforms whose steps have to be planned again; none where what breaks has to be left out. */
  readonly repairs: readonly string[];
}

export const NEEDY: readonly Needy[] = [
  {
    name: 'py-press',
    port: 8000,
    requests: [
      { get: '/', gives: [200, 'xslt 1\n'] },
      { get: '/front', gives: [200, 'proof of /front\n'] },
    ],
    touch: 'press.py',
    sourceFirst: false,
    buildTools: false,
    stops: 'handler',
    repairs: ['use-slim-base', 'add-app-user', 'read-only-root'],
  },
  {
    name: 'py-diary',
    port: 8000,
    volume: '/srv/diary',
    requests: [
      { get: '/', gives: [200, '0\n'] },
      { put: '/monday', text: 'rain', gives: [200, '1\n'] },
    ],
    again: [{ get: '/', gives: [200, '1\n'] }],
    touch: 'diary.py',
    sourceFirst: false,
    buildTools: false,
    stops: 'handler',
    repairs: ['use-slim-base'],
  },
  {
    name: 'py-bell',
    port: 8000,
    requests: [{ get: '/', gives: [200, 'ding\n'] }],
    touch: 'bell.py',
    sourceFirst: false,
    buildTools: false,
    stops: 'handler',
    repairs: [],
  },
  {
    name: 'node-tones',
    port: 3000,
    requests: [{ get: '/high', gives: [200, /\/high/] }],
    touch: 'src/server.ts',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
    repairs: ['split-build-stage'],
  },
  {
    name: 'node-menu',
    port: 3000,
    requests: [
      { get: '/', gives: [200, 'soup and bread\n'] },
      { get: '/wine', gives: [200, 'nothing\n'] },
    ],
    touch: 'src/server.ts',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
    repairs: ['split-build-stage'],
  },
  {
    name: 'java-parts',
    port: 8080,
    requests: [{ get: '/', gives: [200, 'twelve hours\n'] }],
    touch: 'parts/face/Round.java',
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
    repairs: ['split-build-stage'],
  },
];
