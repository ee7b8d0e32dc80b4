// Which folders a client keeps to. They narrow what the server was started with, and never widen it.
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ClientRoots } from './types.js';

const KEY = 'roots';

/**
 * What the client says, or what asks it. A client that has folders and does not name them is asked for them with each call: it may
 * have opened another since.
 */
export function clientRoots(
  server: McpServer,
  { mcpReq }: ServerContext,
): { readonly known: ClientRoots } | { readonly ask: InputRequiredResult } {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  if (!hasRoots(capabilities)) return { known: undefined };
  const answer = inputResponse(mcpReq.inputResponses, KEY);
  if (answer.kind === 'roots') {
    // A client without an open folder says nothing about where to look.
    const uris = answer.roots.map(({ uri }) => uri);
    return { known: uris.length > 0 ? uris : undefined };
  }
  // It was asked, and said something else: then it may keep to anything.
  if (mcpReq.inputResponses) return { known: [''] };
  return { ask: inputRequired({ inputRequests: { [KEY]: inputRequired.listRoots() } }) };
}

function hasRoots(capabilities: unknown): boolean {
  return typeof capabilities === 'object' && capabilities !== null && 'roots' in capabilities;
}
