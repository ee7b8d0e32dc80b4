import {
  McpServer,
  ResourceTemplate,
  type McpServerFactory,
  type ServerContext,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import { memorySkillFiles, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { ConfigError } from '../model/index.js';
import { NOTICE, refusalResult, toolResult } from './answer.js';
import { addPrompts } from './prompts.js';
import { clientRoots } from './roots.js';
import { addTools, type AddTool } from './tools.js';
import type { Desk } from './types.js';

/** Elements that the arguments of a call may have, however deep. */
const MOST_ELEMENTS = 2000;
/** Clients give up on what says nothing for a minute. */
const PROGRESS_MS = 10_000;

const INSTRUCTIONS = `harden plans changes to Dockerfiles, Compose files and Kubernetes manifests, and refuses with a reason what it cannot know.
Order: plan, read every refusal, decide, apply the steps you chose, verify, and report what was not verified. The skill skill://harden/SKILL.md says it in full.
${NOTICE}`;

/** Makes servers that share one desk. It does one thing after the other, whoever asks. */
export async function serverFactory(desk: Desk): Promise<McpServerFactory> {
  const skills = await SkillsExtension.load(memorySkillFiles({ 'harden/SKILL.md': desk.library.skill() }), {
    strict: true,
  });
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  }
  return () => {
    const server = new McpServer(
      { name: desk.tool.name, version: desk.tool.version },
      { instructions: INSTRUCTIONS, maxToolInputElements: MOST_ELEMENTS },
    );
    const add: AddTool = (name, config, answer) => {
      const inputSchema: StandardSchemaWithJSON = config.inputSchema;
      server.registerTool(name, { ...config, inputSchema }, async (args, context) => {
        const roots = clientRoots(server, context);
        if ('ask' in roots) return roots.ask;
        const stop = sayAlive(context);
        const { signal } = context.mcpReq;
        try {
          return toolResult(await inTurn(() => answer(config.inputSchema.parse(args), roots.known, signal)));
        } catch (error) {
          return refusalResult(reasonOf(error, desk));
        } finally {
          stop();
        }
      });
    };
    addTools(add, desk);
    addResources(server, desk);
    addPrompts(server);
    skills.attach(server);
    return server;
  };
}

/** What is wrong with what was asked is told; a bug is told to whoever looks after the server as well. */
function reasonOf(error: unknown, { say }: Desk): string {
  if (error instanceof ConfigError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  say(`this is a bug in harden, please report it:\n${error instanceof Error ? (error.stack ?? message) : message}`);
  return `this is a bug in harden, please report it: ${message}`;
}

/** Tells a client that wants to know of progress that there is some, every few seconds. */
function sayAlive({ mcpReq }: ServerContext): () => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let progress = 0;
  const timer = setInterval(() => {
    progress++;
    // A client that has gone needs to know nothing.
    mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } }).catch(() => {});
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}

function addResources(server: McpServer, { metas, library }: Desk): void {
  const pages = new ResourceTemplate('harden://transforms/{id}', {
    list: () => ({
      resources: metas.map(({ id, title, summary }) => ({
        uri: `harden://transforms/${id}`,
        name: id,
        title,
        description: summary,
        mimeType: 'text/markdown',
      })),
    }),
    complete: { id: (begun) => metas.map(({ id }) => id).filter((id) => id.startsWith(begun)) },
  });
  server.registerResource(
    'transform',
    pages,
    {
      title: 'A transform',
      description: 'What it changes, what it rests on, and what it refuses',
      mimeType: 'text/markdown',
    },
    ({ href }, { id }) => {
      const text = metas.some((meta) => meta.id === id) ? library.explain(String(id)) : undefined;
      if (text === undefined) throw new ConfigError('no transform is called so; resources/list names them');
      return { contents: [{ uri: href, mimeType: 'text/markdown', text }] };
    },
  );
  const json = (name: string, uri: string, title: string, description: string, text: () => string): void => {
    const mimeType = 'application/json';
    server.registerResource(name, uri, { title, description, mimeType }, ({ href }) => ({
      contents: [{ uri: href, mimeType, text: text() }],
    }));
  };
  json(
    'rules',
    'harden://rules',
    'Rules',
    'Rules of linters, scanners and benchmarks, and what harden does about each',
    library.rules,
  );
  json(
    'config-schema',
    'harden://schemas/config',
    'Schema of .harden.yaml',
    'JSON schema of the configuration',
    library.schema,
  );
}
