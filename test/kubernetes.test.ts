/** The manifests of docker/kubernetes: by the schemas of Kubernetes, and by what our processes and images need. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { PriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1';
import { ConfigMap, Namespace, PersistentVolumeClaim, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { asteriskConfig } from '../src/config/asterisk.ts';
import { deskConfig } from '../src/config/desk.ts';
import { engineConfig } from '../src/config/engine.ts';
import { recordsConfig, workerConfig } from '../src/config/worker.ts';
import { projectDir } from './support/parts.ts';

const folder = join(projectDir, 'docker/kubernetes');
const kustomization = 'kustomization.yaml';

/** What refuses a manifest of each kind: made from the OpenAPI document of Kubernetes. */
const kinds: Readonly<Record<string, new (manifest: never) => { validate(): void }>> = {
  'apps/v1 StatefulSet': StatefulSet,
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'networking.k8s.io/v1 Ingress': Ingress,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'scheduling.k8s.io/v1 PriorityClass': PriorityClass,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Service': Service,
};

const labels = z.record(z.string(), z.string());
const container = z.object({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).optional(),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
  startupProbe: z.object({ httpGet: z.object({ path: z.string(), port: z.string() }).optional() }).optional(),
  readinessProbe: z.object({}).optional(),
  livenessProbe: z.object({}).optional(),
});
const workload = z.object({
  kind: z.enum(['StatefulSet', 'Deployment']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })).default([]),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.literal(10_001) }),
        initContainers: z.array(container).default([]),
        containers: z.array(container),
        volumes: z.array(
          z.object({
            name: z.string(),
            secret: z
              .object({ items: z.array(z.object({ key: z.string(), path: z.string() })).optional() })
              .optional(),
            configMap: z.object({ name: z.string() }).optional(),
            persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
          }),
        ),
      }),
    }),
  }),
});

interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly content: Record<string, unknown>;
}

const head = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: labels.optional() }),
});

async function read(file: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(join(folder, file), 'utf8'), { uniqueKeys: true });
  return documents.map((document) => {
    expect(document.errors).toEqual([]);
    const content = head.parse(document.toJS());
    return { file, apiVersion: content.apiVersion, kind: content.kind, name: content.metadata.name, content };
  });
}

const resources = z
  .object({ resources: z.array(z.string()), images: z.array(z.object({ name: z.string() })) })
  .parse(parseAllDocuments(await readFile(join(folder, kustomization), 'utf8'))[0]?.toJS());
const manifests = (await Promise.all(resources.resources.map(read))).flat();
const workloads = manifests
  .filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment')
  .map(({ content }) => workload.parse(content));
const settings = z
  .object({ data: z.record(z.string(), z.string()) })
  .parse(manifests.find(({ kind, name }) => kind === 'ConfigMap' && name === 'settings')?.content).data;

/** Why Kubernetes would refuse a manifest; undefined when it would not. */
function refusal({ apiVersion, kind }: Manifest, content: unknown): string | undefined {
  const Kind = kinds[`${apiVersion} ${kind}`];
  if (Kind === undefined) return `no schema of ${apiVersion} ${kind}`;
  try {
    new Kind(content as never).validate();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every place of a value, from the root. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

function withNonsenseAt(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined) return [[{ nonsense: [] }]];
  if (Array.isArray(value))
    return value.map((one, index) => (index === key ? withNonsenseAt(one, rest) : one));
  return { ...(value as object), [key]: withNonsenseAt((value as Record<string, unknown>)[key], rest) };
}

test('kustomize takes every file of the folder', async () => {
  const files = (await readdir(folder)).filter((name) => name !== kustomization);
  expect([...resources.resources].sort()).toEqual(files.sort());
});

test('every manifest is one by the schemas of Kubernetes', () => {
  expect(manifests.flatMap((one) => refusal(one, one.content) ?? [])).toEqual([]);
});

test('and has no field that Kubernetes does not know', () => {
  // A field that is known has a type: nonsense in its place is refused. One that is not known takes anything.
  const unknown = manifests.flatMap((one) =>
    pathsOf(one.content)
      .filter((path) => path.length > 0 && refusal(one, withNonsenseAt(one.content, path)) === undefined)
      .map((path) => `${one.file}: ${one.kind} ${one.name}: ${path.join('.')}`),
  );
  expect(unknown).toEqual([]);
});

test.each(workloads.map((one) => [one.metadata.name, one] as const))(
  '%s: its pods are found, its mounts are there, its images are named',
  (_name, { spec }) => {
    const pod = spec.template.spec;
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const volumes = [...pod.volumes, ...spec.volumeClaimTemplates.map(({ metadata }) => metadata)].map(
      ({ name }) => name,
    );
    const there = new Set(manifests.map(({ kind, name }) => `${kind} ${name}`));
    for (const one of [...pod.initContainers, ...pod.containers]) {
      expect(resources.images.map(({ name }) => name)).toContain(one.image);
      expect(one.volumeMounts.map(({ name }) => name).filter((name) => !volumes.includes(name))).toEqual([]);
      for (const { configMapRef } of one.envFrom) expect(there).toContain(`ConfigMap ${configMapRef.name}`);
    }
    for (const { configMap, persistentVolumeClaim } of pod.volumes) {
      if (configMap !== undefined) expect(there).toContain(`ConfigMap ${configMap.name}`);
      if (persistentVolumeClaim !== undefined) {
        expect(there).toContain(`PersistentVolumeClaim ${persistentVolumeClaim.claimName}`);
      }
    }
    for (const one of pod.containers) {
      expect(one).toMatchObject({ startupProbe: {}, readinessProbe: {}, livenessProbe: {} });
      const port = one.startupProbe?.httpGet?.port;
      if (port !== undefined) expect(one.ports.map(({ name }) => name)).toContain(port);
    }
  },
);

/** What the image itself says (docker/Dockerfile). */
const ofImage = ['DATA_DIR', 'FLOWS_DIR', 'PROMPTS_DIR', 'ESPEAK', 'ENGINE_NAME'];
/** Not ours: read by Node. */
const ofNode = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];
/** Parts of other variables. */
const ofKubernetes = ['CELL', 'POD_NAME'];

