import type { WriteStream } from 'node:tty';
import type { Progress, Report } from '../provision/program.ts';

const barWidth = 24;

/** Shows long steps: a bar that moves on a terminal, a line at every tenth elsewhere. */
export function progressOn(out: NodeJS.WriteStream | WriteStream): Report {
  let step = '';
  let tenth = -1;
  return (progress) => {
    const line = lineOf(progress);
    if (out.isTTY) {
      const over = progress.fraction === undefined || progress.fraction >= 1;
      out.write(`\r\u001b[K${line}${over ? '\n' : ''}`);
      return;
    }
    const now = Math.floor((progress.fraction ?? 1) * 10);
    if (progress.step === step && now === tenth && progress.fraction !== undefined) return;
    step = progress.step;
    tenth = now;
    out.write(`${line}\n`);
  };
}

function lineOf({ step, fraction, detail }: Progress): string {
  if (fraction === undefined) return `${step}: ${detail}`;
  const full = Math.round(Math.min(1, fraction) * barWidth);
  return `${step} [${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${String(Math.round(fraction * 100)).padStart(3)} % ${detail}`;
}
