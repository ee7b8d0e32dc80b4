// Git without a work tree: commits read as trees, commits made, and what goes to and comes from a remote. git never
// runs what a repository configures, never reaches another address than the one it is given, and never shows a credential.
//
//   openCommit(dir, ref)                 the files of a commit, as discovery and evidence read them
//   checkOut(dir, id, folder)            the files of a commit on disk, for what builds them
//   makeShallow(dir, id, folder)         and the .git that a shallow clone has, beside them
//   readCommit(dir, id)                  who made it, and what for
//   readHead(dir)                        where a repository on this machine is
//   listRemote, fetchCommit, fetchFiles  from a remote, as little as planning needs
//   makeCommits(dir, commits)            commits on a commit, the same ids each time
//   fetchHistory(dir, remote, id)        all that a commit stands on, where a push needs it
//   pushBranch(dir, remote, move)        a branch, if it is where it was seen last
export { type Commit, type Identity, type OpenOptions, gitDirectory, openCommit } from './commit.js';
export { checkOut } from './check-out.js';
export { GitError } from './error.js';
export { type NewCommit, makeCommits } from './import.js';
export { type Head, readHead } from './head.js';
export { readCommit } from './read-commit.js';
export type { Remote } from './remote.js';
export { makeShallow } from './shallow.js';
export { fetchCommit, fetchFiles, fetchHistory, listRemote, pushBranch } from './transfer.js';
