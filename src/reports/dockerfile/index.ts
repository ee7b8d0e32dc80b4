// Checks on Dockerfiles that change nothing. A check never guesses: where the file could be right, it is silent.
import type { DockerfileReport } from './define.js';
import { downloadReports } from './downloads.js';
import { fileReports } from './files.js';
import { imageReports } from './images.js';
import { metadataReports } from './metadata.js';
import { packageReports } from './packages.js';
import { secretReports } from './secrets.js';
import { shellReports } from './shell.js';
import { stageReports } from './stages.js';
import { toolReports } from './tools.js';
import { userReports } from './users.js';
import { variableReports } from './variables.js';

export type { DockerfileReport } from './define.js';
export { silentRules } from './silent.js';

/** Every check on Dockerfiles, in the order of the rule table's sections. */
export const dockerfileReports: readonly DockerfileReport[] = [
  ...imageReports,
  ...stageReports,
  ...toolReports,
  ...userReports,
  ...packageReports,
  ...shellReports,
  ...downloadReports,
  ...fileReports,
  ...metadataReports,
  ...variableReports,
  ...secretReports,
];
