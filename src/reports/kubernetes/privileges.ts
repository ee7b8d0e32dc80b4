// What a container may do on its node and in the cluster.
import { words } from '../../model/index.js';
import { asSeq, findEntry, findValue } from '../../yaml/index.js';
import type { KubernetesDoc } from '../../kubernetes/index.js';
import { capability, isEngineSocket, isSensitivePath, type Check, type Seen } from '../define.js';
import {
  INSTEAD_OF_PRIVILEGES,
  insteadOfNodeCapability,
  insteadOfNodeNamespace,
  insteadOfNodePath,
  NODE_NAMESPACES,
} from './instead.js';
import { isTrue, perContainer, perWorkload, security, textOf } from './workloads.js';

const SAFE_SYSCTLS = words(`
  kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.tcp_syncookies
  net.ipv4.ping_group_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout
  net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes`);

function names(node: ReturnType<typeof findValue>): string[] {
  return asSeq(node)?.items.map((item) => capability(textOf(item) ?? '').name) ?? [];
}

function* addedCapabilities(doc: KubernetesDoc): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const { name, securityContext } of workload.containers) {
      for (const item of asSeq(findValue(securityContext, 'capabilities', 'add'))?.items ?? []) {
        const { name: added, allows } = capability(textOf(item) ?? '');
        if (!allows) continue;
        const message = `${name} adds ${added}, which allows ${allows}${insteadOfNodeCapability(added)}`;
        yield { span: item.span, message };
      }
    }
  }
}

function* hostPaths(doc: KubernetesDoc): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const volume of asSeq(findValue(workload.podSpecMap, 'volumes'))?.items ?? []) {
      const path = textOf(findValue(volume, 'hostPath', 'path'));
      if (path === undefined) continue;
      const power = isEngineSocket(path)
        ? ', the socket of the container engine'
        : isSensitivePath(path)
          ? ', a folder of the system'
          : '';
      const message = `${workload.id} mounts ${path} of its node${power}${insteadOfNodePath(path)}`;
      yield { span: volume.span, message };
    }
  }
}

function* hostPorts(doc: KubernetesDoc): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const container of workload.containers) {
      for (const port of asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []) {
        const node = findValue(port, 'hostPort');
        if (node && textOf(node) !== '0')
          yield { span: node.span, message: `${container.name} takes port ${textOf(node)} of its node` };
      }
    }
  }
}

function* unsafeSysctls(doc: KubernetesDoc): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const item of asSeq(findValue(workload.podSpecMap, 'securityContext', 'sysctls'))?.items ?? []) {
      const name = textOf(findValue(item, 'name'));
      if (name !== undefined && !SAFE_SYSCTLS.has(name))
        yield { span: item.span, message: `${workload.id} sets the kernel parameter ${name}` };
    }
  }
}

