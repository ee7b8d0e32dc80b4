// The forge as Forgejo and Gitea give it.
import { forgejo } from '../../src/forge/index.js';
import { fakeForgejo } from './fake/forgejo.js';
import { isForge, sceneOf, titlesDrafts } from './scene.js';

const scene = sceneOf(fakeForgejo, forgejo);

isForge(scene);
titlesDrafts(scene, 'WIP: ', '[WIP] wip: ');
