// The words of a RUN body, with the way back to the file. shell never prints a command and never looks into backticks.
export * from './script.js';
export type { ShellArm, ShellCase, ShellCommand, ShellPipeline, ShellScript, ShellWord } from './types.js';