export const privilegeChecks: readonly Check<KubernetesDoc>[] = [
  {
    id: 'container-may-run-as-root',
    rule: 'pod-runs-as-root',
    summary: 'A container that nothing keeps from running as root.',
    look: (doc) =>
      perContainer(doc, (container, workload) => {
        const user = security(workload, container, 'runAsUser');
        if (user && textOf(user) === '0') return { node: user, message: 'runs as root: runAsUser: 0' };
        const nonRoot = security(workload, container, 'runAsNonRoot');
        if (nonRoot && !isTrue(nonRoot) && user === undefined)
          return { node: nonRoot, message: 'may run as root: runAsNonRoot: false' };
        const asked = isTrue(nonRoot) || user !== undefined;
        return asked ? undefined : 'may run as root: neither runAsNonRoot nor runAsUser is set';
      }),
  },
  {
    id: 'container-keeps-capabilities',
    rule: 'pod-capabilities-not-dropped',
    rules: ['KSV-0003', 'KSV-0004', 'KSV-0106', 'kl drop-net-raw-capability'],
    summary: 'A container that keeps the capabilities the runtime gives by default.',
    look: (doc) =>
      perContainer(doc, ({ securityContext }) => {
        if (isTrue(findValue(securityContext, 'privileged'))) return undefined;
        return names(findValue(securityContext, 'capabilities', 'drop')).includes('ALL')
          ? undefined
          : 'keeps capabilities it may not need: drop does not name ALL';
      }),
  },
  {
    id: 'container-adds-capability',
    rule: 'pod-capabilities-not-dropped',
    rules: ['KSV-0005', 'KSV-0022', 'KSV-0119', 'KSV-0120'],
    summary: 'A capability that gives power over the node or over other containers.',
    reason:
      'A capability that somebody added by name is used for something; whether another design does without it is their decision.',
    look: addedCapabilities,
  },
  {
    id: 'privileged-container',
    rule: 'pod-with-host-access',
    rules: ['KSV-0017', 'kl privileged-container'],
    summary: 'A container with every privilege of its node.',
    look: (doc) =>
      perContainer(doc, ({ securityContext }) => {
        const node = findValue(securityContext, 'privileged');
        return node && isTrue(node)
          ? {
              node,
              message: `is privileged: it has every capability and every device of its node${INSTEAD_OF_PRIVILEGES}`,
            }
          : undefined;
      }),
  },
  {
    id: 'node-namespace',
    rule: 'pod-with-host-access',
    rules: ['KSV-0008', 'KSV-0009', 'KSV-0010', 'kl host-network', 'kl host-pid', 'kl host-ipc'],
    summary: 'A pod that shares a namespace of its node.',
    look: (doc) =>
      NODE_NAMESPACES.flatMap((key) => [
        ...perWorkload(doc, ({ podSpecMap }) => {
          const node = findEntry(podSpecMap, key)?.value;
          return node && isTrue(node)
            ? { node, message: `shares a namespace of its node: ${key}: true${insteadOfNodeNamespace(key)}` }
            : undefined;
        }),
      ]),
  },
  {
    id: 'node-path',
    rule: 'pod-with-host-access',
    rules: ['KSV-0006', 'KSV-0023', 'kl docker-sock'],
    summary: 'A folder or socket of the node in a pod.',
    look: hostPaths,
  },
  {
    id: 'node-port',
    rule: 'pod-with-host-access',
    rules: ['KSV-0024'],
    summary: 'A container that takes a port of its node.',
    look: hostPorts,
  },
  {
    id: 'unsafe-sysctl',
    rule: 'pod-with-host-access',
    rules: ['KSV-0026', 'kl unsafe-sysctls'],
    summary: 'A kernel parameter that is not safe to change for one pod.',
    look: unsafeSysctls,
  },
  {
    id: 'unmasked-proc',
    rule: 'pod-with-host-access',
    rules: ['KSV-0027', 'KSV-0103', 'kl unsafe-proc-mount'],
    summary: 'A container that sees all of /proc, or a Windows container that runs as a process of its node.',
    look: (doc) =>
      perContainer(doc, (container, workload) => {
        const mount = security(workload, container, 'procMount');
        if (mount && textOf(mount)?.toLowerCase() === 'unmasked')
          return { node: mount, message: 'sees all of /proc: procMount: Unmasked' };
        const process = findValue(security(workload, container, 'windowsOptions'), 'hostProcess');
        return process && isTrue(process)
          ? { node: process, message: 'runs as a process of its node: hostProcess: true' }
          : undefined;
      }),
  },
  {
    id: 'no-seccomp-profile',
    rule: 'pod-without-seccomp-profile',
    summary: 'A container without a seccomp profile.',
    look: (doc) =>
      perContainer(doc, (container, workload) => {
        const node = findValue(security(workload, container, 'seccompProfile'), 'type');
        if (!node) return 'has no seccompProfile';
        return textOf(node) === 'Unconfined' ? { node, message: 'turns seccomp off' } : undefined;
      }),
  },
  {
    id: 'service-account-token',
    rule: 'service-account-token-mounted',
    summary: 'A pod that gets a token for the cluster’s API.',
    look: (doc) =>
      perWorkload(doc, ({ podSpecMap }) => {
        const node = findEntry(podSpecMap, 'automountServiceAccountToken')?.value;
        if (node && !isTrue(node)) return undefined;
        const account = textOf(findEntry(podSpecMap, 'serviceAccountName')?.value);
        if (account !== undefined && account !== 'default') return undefined;
        return 'gets the token of the default service account, unless that account forbids it';
      }),
  },
];
