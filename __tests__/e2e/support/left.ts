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
