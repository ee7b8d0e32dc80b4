// What only runs that start containers need.
export { Interrupted, EngineError, findEngine, watchDisk, ownerToken, runProgram } from './containers/index.js';
export { strangersEnvironment } from './containers/strangers-env.js';
export { openBench } from './bench.js';
export { httpProbe, tcpProbe } from './probe.js';
export { openResults } from './results.js';
export { liveOwners, livePorts, liveProcesses, liveUsage } from './containers/live.js';
