/** What somebody who works here may do. */
export const roles = ['operator', 'supervisor'] as const;
export type Role = (typeof roles)[number];

/** Somebody who may log in. */
export interface Person {
  /** The login name; it is no secret and names nobody outside. */
  readonly name: string;
  /** One at least: somebody may take calls and watch over others. */
  readonly roles: readonly Role[];
}

/** Who may log in, and with which password. */
export interface People {
  /**
   * The person with this name and password; undefined for anybody else.
   * It takes the same time for a name that does not exist (scrypt, in its own threads).
   */
  authenticate(name: string, password: string): Promise<Person | undefined>;
}
