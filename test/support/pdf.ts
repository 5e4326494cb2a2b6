export * from '../../src/mail/letters/read-pdf.ts';
