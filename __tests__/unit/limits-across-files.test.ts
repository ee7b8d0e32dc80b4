// A limit of memory that a service and its workload take from each other is written once.
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

const FILES = {
  'api/Dockerfile':
    'FROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY words.jar .\nENTRYPOINT ["java", "-Xmx64m", "-jar", "/app/words.jar"]\n',
  'compose.yaml': 'services:\n  api:\n    build: api\n    image: example/words-api\n',
  'k8s/api.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  selector:\n    matchLabels: { app: api }\n' +
    '  template:\n    metadata:\n      labels: { app: api }\n    spec:\n      containers:\n        - name: api\n          image: example/words-api\n',
};

test('what the workload got from the service is no occasion for another limit of the service', () => {
  const { plans, errors } = planTexts(FILES, { registry, asConfigured: {}, level: 'unverified', preset: 'guide' });
  expect(errors).toEqual([]);
  expect(plans.flatMap(({ dropped }) => dropped)).toEqual([]);
  const result = plans.map((plan) => plan.result).find((texts) => texts.size > 1)!;
  const [compose, manifest] = ['compose.yaml', 'k8s/api.yaml'].map(
    (path) => [...result].find(([file]) => file === path)![1],
  );
  expect(compose).toContain('memory: 384M\n');
  expect(manifest).toContain('memory: 384Mi\n');
});
