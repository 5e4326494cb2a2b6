/** A document as a letter: PDF pages, made from the order alone, so that the same order always gives the same bytes. */
import { drawAddress, type Recipient } from './address-block.ts';
import { Composer } from './composer.ts';
import { Draft } from './draft.ts';
import { drawFoot, drawHead, drawReference, drawRunningHead, firstPageTop } from './frame.ts';
import type { Body } from './kind.ts';
import { letterKinds } from './kinds/index.ts';
import { LetterError } from './letter-error.ts';
import type { Paper } from './paper.ts';
import { inps, type Sender } from './sender.ts';
import { Sheet } from './sheet.ts';
import { styles } from './styles.ts';
import { isLetterLanguage, letterTexts } from './texts/index.ts';
import type { Help, LetterKindName } from './texts/letter-texts.ts';

export interface LetterOrder {
  /** As in mail/documents. */
  readonly kind: string;
  /** Digits, as mail/reference gives them. */
  readonly reference: string;
  /** What the caller spoke: the letter is Italian, with a note in this language; for one without texts there is none. */
  readonly language: string;
  /** Day of the letter, `YYYY-MM-DD`. */
  readonly day: string;
  readonly recipient: Recipient;
  /** Which one of its kind was asked for; the data say it all, so the letter does not need them. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** What the back office says (document-content), parsed here. */
  readonly data: unknown;
}

export interface Letter {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

/**
 * Lays a letter out. It takes the thread for some milliseconds a page, and gives way to others between pages.
 * @throws LetterError for an order that cannot be laid out: trying again is of no use
 */
export async function renderLetter(order: LetterOrder, sender: Sender = inps): Promise<Letter> {
  const kind = letterKinds.find(({ name }) => name === order.kind);
  if (kind === undefined || !hasTexts(order.kind)) throw new LetterError('unknown-kind', 'kind');
  if (!/^\d{4}-\d\d-\d\d$/.test(order.day)) throw new LetterError('bad-data', 'day');
  const body = kind.body(order.data);
  const { name } = letterTexts.it.kinds[order.kind];
  const subject = `${name} ${body.about}`;
  const letter = { ...order, kind: order.kind, subject, body, sender };
  const draft = new Draft();
  await setLetter(draft, letter, 0);
  const sheet = new Sheet({ title: subject, author: sender.name, language: 'it-IT', day: order.day });
  await setLetter(sheet, letter, draft.pages);
  return { pdf: await sheet.finish(), pages: sheet.pages };
}

/** Legislative decree 39 of 1993, article 3, paragraph 2. */
const printed =
  'Lettera prodotta in automatico: la firma autografa non è richiesta (art. 3, comma 2, d.lgs. n. 39 del 1993).';

interface ReadyLetter extends LetterOrder {
  readonly kind: LetterKindName;
  readonly subject: string;
  readonly body: Body;
  readonly sender: Sender;
}

/** @param total of all pages, as far as it is known */
async function setLetter(paper: Paper, letter: ReadyLetter, total: number): Promise<void> {
  const { kind, subject, body, sender, reference } = letter;
  const { name, says } = letterTexts.it.kinds[kind];
  const foot = () => drawFoot(paper, sender, { reference, number: paper.pages, total });
  paper.addPage();
  drawHead(paper, sender);
  drawReference(paper, reference, letter.day);
  drawAddress(paper, letter.recipient);
  paper.decorate('Pagination', foot);

  const composer = new Composer(paper, firstPageTop, () => {
    drawRunningHead(paper, sender, name);
    foot();
  });
  composer.heading(`Oggetto: ${subject}`, 1);
  composer.paragraph(`Gentile ${letter.recipient.name},`);
  composer.paragraph(says);
  composer.paragraph(letterTexts.it.help(helpOf(sender)));
  composer.paragraph('Cordiali saluti', { after: 0 });
  composer.paragraph(`${sender.shortName} · ${sender.unit}`, { style: styles.strong, after: 1 });
  composer.paragraph(printed, { style: styles.small, after: 8 });
  setNote(composer, letter);
  await body.set(composer, sender);
}

/** What an Italian letter says at its beginning, in the caller's language. */
function setNote(composer: Composer, { kind, language, sender }: ReadyLetter): void {
  if (language === 'it' || !isLetterLanguage(language)) return;
  const { direction, title, kinds, help, italianCounts } = letterTexts[language];
  const { name, says } = kinds[kind];
  const paragraphs = [`${name}. ${says}`, help(helpOf(sender)), italianCounts];
  composer.note({ title, paragraphs, language, direction });
  composer.space(14);
}

/** Numbers that no line tears apart. */
function helpOf({ landline, mobile, website }: Sender): Help {
  const whole = (number: string) => number.replaceAll(' ', '\u00a0');
  return { landline: whole(landline), mobile: whole(mobile), website };
}

function hasTexts(kind: string): kind is LetterKindName {
  return Object.hasOwn(letterTexts.it.kinds, kind);
}
