// What a verification is handed: an engine, a copy of the tree, requests, time. A test hands in others.
import type { Bench, ContainerState, Engine, HttpAnswer } from '../io/index.js';
import type { GivenProbe } from '../model/index.js';
import type { DocumentMemory } from '../planner/index.js';

export interface Settings {
  /** How long a service may take to be ready. */
  readonly timeoutMs: number;
  /** Builds with everything kept from earlier builds, and measures no times of builds. */
  readonly quick: boolean;
  readonly probes: readonly GivenProbe[];
  /** The command that uses the services. */
  readonly script?: string;
  /** The code is of strangers, who get nothing of this machine. */
  readonly untrusted: boolean;
  /** What may reach the network all the same: names of services, and `build`. */
  readonly allowNetwork: readonly string[];
}

export interface Tools {
  readonly engine: Engine;
  readonly bench: Bench;
  readonly settings: Settings;
  /** What was parsed: of the tree, and of the copy. */
  readonly memory: DocumentMemory;
  readonly env: Readonly<Record<string, string | undefined>>;
  http(host: string, port: number, path: string, timeoutMs: number): Promise<HttpAnswer | 'other' | undefined>;
  tcp(host: string, port: number, timeoutMs: number): Promise<boolean>;
  /** Ports at which a container waits for anybody: `80/tcp`; `undefined` where nobody can tell. */
  listens(container: ContainerState): Promise<readonly string[] | undefined>;
  /** Milliseconds, of a clock that only goes on. */
  now(): number;
  /** Milliseconds since 1970. */
  clock(): number;
  sleep(ms: number): Promise<void>;
  /** Says what is being done, for a person who waits. */
  progress(text: string): void;
  /** Says something that whoever starts it has to know, once. */
  announce(text: string): void;
}
