/** A version as its leading numbers, most significant first: 22.10.1 is [22, 10, 1]. */
export type Version = readonly number[];

/** The first dotted number in what a program prints about itself (`asterisk -V`, `redis-server --version`). */
export function parseVersion(text: string): Version | undefined {
  const match = /\d+(?:\.\d+)+/.exec(text);
  return match?.[0].split('.').map(Number);
}

/** Whether `version` is `least` or newer; missing parts count as 0. */
export function atLeast(version: Version, least: Version): boolean {
  for (let i = 0; i < Math.max(version.length, least.length); i++) {
    const difference = (version[i] ?? 0) - (least[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
