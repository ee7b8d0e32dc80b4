// What an engine holds, to see that nothing of a run is left.
import { docker } from './lab.js';

const LABEL = 'label=dev.harden.owner';

/** Containers, networks, volumes and images that some verification made, each as a line. */
export function left(): string[] {
  const lists = [
    ['ps', '--all', '--format', 'container {{.Names}} {{.Label "dev.harden.owner"}}'],
    ['network', 'ls', '--format', 'network {{.Name}} {{.Label "dev.harden.owner"}}'],
    ['volume', 'ls', '--format', 'volume {{.Name}} {{.Label "dev.harden.owner"}}'],
    ['image', 'ls', '--all', '--format', 'image {{.Repository}}:{{.Tag}} {{.ID}}'],
  ];
  return lists.flatMap((args) =>
    docker(...args, '--filter', LABEL)
      .split('\n')
      .filter((line) => line !== ''),
  );
}
