import type { Logger } from 'pino';
import type { Carrier, EmailItem, LetterItem, TextItem } from '../mail/carriers/carrier.ts';
import { PostalProvider } from '../mail/carriers/postal-provider/carrier.ts';
import { SftpDrop } from '../mail/carriers/sftp-drop.ts';
import { SmppCarrier } from '../mail/carriers/smpp/carrier.ts';
import { SmsProvider } from '../mail/carriers/sms-provider/carrier.ts';
import { SmtpCarrier } from '../mail/carriers/smtp-carrier.ts';
import type { FeedbackIntake } from '../mail/feedback/intake.ts';
import { noCarrier } from '../mail/fulfilment/faults.ts';
import type { CarriersConfig } from './carriers-config.ts';

/** Those who carry things out, as far as they are configured. */
export interface Carriers {
  /** In place of the spool. */
  readonly residence: Carrier<LetterItem> | undefined;
  readonly email: Carrier<EmailItem> | undefined;
  readonly sms: Carrier<TextItem> | undefined;
  /** Brings batches of the spool to the post. */
  readonly drop: SftpDrop | undefined;
  /** Names of all of them, for feedback by file. */
  readonly names: readonly string[];
  close(): Promise<void>;
}

/** @param intake takes the receipts of text messages, which come over the connection that sends them */
export function openCarriers(config: CarriersConfig, intake: FeedbackIntake, logger: Logger): Carriers {
  const residence = postal(config, logger);
  const email = smtp(config);
  const sms = smpp(config, intake, logger) ?? smsProvider(config, logger);
  const drop = sftp(config);
  if (email === undefined) nobodyCarries('e-mails', 'SMTP_HOST', logger);
  if (sms === undefined) nobodyCarries('text messages', 'SMS_URL or SMPP_HOST', logger);
  const open = [residence, email, sms].filter((carrier) => carrier !== undefined);
  return {
    residence,
    email,
    sms,
    drop,
    names: [...new Set([...open.map(({ name }) => name), 'spool', ...Object.keys(config.FEEDBACK_KEYS)])],
    close: async () => {
      await Promise.all(open.map((carrier) => carrier.close()));
    },
  };
}

/** It is no fault (a line may do without), but whoever is told "it will be sent" waits for it. */
function nobodyCarries(what: string, variable: string, logger: Logger): void {
  logger.warn(
    { reason: noCarrier, variable },
    `nobody carries ${what}: those that are asked for wait, until this variable is set`,
  );
}

function smtp(config: CarriersConfig): SmtpCarrier | undefined {
  const { SMTP_HOST: host, SMTP_FROM: address, SMTP_USER: user, SMTP_PASSWORD: password } = config;
  if (host === undefined || address === undefined) return undefined;
  return new SmtpCarrier({
    host,
    port: config.SMTP_PORT,
    security: config.SMTP_SECURITY,
    ca: config.SMTP_CA,
    auth: user === undefined || password === undefined ? undefined : { user, password },
    from: { name: config.SMTP_FROM_NAME, address },
    replyTo: config.SMTP_REPLY_TO,
  });
}

function smsProvider(config: CarriersConfig, logger: Logger): SmsProvider | undefined {
  const { SMS_URL: baseUrl, SMS_TOKEN: token, SMS_FROM: from } = config;
  return baseUrl === undefined || token === undefined
    ? undefined
    : new SmsProvider({ baseUrl, token, from, logger });
}

function smpp(config: CarriersConfig, intake: FeedbackIntake, logger: Logger): SmppCarrier | undefined {
  const { SMPP_HOST: host, SMPP_SYSTEM_ID: systemId, SMPP_PASSWORD: password } = config;
  if (host === undefined || systemId === undefined || password === undefined) return undefined;
  return new SmppCarrier({
    host,
    port: config.SMPP_PORT,
    tls: config.SMPP_TLS === '1',
    ca: config.SMPP_CA,
    systemId,
    password,
    systemType: config.SMPP_SYSTEM_TYPE,
    from: config.SMS_FROM,
    onReceipt: async ({ carrierReference, state, reason, at }) => {
      await intake.take('smpp', [{ carrierReference, state, reason, at: at.toISOString() }]);
    },
    logger,
  });
}

function postal(config: CarriersConfig, logger: Logger): PostalProvider | undefined {
  const { POSTAL_URL: baseUrl, POSTAL_TOKEN: token, POSTAL_PRODUCT: product } = config;
  if (baseUrl === undefined || token === undefined) return undefined;
  return new PostalProvider({
    baseUrl,
    token,
    letter: { product, duplex: true, colour: false },
    logger,
  });
}

function sftp(config: CarriersConfig): SftpDrop | undefined {
  const { SFTP_HOST: host, SFTP_USER: user, SFTP_HOST_KEY: hostKeySha256 } = config;
  const { SFTP_KEY: privateKey, SFTP_PASSWORD: password } = config;
  if (host === undefined || user === undefined || hostKeySha256 === undefined) return undefined;
  const login = privateKey !== undefined ? { privateKey } : password !== undefined ? { password } : undefined;
  if (login === undefined) return undefined;
  return new SftpDrop({
    host,
    port: config.SFTP_PORT,
    user,
    login,
    hostKeySha256,
    directory: config.SFTP_DIRECTORY,
  });
}
