// A plan of a commit without a checkout, and branches of a plan, one commit for each step. branches never touches a work
// tree, and never decides whether anything is pushed.
export { type Branch, branchesOf, type Grouping, type Whole, writeBranch } from './branch.js';
export { type CommitPlan, planCommit, planOpenCommit } from './plan-commit.js';
