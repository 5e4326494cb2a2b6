/** Something that Centralino needs of the machine cannot be had or did not start. The message is one line: what, where, what to do. */
export class ProvisionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProvisionError';
  }
}
