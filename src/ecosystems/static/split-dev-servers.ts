// Servers for development as what a container runs. They compile for whoever asks, and what takes their place is for the
// person to decide.
import type { Instruction } from '../../dockerfile/index.js';
import { type FilePath, baseName, child, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { commandLine } from '../node/split-project.js';
import type { NodeProject } from '../index.js';

interface DevServer {
  readonly command: RegExp;
  readonly name: string;
}

// Sources: https://create-react-app.dev/docs/deployment, https://vite.dev/guide/cli, https://angular.dev/cli/serve,
// https://cli.vuejs.org/guide/cli-service.html, https://webpack.js.org/api/cli, https://www.gatsbyjs.com/docs/reference/gatsby-cli,
// https://gohugo.io/commands/hugo_server
const SERVERS: readonly DevServer[] = [
  { name: 'Create React App', command: /\b(?:react-scripts|craco|react-app-rewired) start\b/ },
  { name: 'Vite', command: /(?:^|[\s"'/])vite(?: (?:dev|serve))?(?= -| *$| *[&"'])/ },
  { name: 'Angular', command: /(?:^|[\s"'/])ng (?:s|serve)\b/ },
  { name: 'Vue CLI', command: /\bvue-cli-service serve\b/ },
  { name: 'webpack', command: /\bwebpack(?:-dev-server| serve| server)\b/ },
  { name: 'Gatsby', command: /\bgatsby develop\b/ },
  { name: 'Hugo', command: /\bhugo (?:server|serve)\b/ },
];

/** Of a Dockerfile made for work on the source, by its name or stage. */
const FOR_DEVELOPMENT = /(?:^|[._-])dev(?:el|elop|elopment)?(?:[._-]|$)/i;

/** Why an image that runs such a server is left as it is; `undefined` for any other, and for one made for development. */
export function stopDevServer(site: Site, project: NodeProject | undefined): Stop<Instruction> | undefined {
  const text = commandLine(site).replace(/\s+/g, ' ').trim();
  const found = SERVERS.find(({ command }) => command.test(text));
  const file = baseName(site.doc.file);
  if (!found || FOR_DEVELOPMENT.test(file) || FOR_DEVELOPMENT.test(site.stage.key ?? '') || mountsSource(site))
    return undefined;
  const output = project?.bundler?.output?.is;
  const built = output === undefined ? 'a build writes files' : `the build writes ${output}/`;
  const proxy = proxyOf(site, project);
  return stop(
    'needs-decision',
    `the image runs the server that ${found.name} has for development, which compiles the source for whoever asks; ${built} that any web server can serve from a second stage: decide its port, ${proxy ? `what answers the requests that the proxy of ${proxy} passes on` : 'what answers requests to an API'}, and whether an unknown path gives index.html`,
    site.cmd ?? site.entrypoint,
  );
}

/** A Compose file lays the source over that of the image: people work in it. */
function mountsSource({ doc, context }: Site): boolean {
  const { repository } = context.evidence;
  return context.group.links.some(({ dockerfile, file }) => {
    if (dockerfile !== doc.file) return false;
    return /^[ \t]*-[ \t]*["']?\.[\w./-]*:\/|^[ \t]*source:[ \t]*["']?\.{1,2}(?:\/|["']?[ \t]*$)/m.test(
      repository.read(file) ?? '',
    );
  });
}

function proxyOf({ context }: Site, project: NodeProject | undefined): string | undefined {
  if (!project) return undefined;
  const { repository } = context.evidence;
  const at = (name: string): FilePath => child(project.directory, name);
  if (/"proxy"\s*:/.test(repository.read(at('package.json')) ?? '')) return 'package.json';
  for (const name of [
    'vite.config.js',
    'vite.config.ts',
    'vite.config.mjs',
    'vue.config.js',
    'src/setupProxy.js',
    'proxy.conf.json',
    'webpack.config.js',
  ]) {
    const text = repository.read(at(name));
    if (text !== undefined && (/^proxy\.|Proxy/.test(name) || /\bproxy\s*:/.test(text))) return name;
  }
  return undefined;
}
