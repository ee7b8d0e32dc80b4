// Forges: repositories, pull requests, comments and checks, the same way whatever server holds them. forge knows nothing of
// what is proposed, never sends a token anywhere but to the server it is for, and never throws for what a server says.
//
//   placeOf(address)         which forge, and which repository
//   probeForge(origin)       which forge a server is whose name does not say it
//   gitHub(options)          a forge; what it cannot do is told as data. So are gitLab, forgejo, pagure
//   appToken(key, repo)      a token of an app of GitHub for one repository; appKeyIn(environment) is its key
//   isFault(outcome)         cannot, rate-limited until, retry
//   rationed(fetch, ration)  keeps to what a forge takes in an hour; makeRation() is what is left of it
//   topicMark(topic)         what stands in each comment of `ensureComment`
export { fullNameOf, placeOf } from './detect.js';
export { cannot, faultOf, isFault } from './fault.js';
export { forgejo } from './forgejo/index.js';
export { appKeyIn, appToken } from './github/app.js';
export { gitHub } from './github/index.js';
export { gitLab } from './gitlab/index.js';
export { guardedFetch, type Fetch } from './http.js';
export { pagure } from './pagure/index.js';
export { probeForge } from './probe.js';
export { makeRation, rationed, type Ration } from './ration.js';
export { topicMark } from './topic.js';
export type {
  Fault,
  Forge,
  ForgeKind,
  FoundRepo,
  Outcome,
  Pull,
  RepoRef,
  Report,
  RepositoryQuery,
} from './types.js';
