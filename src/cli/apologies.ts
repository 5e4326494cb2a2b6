/** Spoken by the dialplan when no engine takes a call: these cannot come from prompts/, which the engine reads. */
export const apologies = [
  {
    language: 'it',
    text: 'Ci scusiamo: in questo momento il servizio non è raggiungibile. La preghiamo di richiamare fra qualche minuto.',
  },
  {
    language: 'en',
    text: 'We are sorry: the service cannot be reached at the moment. Please call again in a few minutes.',
  },
] as const;
