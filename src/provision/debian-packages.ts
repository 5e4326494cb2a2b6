/** What the folders of Debian packages hold, and what apt's dependencies bring along for nothing. */

/** One folder of packages. Its name changes its path; the list and the rules are part of its stamp. */
export interface PackageSet {
  readonly name: string;
  readonly packages: readonly string[];
  /** Programs that must answer before the folder counts as complete: path in the folder, arguments. */
  readonly check: readonly (readonly [path: string, ...args: string[]])[];
  /** Links that the packages' own installation scripts would make: path in the folder, target. */
  readonly links: readonly (readonly [path: string, target: string])[];
  /** Folder whose VERSION/bin programs start one another and so are made to find the loader by themselves. */
  readonly scripted?: string;
  /**
   * Programs that start themselves again as the file they are, and so need the loader's place written into them
   * (patchelf, which the set must hold): path in the folder, and what else they are called. All are linked in `bin-native`.
   */
  readonly native?: Readonly<Record<string, readonly string[]>>;
  /** The packages themselves without what they depend on, which the machine has. */
  readonly alone?: true;
}

/** Everything a phone line needs. */
export const LINE_PACKAGES: PackageSet = {
  name: 'line',
  packages: ['asterisk', 'redis-server', 'espeak-ng'],
  check: [
    ['usr/sbin/asterisk', '-V'],
    ['usr/bin/redis-server', '--version'],
    ['usr/bin/espeak-ng', '--version'],
  ],
  // Asterisk's own sounds, the beep before a recording among them.
  links: [['usr/share/asterisk/sounds/en', 'en_US_f_Allison']],
};

/** PostgreSQL, which only tests start by themselves. */
export const POSTGRES_PACKAGES: PackageSet = {
  name: 'postgres',
  packages: ['postgresql'],
  check: [],
  links: [],
  scripted: 'usr/lib/postgresql',
};

/** The file server of OpenSSH, which only tests start. */
export const SFTP_PACKAGES: PackageSet = {
  name: 'sftp',
  packages: ['openssh-sftp-server'],
  // It has no way of saying its version; help is an error to it.
  check: [],
  links: [],
};

/** A Docker daemon with its command line, which only tests and machines without Docker start by themselves. */
export const DOCKER_PACKAGES: PackageSet = {
  name: 'docker',
  packages: [
    'docker.io',
    'docker-cli',
    'docker-compose',
    'docker-buildx',
    'iptables',
    'patchelf',
    'tini-static',
  ],
  check: [],
  links: [],
  native: {
    'usr/sbin/dockerd': [],
    'usr/sbin/docker-proxy': [],
    'usr/sbin/runc': [],
    'usr/sbin/xtables-nft-multi': ['iptables', 'ip6tables', 'iptables-save', 'iptables-restore'],
    'usr/bin/containerd': [],
    'usr/bin/containerd-shim-runc-v2': [],
    'usr/bin/docker': [],
    'usr/bin/tini-static': ['docker-init'],
    'usr/libexec/docker/cli-plugins/docker-compose': [],
    'usr/libexec/docker/cli-plugins/docker-buildx': [],
  },
};

/** What makes a base image out of Debian's packages: a script for the machine's own Perl and apt. */
export const MMDEBSTRAP_PACKAGES: PackageSet = {
  name: 'mmdebstrap',
  packages: ['mmdebstrap'],
  check: [],
  links: [],
  alone: true,
};

/** Prometheus' own tool, with which tests read metrics, rules and queries. */
export const PROMETHEUS_PACKAGES: PackageSet = {
  name: 'prometheus',
  packages: ['prometheus'],
  check: [['usr/bin/promtool', '--version']],
  links: [],
};

/** Packages that only serve an installation (users, questions, keys, Perl scripts) or data nobody here reads. */
const NOT_NEEDED =
  /^(adduser|base-passwd|debconf|dirmngr|fonts-.*|gnupg.*|gpg.*|libjs-.*|libpam.*|libperl.*|libsemanage.*|libsepol.*|libsnmp-base|libx11-data|login\.defs|passwd|pci\.ids|perl.*|node-.*|pinentry-.*|python3.*|libpython3.*|systemd|libsystemd-shared|postgresql-client-common|postgresql-common.*|sensible-utils|ssl-cert|sysvinit-utils|tzdata|ucf|init-system-helpers|lsb-base|netbase)$/;

export function isNeeded(packageName: string): boolean {
  return !NOT_NEEDED.test(packageName);
}

/** Folders of a root that no program reads while it runs. */
export const UNREAD = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'usr/share/lintian',
  'usr/share/bug',
  'usr/share/icons',
  'usr/share/vim',
  'usr/share/prometheus',
  // Prometheus itself: only its tool is used.
  'usr/bin/prometheus',
];
