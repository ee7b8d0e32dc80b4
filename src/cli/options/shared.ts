// The options that commands of several families share, each written once.
import { Option } from 'commander';
import type { Update } from '../../run/index.js';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, MEGABYTES, MOST_SECONDS } from '../../config/index.js';
import type { EngineName } from '../../io/index.js';
import { collect, days, nonEmpty, option, whole } from './values.js';

export function cooldownOption(): Option {
  return option(
    '--cooldown <days>',
    'move to nothing that has not been there for so long, as 7d (default: what the configuration says)',
    days,
  );
}

export function policyOption(): Option {
  return new Option(
    '--policy <policy>',
    'how far: the digest of the same tag, or the newest patch, minor or major version',
  ).choices(['digest', 'patch', 'minor', 'major'] satisfies Update['policy'][]);
}

export function colorOptions(): Option[] {
  return [new Option('--color', 'colour, whatever the terminal'), new Option('--no-color', 'no colour')];
}

export function placeOptions(): Option[] {
  return [
    option('--config <file>', 'this configuration instead of .harden.yaml in the root', nonEmpty),
    option('--root <folder>', 'read nothing outside it (default: the git work tree that holds the paths)', nonEmpty),
  ];
}

export function engineOption(): Option {
  return new Option('--engine <engine>', 'what builds and runs (default: the first that answers)').choices([
    'docker',
    'podman',
  ] satisfies EngineName[]);
}

export function trustOptions(): Option[] {
  return [
    new Option('--untrusted', 'hand nothing of this machine to what is built and run (default where CI is set)'),
    new Option('--trusted', 'the code is your own: hand over what it asks for, also where CI is set'),
    option(
      '--allow-network <name>',
      'with --untrusted: this service, or build, may reach the network (repeat it, or separate by commas)',
      collect,
    ),
  ];
}

export function execOption(does: string): Option {
  return option('--exec <command>', `${does}; it is given HARDEN_<SERVICE>_<PORT>=<address>`, nonEmpty);
}

export function limitOptions(): Option[] {
  return [
    option(
      '--timeout-per-group <seconds>',
      `end what takes longer to plan, of files that belong together (default: ${DEFAULT_SECONDS})`,
      whole(1, MOST_SECONDS),
    ),
    option(
      '--memory-per-group <megabytes>',
      `end what needs more memory (default: ${DEFAULT_MEGABYTES})`,
      whole(MEGABYTES.least, MEGABYTES.most),
    ),
  ];
}
