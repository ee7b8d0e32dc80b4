// The forge as GitLab gives it.
import { gitLab } from '../../src/forge/index.js';
import { fakeGitLab } from './fake/gitlab.js';
import { isForge, sceneOf, titlesDrafts } from './scene.js';

const scene = sceneOf(fakeGitLab, gitLab);

isForge(scene);
titlesDrafts(scene, 'Draft: ', '[Draft] draft: ');