test.each([
  ['asterisk-conf', [asteriskConfig]],
  ['engine', [engineConfig]],
  ['worker', [workerConfig, recordsConfig]],
  ['desk', [deskConfig]],
] as const)('%s is told all that it needs, and nothing that it does not know', (command, schemas) => {
  const { one, pod } = containerOf(command);
  const known: readonly string[] = schemas.flatMap((schema) => Object.keys(schema.shape));
  const bySecret = (name: string) => name.endsWith('_FILE') && !known.includes(name);
  const given = one.env.map(({ name }) => (bySecret(name) ? name.replace(/_FILE$/, '') : name));
  expect(given.filter((name) => ![...known, ...ofNode, ...ofKubernetes].includes(name))).toEqual([]);
  const all = new Set([...given, ...Object.keys(settings), ...ofImage]);
  const missing = schemas.flatMap((schema) =>
    Object.entries(schema.shape).flatMap(([name, type]) =>
      all.has(name) || type.safeParse(undefined).success ? [] : [name],
    ),
  );
  expect(missing).toEqual([]);
  // What is given in plain is what the configuration takes.
  const wrong = schemas.flatMap((schema) =>
    Object.entries(schema.shape).flatMap(([name, type]) => {
      const value = (one.env.find((variable) => variable.name === name)?.value ?? settings[name])
        ?.replace('$(CELL)', settings['CELL'] ?? '')
        .replace('$(POD_NAME)', 'engine-0');
      return value === undefined || type.safeParse(value).success ? [] : [`${name}=${value}`];
    }),
  );
  expect(wrong).toEqual([]);
  // Secrets come by file alone, each from its key.
  const files = one.env.filter(({ name }) => bySecret(name)).map(({ value }) => value);
  const mounted = pod.volumes.flatMap(
    ({ secret }) => secret?.items?.map(({ path }) => `/run/secrets/${path}`) ?? [],
  );
  expect(files.filter((path) => path === undefined || !mounted.includes(path))).toEqual([]);
  const secret = (name: string) =>
    /PASSWORD|TOKEN|KEY|PEPPER|(DATABASE|REDIS)_URL/.test(name) && !bySecret(name);
  expect([...one.env.map(({ name }) => name), ...Object.keys(settings)].filter(secret)).toEqual([]);
});

test('a second cell is another namespace: nothing names this one, and engines have the name of their cell', () => {
  const inside = manifests.filter(({ kind }) => kind !== 'Namespace');
  expect(JSON.stringify(inside.map(({ content }) => content))).not.toMatch(/centralino\.svc|"namespace":/);
  const names = containerOf('engine').one.env.map(({ name }) => name);
  expect(containerOf('engine').one.env).toContainEqual({ name: 'ENGINE_NAME', value: '$(CELL)-$(POD_NAME)' });
  // What a value is made of must stand before it.
  expect(names.indexOf('ENGINE_NAME')).toBeGreaterThan(
    Math.max(names.indexOf('CELL'), names.indexOf('POD_NAME')),
  );
  expect(settings['CELL']).toMatch(/^[a-z0-9-]+$/);
});

test('an engine is given longer to end than its calls are', () => {
  const { pod } = containerOf('engine');
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(settings['DRAIN_SECONDS']));
});

test('services, budgets, scalers and policies are about pods that there are', () => {
  const names = workloads.map(({ metadata }) => metadata.name);
  const pointers = manifests.flatMap(({ kind, content }) => {
    const text = JSON.stringify(content['spec'] ?? {});
    if (kind === 'StatefulSet' || kind === 'Deployment') return [];
    return [...text.matchAll(/"app\.kubernetes\.io\/name":"([^"]+)"/g)].map(([, name]) => name);
  });
  expect(pointers.length).toBeGreaterThan(0);
  expect(pointers.filter((name) => name === undefined || !names.includes(name))).toEqual([]);
  const scaled = z.object({
    spec: z.object({ scaleTargetRef: z.object({ kind: z.string(), name: z.string() }) }),
  });
  for (const { content } of manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
    const { kind, name } = scaled.parse(content).spec.scaleTargetRef;
    const target = manifests.find((one) => one.kind === kind && one.name === name);
    // Every `apply` would set it back.
    expect(target?.content['spec']).not.toHaveProperty('replicas');
    expect(target?.content['spec']).toBeDefined();
  }
  const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ name }) => name);
  expect(budgets.sort()).toEqual(names.sort());
});

function containerOf(command: string) {
  for (const { spec } of workloads) {
    const pod = spec.template.spec;
    const one = [...pod.initContainers, ...pod.containers].find(({ args }) => args?.[0] === command);
    if (one !== undefined) return { one, pod };
  }
  throw new Error(`no container runs ${command}`);
}
