/** StasisBroadcast, by which calls are offered to engines, came with it. */
const least = [22, 7] as const;

/**
 * Why an Asterisk of this version will not do, in one line; undefined when it will, or says nothing that can be compared
 * (one built from a branch).
 * @param version as ARI gives it: `22.10.1~dfsg+~cs6.17`, `certified/20.7-cert2`
 */
export function whyTooOld(version: string): string | undefined {
  const [, major = '', minor = ''] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === '') return undefined;
  const newer = Number(major) - least[0] || Number(minor) - least[1];
  return newer >= 0
    ? undefined
    : `Asterisk ${major}.${minor} is too old: install ${least.join('.')} or newer (Debian forky has it), which can offer a call to several engines`;
}
