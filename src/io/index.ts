// The outside: files, git, standard input. io never reads outside the root, never follows a link out of it, and never
// leaves a file half written.
//
//   discover(options)          what to plan of a tree, one at a time, in a fixed order (generator)
//   readSource(tree, path)     exact text and hash of a file, or why not
//   readStdin(path)            the same for standard input
//   diskTree(root)             the files below a folder, as discovery and evidence read them; a commit gives another
//   treeRepository(tree)       what evidence reads; memoryRepository(files) is its twin for tests
//   writeAll(root, writes)     a step: every file or none
//   riskOf(root, files)        what git could not bring back; gitState, uncommitted, commit
//   watched(ms, work)          work that is ended when its time is up; supervisedWorker the same in a thread, for memory too
//   loadOnline()               registries and package indexes, which only a run that looks something up needs
//   loadRunning()              container engines, for runs that build and start images
//   parseIgnore, matchIgnore   patterns as git reads them, for the configuration's ignored paths
export { kindOfName as kindOfFileName } from './names.js';
export { discover, type DiscoverOptions } from './discover.js';
export type { Discovered } from './found.js';
export { isPipeline } from './classify.js';
export { decodeSource, MAX_FILE_BYTES, readSource, sha256Of } from './read.js';
export { readStdin } from './stdin.js';
export type { Tree } from './tree.js';
export { cannotRead, tooLarge } from './read-file.js';
export { ignoreTree, type IgnoreRules } from './ignore-tree.js';
export { type GitCall, quietGit } from './git-process.js';
export { diskTree } from './disk-tree.js';
export { treeStamp } from './tree-stamp.js';
export { gitPointer } from './disk-rules.js';
export { treeRepository, MAX_EVIDENCE_BYTES, MAX_LOCK_BYTES } from './repository.js';
export { memoryRepository } from './memory.js';
export { writeAll } from './write.js';
export type { WriteFs, Write } from './stage.js';
export { findProgram } from './program.js';
export { commit, gitState, headCommit, uncommitted, type Uncommitted } from './git.js';
export { changedSince } from './git-changes.js';
export { byRepository, riskOf } from './safeguard.js';
export { linkInRoot, ownFolder } from './folder.js';
export { describeSystemError, isSomethingAt } from './paths.js';
export { safeMs, TimeUp, watched } from './watch.js';
export {
  describeFault,
  serveTasks,
  supervisedWorker,
  type SupervisedWorker,
} from './supervised.js';
export { builtWorker } from './built-worker.js';
export { matchIgnore, parseIgnore, type IgnoreRule } from './gitignore.js';
export { defaultCacheFolder } from './cache-folder.js';
export { listIn, parseJson, recordIn } from './registry/json.js';
export type { RegistryOptions } from './registry/index.js';
export type { PackageOptions } from './packages/index.js';
export type * from './containers/types.js';
export type { Bench, BenchRun } from './bench.js';
export type { HttpAnswer } from './probe.js';

/** Loads the clients of image registries and package indexes. The bundle keeps them in a file of their own. */
export function loadOnline(): Promise<typeof import('./online.js')> {
  return import('./online.js');
}

/** Loads what runs containers. The bundle keeps it in a file of its own. */
export function loadRunning(): Promise<typeof import('./running.js')> {
  return import('./running.js');
}
