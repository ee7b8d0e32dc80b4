import type { Edit, TextVersion } from '../model/index.js';
import { checkedEdits } from './splice.js';

/** Longest leaf that is made. Short, since each edit makes some anew; long enough that the tree is smaller than its text. */
const LEAF = 512;

interface Leaf {
  readonly text: string;
  readonly length: number;
  readonly breaks: number;
  readonly height: 0;
}
interface Branch {
  readonly left: Tree;
  readonly right: Tree;
  readonly length: number;
  /** Line breaks in it. */
  readonly breaks: number;
  readonly height: number;
}
type Tree = Leaf | Branch;

/**
 * A text that shares all that it has in common with the text it was made from, so that a thousand versions of a large
 * file, each with a line changed, take the room of one and of a thousand lines. A balanced tree of pieces.
 */
export class Rope implements TextVersion {
  private constructor(private readonly tree: Tree) {}

  static of(text: string): Rope {
    return new Rope(treeOf(text));
  }

  get length(): number {
    return this.tree.length;
  }

  slice(start: number, end: number): string {
    const parts: string[] = [];
    collect(this.tree, start, end, parts);
    return parts.join('');
  }

  /** How many lines end before the offset. */
  breaksBefore(offset: number): number {
    let count = 0;
    let at = offset;
    let tree = this.tree;
    while (!isLeaf(tree)) {
      const { left, right } = tree;
      if (at < left.length) tree = left;
      else {
        count += left.breaks;
        at -= left.length;
        tree = right;
      }
    }
    return count + countBreaks(tree.text, at);
  }

  toString(): string {
    return this.slice(0, this.length);
  }

  /**
   * The text with the edits applied, as `applyEdits` does it.
   * @throws SpliceError when an edit is out of bounds, its `expect` differs, or two edits overlap.
   */
  edited(edits: readonly Edit[]): Rope {
    const sorted = checkedEdits(edits, this.length, (start, end) => this.slice(start, end));
    let tree: Tree = this.tree;
    // From behind, so that the offsets before stay as they are.
    for (const { span, text } of sorted.reverse()) {
      const [head, rest] = split(tree, span.start);
      const [, tail] = split(rest, span.end - span.start);
      tree = join(join(head, treeOf(text)), tail);
    }
    return new Rope(tree);
  }
}

const EMPTY: Leaf = { text: '', length: 0, breaks: 0, height: 0 };

function leaf(text: string): Leaf {
  return text === '' ? EMPTY : { text, length: text.length, breaks: countBreaks(text, text.length), height: 0 };
}

function countBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function branch(left: Tree, right: Tree): Branch {
  const height = 1 + Math.max(left.height, right.height);
  return { left, right, length: left.length + right.length, breaks: left.breaks + right.breaks, height };
}

function isLeaf(tree: Tree): tree is Leaf {
  return tree.height === 0;
}

function treeOf(text: string): Tree {
  if (text.length <= LEAF) return leaf(text);
  const middle = text.length >> 1;
  return branch(treeOf(text.slice(0, middle)), treeOf(text.slice(middle)));
}

function collect(tree: Tree, start: number, end: number, into: string[]): void {
  if (start >= end || start >= tree.length || end <= 0) return;
  if (isLeaf(tree)) {
    into.push(tree.text.slice(Math.max(0, start), end));
    return;
  }
  collect(tree.left, start, end, into);
  collect(tree.right, start - tree.left.length, end - tree.left.length, into);
}

function split(tree: Tree, at: number): [Tree, Tree] {
  if (at <= 0) return [EMPTY, tree];
  if (at >= tree.length) return [tree, EMPTY];
  if (isLeaf(tree)) return [leaf(tree.text.slice(0, at)), leaf(tree.text.slice(at))];
  if (at < tree.left.length) {
    const [head, tail] = split(tree.left, at);
    return [head, join(tail, tree.right)];
  }
  const [head, tail] = split(tree.right, at - tree.left.length);
  return [join(tree.left, head), tail];
}

/** Both, one behind the other, as a tree whose halves differ in height by one at most. */
function join(left: Tree, right: Tree): Tree {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  if (isLeaf(left) && isLeaf(right) && left.length + right.length <= LEAF) return leaf(left.text + right.text);
  if (!isLeaf(left) && left.height > right.height + 1) return balanced(left.left, join(left.right, right));
  if (!isLeaf(right) && right.height > left.height + 1) return balanced(join(left, right.left), right.right);
  return branch(left, right);
}

/** Of two trees that differ in height by two at most. */
function balanced(left: Tree, right: Tree): Tree {
  if (!isLeaf(left) && left.height > right.height + 1) {
    if (isLeaf(left.right) || left.left.height >= left.right.height)
      return branch(left.left, branch(left.right, right));
    return branch(branch(left.left, left.right.left), branch(left.right.right, right));
  }
  if (!isLeaf(right) && right.height > left.height + 1) {
    if (isLeaf(right.left) || right.right.height >= right.left.height)
      return branch(branch(left, right.left), right.right);
    return branch(branch(left, right.left.left), branch(right.left.right, right.right));
  }
  return branch(left, right);
}
