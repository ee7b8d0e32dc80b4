// What an engine holds, to see that nothing of a run is left.
import { docker, tryDocker } from './lab.js';

const LABEL = 'dev.harden.owner';

/** Containers, networks, volumes and images that verifications of these processes made, each as a line. */
export function left(pids: readonly number[] = [process.pid]): string[] {
  const lists = [
    ['ps', '--all', '--format', `container {{.Names}} {{.Label "${LABEL}"}}`],
    ['network', 'ls', '--format', `network {{.Name}} {{.Label "${LABEL}"}}`],
    ['volume', 'ls', '--format', `volume {{.Name}} {{.Label "${LABEL}"}}`],
  ];
  const lines = lists.flatMap((args) => docker(...args, '--filter', `label=${LABEL}`).split('\n'));
  const images = docker('image', 'ls', '--all', '--quiet', '--filter', `label=${LABEL}`).split('\n').filter(Boolean);
  // Others may run beside this, and take theirs away in between.
  const format = `image {{.Id}} {{index .Config.Labels "${LABEL}"}}`;
  if (images.length > 0) lines.push(...tryDocker('image', 'inspect', '--format', format, ...images).out.split('\n'));
  return lines.filter((line) => pids.some((pid) => line.includes(`.${pid}.`)));
}

/** Volumes that the engine made up a name for. Others may run beside this, and have some of their own. */
export function namelessVolumes(): ReadonlySet<string> {
  const names = docker('volume', 'ls', '--quiet').split('\n');
  return new Set(names.filter((name) => /^[0-9a-f]{64}$/.test(name)));
}

/** Those that came since, in which a file of the test lies. */
export function leftNameless(known: ReadonlySet<string>, image: string, file: string): string[] {
  const fresh = [...namelessVolumes()].filter((name) => !known.has(name));
  return fresh.filter(
    (name) => tryDocker('run', '--rm', '--volume', `${name}:/look:ro`, image, 'test', '-e', `/look/${file}`).code === 0,
  );
}
