import { runPortion } from './run.js';

runPortion(0);
