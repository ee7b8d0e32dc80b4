// The public applications that are built and run: `benchmarks/repositories.yaml`, read and written.
import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';

/** One Dockerfile of a public repository, at a commit. */
export interface Application {
  readonly repository: string;
  readonly commit: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly ecosystem: string;
  /** `http 8080` for each port it names, or `start`: whether it starts is all that it shows. */
  readonly answers: readonly string[];
  /** The images it stands on or copies from. */
  readonly bases: readonly string[];
}

export interface ApplicationList {
  readonly rule: string;
  readonly applications: readonly Application[];
}

/** The list of a text. */
export function readList(text: string): ApplicationList {
  return parse(text) as ApplicationList;
}

/** The list as it is kept: an application a line. */
export function writeList({ rule, applications }: ApplicationList): string {
  const head = stringify({ rule }, { lineWidth: 100 });
  const lines = applications.map((each) => {
    const flow = stringify(each, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    return `  - ${flow}\n`;
  });
  return `# Written by \`npm run bench:repositories -- DIR --list\` from what lies below DIR, by the rule; read by the benchmark.\n${head}applications:\n${lines.join('')}`;
}

/** A short name for tables. */
export function nameOf({ repository, dockerfile }: Application): string {
  return dockerfile === 'Dockerfile' ? repository : `${repository} ${dockerfile}`;
}

/** Names an application by what is built: another commit, file or base image is another one. */
export function keyOf(application: Application): string {
  return createHash('sha256').update(JSON.stringify(application)).digest('hex').slice(0, 16);
}
