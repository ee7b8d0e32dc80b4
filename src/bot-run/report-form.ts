// The form of what `harden verify --format json` prints, as far as it is read here and shown in a pull request.
import type { BootResult, Verification } from '../model/index.js';

export interface VerifyReport {
  readonly tool: { readonly version: string };
  readonly groups: readonly {
    readonly id: string;
    readonly steps: readonly { readonly id: string; readonly diff: string; readonly verified?: true }[];
  }[];
  readonly verification?: Verification;
}

type Form = (value: unknown) => boolean;
type Keys = Readonly<Record<string, Form>>;

const STATES = {
  healthy: true,
  running: true,
  exited: true,
  unhealthy: true,
  restarting: true,
  'not-started': true,
} satisfies Record<BootResult['state'], true>;

const isText: Form = (value) => typeof value === 'string';
const isNumber: Form = (value) => typeof value === 'number';
const isFlag: Form = (value) => typeof value === 'boolean';
const isTexts = listOf(isText);

const isMeasure = having(
  {
    size: isNumber,
    layers: listOf(having({ size: isNumber })),
    layerCount: isNumber,
    packages: isNumber,
    setuid: isTexts,
    tools: isTexts,
    user: isText,
  },
  { coldMs: isNumber, rebuildMs: isNumber },
);
const isImage = having(
  { dockerfile: isText, services: isTexts, mispredicted: isTexts },
  { target: isText, before: isMeasure, after: isMeasure, touched: isText },
);
const isBoot = having(
  {
    state: (value) => isText(value) && Object.hasOwn(STATES, String(value)),
    exitCode: isNumber,
    readyMs: isNumber,
    probes: listOf(having({ probe: isText, answer: isText, answered: isFlag }, { content: isText })),
  },
  { wrote: listOf(having({ path: isText })) },
);
const isService = having(
  { service: isText, first: isBoot, user: isText, capabilities: isText },
  { stop: having({ killed: isFlag, ms: isNumber }), second: isBoot },
);
const isGroup = having({
  group: isText,
  outcome: isText,
  open: listOf(having({ id: isText, title: isText, why: isText })),
  images: listOf(isImage),
  runs: listOf(having({ name: isText, before: listOf(isService), after: listOf(isService) })),
  broken: listOf(having({ id: isText, title: isText, failures: listOf(having({ says: isText, excerpt: isText })) })),
  notes: isTexts,
  kept: isFlag,
});
const FORM = having(
  {
    tool: having({ version: isText }),
    groups: listOf(having({ id: isText, steps: listOf(having({ id: isText, diff: isText })) })),
  },
  { verification: having({ engine: isText, groups: listOf(isGroup) }) },
);

/** It comes from a process that built what strangers wrote: what is read of it is looked at first. */
export function isVerifyReport(data: unknown): data is VerifyReport {
  return FORM(data);
}

function listOf(form: Form): Form {
  return (value) => Array.isArray(value) && value.every(form);
}

/** An object with these keys. Others are of no matter. */
function having(needed: Keys, possible: Keys = {}): Form {
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const entries = new Map<string, unknown>(Object.entries(value));
    return (
      Object.entries(needed).every(([key, form]) => form(entries.get(key))) &&
      Object.entries(possible).every(([key, form]) => !entries.has(key) || form(entries.get(key)))
    );
  };
}
