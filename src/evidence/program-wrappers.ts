import { baseName } from '../model/index.js';
// Programs that stand in front of the one that runs, and hand over to it.

/** They replace themselves by what follows, or only wait before it. */
export const PASS_ON = new Set(
  'exec nohup time command tini tini-static dumb-init catatonit newrelic-admin ddtrace-run opentelemetry-instrument npx bunx pnpx dotenv stdbuf nice ionice chronic xvfb-run with-contenv env'.split(
    ' ',
  ),
);
/** They wait for a port and end, where nothing stands behind `--`. */
export const ONLY_WAITS = /^(?:wait-for-it|wait-for|wait4ports)(?:\.sh)?$/;
const RUNNERS: Readonly<Record<string, RegExp>> = {
  bundle: /^exec$/,
  poetry: /^run$/,
  pipenv: /^run$/,
  pdm: /^run$/,
  uv: /^run$/,
  rye: /^run$/,
  hatch: /^run$/,
  conda: /^run$/,
  pnpm: /^(?:exec|dlx)$/,
  'newrelic-admin': /^run-program$/,
};
/** What runs behind inits, environments and runners. */
export function withoutWrappers(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let steps = 0; steps < 12 && rest.length > 0; steps++) {
    const name = baseName(rest[0]!);
    const runner = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
    const verb = runner && rest.findIndex((word, at) => at > 0 && runner.test(word));
    if (/^\w+=/.test(rest[0]!)) rest = rest.slice(1);
    else if (verb !== undefined && verb > 0) rest = behindOptions(rest.slice(verb + 1));
    else if (/wait-for|^dockerize$|^wait$|^wait4/.test(name) && rest.includes('--'))
      rest = rest.slice(rest.indexOf('--') + 1);
    else if (name === 'newrelic-admin' && rest[1] === 'run-program') rest = rest.slice(2);
    else if (PASS_ON.has(name) && rest.length > 1) rest = behindOptions(rest.slice(1));
    else return rest;
  }
  return rest;
}

function behindOptions(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length && (words[at]!.startsWith('-') || /^\w+=/.test(words[at]!))) {
    const isOption = words[at] === '-n' || words[at] === '-c' || words[at] === '--name';
    at += isOption ? 2 : 1;
    if (words[at - 1] === '--') break;
  }
  return words.slice(at);
}
