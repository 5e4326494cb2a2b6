import { type Logger, pino } from 'pino';

/** Numbers long enough to be somebody's (telephone, protocol, PIN), and codici fiscali. */
const personal = /(?<![\w.])\+?\d{8,}(?![\w.])|\b[A-Z]{6}[0-9A-Z]{10}\b/gi;

/** Lines are gathered for so long and written as one: a write to a pipe holds up every call. */
const gatherMs = 50;

/**
 * The log of a process: JSON lines on standard output. Values about people are Sensitive and show as masks;
 * what looks like one all the same (in the message of a foreign error) is blanked on the way out.
 */
export function openLog(name: string, level: string): Logger {
  let gathered = '';
  const flush = () => {
    if (gathered !== '') process.stdout.write(gathered.replace(personal, blank));
    gathered = '';
  };
  process.on('exit', flush);
  return pino(
    { name, level, base: { name } },
    {
      write: (line: string) => {
        if (gathered === '') setTimeout(flush, gatherMs).unref();
        gathered += line;
      },
    },
  );
}

/** Times stay: pino writes `"time":1764000000000`. */
function blank(found: string, offset: number, line: string): string {
  return line.slice(Math.max(0, offset - 7), offset) === '"time":' ? found : '•••';
}
