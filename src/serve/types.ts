/** Somebody did something, after which a repository is looked at again. */
export interface Wake {
  /** As its forge names it: `acme/shop`. */
  readonly repository: string;
  /** The account that did it. */
  readonly by: string;
  readonly why: 'pushed' | 'pull request' | 'command' | 'checks' | 'installed' | 'dashboard' | 'schedule';
}

/** What a forge sent, with its exact bytes. */
export interface Delivery {
  readonly event: string;
  /** The same where the forge sends it again. */
  readonly id: string;
  readonly signature: string;
  readonly body: Buffer;
}

/** What a forge's deliveries look like, who wrote them, and what they lead to. */
export interface Hook {
  /** Names of headers, in lower case; of several the first that is there. */
  readonly headers: {
    readonly event: readonly string[];
    readonly id: readonly string[];
    readonly signature: readonly string[];
  };
  /** Names of events that lead to something. Others are taken and forgotten. */
  readonly events: readonly string[];
  /** True where it was sent by somebody who knows the secret. Looks at the bytes alone. */
  isGenuine(delivery: Delivery): Promise<boolean>;
  /**
   * What it leads to; only of a delivery that is genuine.
   * @throws where it does not have the form of its event.
   */
  wakes(delivery: Delivery): Promise<readonly Wake[]>;
}

export interface HookOptions {
  /** The newest first: those before it hold until every sender knows the new one. */
  readonly secrets: readonly [string, ...string[]];
  /** What names of our branches begin with. */
  readonly branches: string;
}

/** What became of a run. */
export interface RunResult {
  readonly outcome: 'done' | 'waiting' | 'cannot' | 'failed';
  /** For a person. */
  readonly why?: string;
  /** When to try again, whether or not somebody does something. */
  readonly retryAt?: Date;
}
