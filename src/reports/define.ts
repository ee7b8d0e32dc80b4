import { RULES, type RuleSlug } from '../knowledge/index.js';
import { type Finding, type Span, words } from '../model/index.js';
import type { Report } from '../planner/index.js';

export type Found = Pick<Finding, 'at' | 'message'>;

/** A message and where it points. */
export interface Seen {
  readonly span: Span;
  readonly message: string;
}

export interface Check<Doc> {
  readonly id: string;
  /** The row of the rule table it answers: its ids (its slug where it has none) and its reason, unless the check says otherwise. */
  readonly rule: RuleSlug;
  readonly rules?: readonly string[];
  readonly reason?: string;
  readonly summary: string;
  look(doc: Doc): Iterable<Seen>;
}

/** Checks as the planner takes them. One place in the file is reported once by a check, whoever else inherits it. */
export function defineAll<Doc extends { readonly file: Found['at']['file'] }>(
  target: Report<Doc>['target'],
  checks: readonly Check<Doc>[],
): Report<Doc>[] {
  return checks.map(({ id, rule, rules, reason, summary, look }) => {
    const known = RULES[rule];
    const why = reason ?? known.reason;
    if (why === undefined) throw new Error(`${id}: ${rule} gives no reason`);
    return {
      id,
      target,
      rules: rules ?? (known.ids.length > 0 ? known.ids : [rule]),
      summary,
      reason: why,
      find(doc) {
        const seen = new Set<string>();
        const found: Found[] = [];
        for (const { span, message } of look(doc)) {
          const key = `${span.start} ${span.end} ${message}`;
          if (seen.has(key)) continue;
          seen.add(key);
          found.push({ at: { file: doc.file, span }, message });
        }
        return found;
      },
    };
  });
}

/** What host paths, as a mount names them, give away. */
const SENSITIVE = words(`
  / /bin /boot /dev /etc /home /lib /lib64 /proc /root /run /sbin /srv /sys /usr /var /var/lib /var/lib/docker
  /var/lib/kubelet /var/lib/containerd /var/log /var/run /etc/kubernetes /etc/ssh /etc/passwd /etc/shadow
  /etc/sudoers ~ ~/.ssh ~/.aws ~/.kube ~/.docker`);
const SOCKET = /(?:^|\/)(?:docker|containerd|podman|crio)\.sock$/;

export function isSensitivePath(path: string): boolean {
  return SENSITIVE.has(path.length > 1 ? path.replace(/(?<!\/)\/+$/, '') : path);
}

/** The socket of a container engine: whoever writes to it controls the host. */
export function isEngineSocket(path: string): boolean {
  return SOCKET.test(path);
}

/** What a capability beyond the default set allows. Source: https://man7.org/linux/man-pages/man7/capabilities.7.html */
const DANGEROUS: Readonly<Record<string, string>> = {
  ALL: 'everything root may do',
  SYS_ADMIN: 'mounting, namespaces and most of what root may do',
  SYS_MODULE: 'loading kernel modules',
  SYS_PTRACE: 'reading and changing other processes',
  SYS_RAWIO: 'raw access to devices and memory',
  SYS_BOOT: 'restarting the host',
  SYS_TIME: 'setting the host’s clock',
  SYS_NICE: 'taking processor time from others',
  SYS_RESOURCE: 'going beyond limits',
  NET_ADMIN: 'changing interfaces, routes and firewall rules',
  NET_RAW: 'forging packets',
  DAC_READ_SEARCH: 'reading every file',
  DAC_OVERRIDE: 'reading and writing every file',
  LINUX_IMMUTABLE: 'changing immutable files',
  MAC_ADMIN: 'changing the policy of AppArmor or SELinux',
  MAC_OVERRIDE: 'ignoring the policy of AppArmor or SELinux',
  SYSLOG: 'reading the kernel’s log',
  BPF: 'loading programs into the kernel',
  PERFMON: 'watching the whole system',
  MKNOD: 'making device files',
  AUDIT_CONTROL: 'changing the kernel’s audit rules',
};

/** `SYS_ADMIN` for `cap_sys_admin`, and what it allows where that is dangerous. */
export function capability(text: string): { readonly name: string; readonly allows: string | undefined } {
  const name = text.toUpperCase().replace(/^CAP_/, '');
  return { name, allows: Object.hasOwn(DANGEROUS, name) ? DANGEROUS[name] : undefined };
}
