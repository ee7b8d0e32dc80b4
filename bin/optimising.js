'use strict';
// When V8 writes machine code. A run of harden ends within a second or two and calls much code a little: with what V8 waits
// for by itself, two fifths of the processor's time went into machine code that was hardly used any more. What is hot for
// longer, as in large files, is optimised all the same.

// Before Node 22 it counts bytes of bytecode, 67,584 of them, and from then on calls: 400 before the quick compiler, 3,000 before
// the thorough one.
const BY_BYTES = '--interrupt-budget=2500000';
const BY_CALLS = '--invocation-count-for-maglev=10000 --invocation-count-for-turbofan=15000';
const BY_MORE_CALLS = '--invocation-count-for-maglev=10000 --invocation-count-for-turbofan=40000';
const FLAGS = {
  20: BY_BYTES,
  21: BY_BYTES,
  22: BY_CALLS,
  23: BY_CALLS,
  24: BY_MORE_CALLS,
  25: BY_MORE_CALLS,
  26: BY_MORE_CALLS,
};

/**
 * The flags for a version of Node; none for one that is not known: V8 complains of a flag that it does not know.
 * @param {string} version of `process.versions.node`
 * @returns {string | undefined}
 */
function optimisingFlag(version) {
  return FLAGS[version.split('.')[0]];
}

module.exports = { optimisingFlag };
