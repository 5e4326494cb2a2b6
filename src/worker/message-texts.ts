import { smsMessage } from '../mail/carriers/sms-text.ts';
import { languages } from '../speech/language.ts';
import { loadMessages } from '../speech/load-messages.ts';
import type { Messages } from '../speech/messages.ts';

/** Texts may be changed while a worker runs. */
const freshMs = 60_000;

/** The words of text messages: texts of prompts/ to be read, as they are now or were a minute ago. */
export class MessageTexts {
  readonly #promptsDir: string;
  #loaded: Promise<Messages> | undefined;
  #until = 0;

  constructor(promptsDir: string) {
    this.#promptsDir = promptsDir;
  }

  /** @throws MessageError when there is no such text, or its values do not fit */
  readonly compose = async (
    text: string,
    language: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<string> => {
    const messages = await this.#messages();
    const write = messages.write.bind(messages);
    const has = messages.has.bind(messages);
    return smsMessage(write, has, { text, language, values }).text;
  };

  #messages(): Promise<Messages> {
    if (this.#loaded === undefined || performance.now() > this.#until) {
      this.#until = performance.now() + freshMs;
      this.#loaded = loadMessages(this.#promptsDir, languages).then(({ messages }) => messages);
    }
    return this.#loaded;
  }
}
