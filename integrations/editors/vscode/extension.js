// Starts `harden lsp` for the files it plans. All else is the server's.
const { commands, window, workspace } = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

/** What the server has something to say about. It tells by itself which YAML is whose. */
const FILES = [
  { scheme: 'file', language: 'dockerfile' },
  { scheme: 'file', language: 'dockercompose' },
  { scheme: 'file', language: 'yaml' },
  { scheme: 'file', language: 'github-actions-workflow' },
  { scheme: 'file', pattern: '**/{Containerfile,*.Containerfile,*.Dockerfile,Dockerfile.*}' },
  { scheme: 'file', pattern: '**/.harden.{yaml,yml}' },
];

let client;

async function start() {
  // Of the person's own settings alone: a workspace must not say which program is run.
  const { globalValue, defaultValue } = workspace.getConfiguration('harden').inspect('path');
  const command = globalValue || defaultValue;
  client = new LanguageClient(
    'harden',
    'harden',
    {
      command,
      args: ['lsp'],
      transport: TransportKind.stdio,
      // npm installs programs as scripts of the shell there.
      options: { shell: process.platform === 'win32' },
    },
    { documentSelector: FILES },
  );
  try {
    await client.start();
  } catch (error) {
    const choice = await window.showErrorMessage(
      `${command} lsp does not start (${error.message}). Install @harden/cli, or set harden.path.`,
      'Open Settings',
    );
    if (choice) await commands.executeCommand('workbench.action.openSettings', 'harden.path');
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.needsStop()) await running.stop();
}

async function activate(context) {
  const restart = commands.registerCommand('harden.restart', async () => {
    await stop();
    await start();
  });
  context.subscriptions.push(restart);
  await start();
}

module.exports = { activate, deactivate: stop };
