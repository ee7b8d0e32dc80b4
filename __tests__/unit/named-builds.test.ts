// Which names the builds of a repository give their images: what is written out, and nothing that is guessed.
import { memoryRepository } from '../../src/io/index.js';
import { filePath } from '../../src/model/index.js';
import { namedBuilds } from '../../src/images/index.js';
import { DocumentMemory } from '../../src/planner/index.js';

function namesIn(texts: Readonly<Record<string, string>>, which: 'named' | 'partly' = 'named'): string[] {
  const files = Object.keys(texts).map((path) => filePath(path));
  const tree = memoryRepository(texts);
  return namedBuilds(tree, new DocumentMemory().of(tree), files)
    [which].map(
      ({ image, dockerfile, context, target }) =>
        `${image} ${dockerfile} ${context || '.'}${target ? ` ${target}` : ''}`,
    )
    .sort();
}

const SKAFFOLD = `apiVersion: skaffold/v4beta6
kind: Config
build:
  artifacts:
    - image: example/api
      context: api
      docker:
        dockerfile: docker/Dockerfile
        target: prod
    - image: example/web
    - image: example/go
      ko: {}
`;

describe('names of images', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'Skaffold, the Dockerfile from its context; ko needs none',
      { 'skaffold.yaml': SKAFFOLD, Dockerfile: '', 'api/docker/Dockerfile': '' },
      ['example/api api/docker/Dockerfile api prod', 'example/web Dockerfile .'],
    ],
    [
      'a makefile below, its variables filled in, the tag left out',
      {
        'api/Makefile': 'IMAGE ?= example/api\nbuild:\n\tdocker build -t $(IMAGE):$(TAG) \\\n\t  .\n',
        'api/Dockerfile': '',
      },
      ['example/api api/Dockerfile api'],
    ],
    [
      'a workflow with the action and one with the command',
      {
        '.github/workflows/a.yml':
          'env:\n  REGISTRY: ghcr.io\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: web\n          tags: |\n            ${{ env.REGISTRY }}/example/web:latest\n            example/web:${{ github.sha }}\n',
        '.github/workflows/b.yml':
          'jobs:\n  b:\n    steps:\n      - run: docker buildx build --push -t example/job:1 -f job/Dockerfile.prod --build-arg A=1 job\n',
        'web/Dockerfile': '',
        'job/Dockerfile.prod': '',
      },
      [
        'example/job job/Dockerfile.prod job',
        'example/web web/Dockerfile web',
        'ghcr.io/example/web web/Dockerfile web',
      ],
    ],
    [
      'a bake file',
      {
        'docker-bake.hcl': 'target "web" {\n  context = "web"\n  target = "run"\n  tags = ["example/web:1"]\n}\n',
        'web/Dockerfile': '',
      },
      ['example/web web/Dockerfile web run'],
    ],
    [
      'a bake file with maps and variables; what a target takes from others is not guessed',
      {
        'docker-bake.hcl':
          'target "web" {\n  context = "web"\n  args = { target = "none" }\n  tags = ["example/web:${TAG}"]\n}\ntarget "job" {\n  inherits = ["web"]\n  tags = ["example/job"]\n}\n',
        'web/Dockerfile': '',
        Dockerfile: '',
      },
      ['example/web web/Dockerfile web'],
    ],
    [
      'a bake file whose variable says where the image goes',
      {
        'docker-bake.hcl':
          'variable "REPO" {\n  default = "registry.example/team"\n}\ntarget "web" {\n  context = "web"\n  tags = ["${REPO}/web:${TAG}", "${OTHER}/web"]\n}\n',
        'web/Dockerfile': '',
      },
      ['registry.example/team/web web/Dockerfile web'],
    ],
    [
      'a script that keeps what the build says',
      { 'build.sh': 'docker build -t example/web . > web # as it is\n', Dockerfile: '', 'web/Dockerfile': '' },
      ['example/web Dockerfile .'],
    ],
    [
      'a kustomization gives it another name',
      {
        'build.sh': 'docker build --tag registry.example/team/web:1 .\n',
        'k8s/kustomization.yaml': 'images:\n  - name: web\n    newName: registry.example/team/web\n',
        'k8s/web.yaml': '',
        Dockerfile: '',
      },
      ['registry.example/team/web Dockerfile .', 'web Dockerfile .'],
    ],
    [
      'one name for two builds',
      { 'a.sh': 'docker build -t x/y a\ndocker build -t x/y b\n', 'a/Dockerfile': '', 'b/Dockerfile': '' },
      [],
    ],
    [
      'a folder that was entered before',
      { 'a.sh': 'cd a\ndocker build -t x/y .\n', Dockerfile: '', 'a/Dockerfile': '' },
      [],
    ],
    ['a name in a variable that nobody sets', { 'a.sh': 'docker build -t $NAME .\n', Dockerfile: '' }, []],
    ['a variable that is set twice', { 'a.sh': 'N=x/a\nN=x/b\ndocker build -t $N .\n', Dockerfile: '' }, []],
    ['a context outside of the repository', { 'a.sh': 'docker build -t x/y ..\n', Dockerfile: '' }, []],
    [
      'a README, after its clone is entered',
      {
        'README.md': 'Run `git clone x; cd shop` and then\n```\ndocker build -t example/web:1 .\n```\n',
        Dockerfile: '',
      },
      ['example/web Dockerfile .'],
    ],
    [
      'a README that enters a folder of the repository',
      { 'README.md': '    cd a\n    docker build -t x/y .\n', Dockerfile: '', 'a/Dockerfile': '' },
      [],
    ],
    [
      'a README against what a script does',
      {
        'README.md': 'docker build -t x/y a\n',
        'b.sh': 'docker build -t x/y b\n',
        'a/Dockerfile': '',
        'b/Dockerfile': '',
      },
      ['x/y b/Dockerfile b'],
    ],
    [
      'a script that lies by its Dockerfile, with variables of a file above',
      {
        '.env': 'REPO=example\nTAG=1\n',
        'load/build.sh': "eval $(egrep '[A-Z]+=' ../.env)\ndocker build -t ${REPO}/load:${TAG} .\n",
        'load/Dockerfile': '',
      },
      ['example/load load/Dockerfile load'],
    ],
    [
      'the action before it named its tags, and a workflow of somebody else that is called',
      {
        '.github/workflows/a.yml':
          'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v1\n        with:\n          path: web\n          repository: example/web\n          tag_with_ref: true\n',
        '.github/workflows/b.yml':
          'jobs:\n  b:\n    uses: docker/x/.github/workflows/build.yaml@main\n    with:\n      image-names: |\n        ghcr.io/example/job\n        example/job\n      context: job\n',
        'web/Dockerfile': '',
        'job/Dockerfile': '',
      },
      ['example/job job/Dockerfile job', 'example/web web/Dockerfile web', 'ghcr.io/example/job job/Dockerfile job'],
    ],
    ['a Dockerfile that is not there', { 'a.sh': 'docker build -t x/y -f gone .\n', Dockerfile: '' }, []],
  ])('%s', (_, texts, expected) => {
    expect(namesIn(texts)).toEqual(expected);
  });

  const WORKFLOW = '.github/workflows/a.yml';
  const stepsOf = (steps: string): string => `on: push\njobs:\n  a:\n    steps:\n${steps}`;

  test.each<[string, Record<string, string>, string[]]>([
    [
      'a step that enters a folder first, and one that starts in it',
      {
        [WORKFLOW]: stepsOf(
          '      - run: |\n          cd web\n          docker build -t example/web .\n      - working-directory: job\n        run: docker build -t example/job -f ../job/run.Dockerfile .\n',
        ),
        'web/Dockerfile': '',
        'job/run.Dockerfile': '',
      },
      ['example/job job/run.Dockerfile job', 'example/web web/Dockerfile web'],
    ],
    [
      'a job whose steps start in a folder',
      {
        [WORKFLOW]:
          'jobs:\n  a:\n    defaults:\n      run:\n        working-directory: web\n    steps:\n      - run: docker build -t example/web .\n',
        'web/Dockerfile': '',
        Dockerfile: '',
      },
      ['example/web web/Dockerfile web'],
    ],
    [
      'a step that goes through folders, and one that enters one that is not written out',
      {
        [WORKFLOW]: stepsOf(
          '      - run: |\n          for d in web job; do\n            cd $d\n            docker build -t example/web .\n          done\n      - run: cd "$HOME" && docker build -t example/job .\n',
        ),
        'web/Dockerfile': '',
        Dockerfile: '',
      },
      [],
    ],
    [
      'a step that enters a folder where there is one',
      {
        [WORKFLOW]: stepsOf(
          '      - run: |\n          if test -n "$DEEP"; then\n            cd web\n          fi\n          docker build -t example/web .\n',
        ),
        'web/Dockerfile': '',
        Dockerfile: '',
      },
      [],
    ],
    [
      'names that a step before makes tags of',
      {
        [WORKFLOW]: stepsOf(
          '      - id: meta\n        uses: docker/metadata-action@v5\n        with:\n          images: |\n            name=example/web,enable=true\n            ghcr.io/example/web\n      - uses: docker/build-push-action@v6\n        with:\n          context: web\n          tags: ${{ steps.meta.outputs.tags }}\n',
        ),
        'web/Dockerfile': '',
      },
      ['example/web web/Dockerfile web', 'ghcr.io/example/web web/Dockerfile web'],
    ],
    [
      'Cloud Build, whose words are a list',
      {
        'cloudbuild.yaml':
          "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', 'gcr.io/example/web:$SHORT_SHA', 'web']\n  - name: gcr.io/cloud-builders/docker\n    dir: job\n    args: [build, '--tag=gcr.io/example/job', '.']\n  - name: gcr.io/cloud-builders/docker\n    args: [push, gcr.io/example/web]\n",
        'web/Dockerfile': '',
        'job/Dockerfile': '',
      },
      ['gcr.io/example/job job/Dockerfile job', 'gcr.io/example/web web/Dockerfile web'],
    ],
  ])('%s', (_, texts, expected) => {
    expect(namesIn(texts)).toEqual(expected);
  });

  test('a variable in front of the last part of the name is left open, and one in it is no name', () => {
    const tags = ['${{ secrets.ACCOUNT }}/web:1', '$REGISTRY/team/web', 'example/$NAME', 'example/${{ env.A }}-web'];
    const steps = tags.map(
      (tag) =>
        `      - uses: docker/build-push-action@v6\n        with:\n          context: web\n          tags: ${tag}\n`,
    );
    const texts = { [WORKFLOW]: stepsOf(steps.join('')), 'web/Dockerfile': '' };
    expect(namesIn(texts)).toEqual([]);
    expect(namesIn(texts, 'partly')).toEqual(['*/team/web web/Dockerfile web', '*/web web/Dockerfile web']);
  });
});
