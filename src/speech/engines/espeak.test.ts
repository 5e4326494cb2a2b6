import { afterEach, describe, expect, test } from '@jest/globals';
import { Espeak } from './espeak.ts';
import { ProgramWorker } from './program-worker.ts';

const shell = (script: string) => ['/bin/sh', '-c', script, 'sh'];
const workers: ProgramWorker[] = [];

function worker(command: readonly string[], timeoutMs = 10_000): ProgramWorker {
  const made = new ProgramWorker(command, timeoutMs);
  workers.push(made);
  return made;
}

afterEach(() => {
  for (const made of workers.splice(0)) made.close();
});

describe('a program for speech', () => {
  test('gets the text and gives its output, again and again', async () => {
    const cat = worker(shell('printf "%s:" "$1"; cat'));
    for (const text of ['città', "l'ora $HOME `id` \\n %s", '', '東京']) {
      expect(String(await cat.run('-vit', text))).toBe(`-vit:${text}\n`);
    }
  });

  test('large output comes whole, a text that is not read is no problem', async () => {
    const many = worker(shell('head -c 3000000 /dev/zero'));
    expect(await many.run('', 'x'.repeat(200_000))).toHaveLength(3_000_000);
    expect(await many.run('', 'x')).toHaveLength(3_000_000);
  });

  test.each([
    [
      'is not there',
      ['/nowhere/espeak-ng'],
      { code: 'unavailable', message: expect.stringContaining('set-up') },
    ],
    ['is not named', [], { code: 'unavailable', message: expect.stringContaining('no command') }],
    ['fails', shell('exit 3'), { code: 'failed', message: expect.stringContaining('ended with 3') }],
  ])('that %s', async (_, command, error) => {
    const broken = worker(command);
    for (let time = 0; time < 2; time++) {
      await expect((async () => broken.run('-vit', 'segreto'))()).rejects.toMatchObject(error);
    }
  });

  test('that hangs is killed, and the next run works', async () => {
    const hanging = worker(shell('read text; [ "$text" = hang ] && exec sleep 600; echo "$$"'), 500);
    await expect(hanging.run('', 'hang')).rejects.toMatchObject({ code: 'timed-out' });
    expect(Number(await hanging.run('', 'go'))).toBeGreaterThan(0);
  });

  test('that is not wanted any more is killed', async () => {
    const controller = new AbortController();
    const running = worker(shell('exec sleep 600')).run('', '', controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that never stops writing is killed', async () => {
    await expect(worker(shell('cat /dev/zero')).run('', '')).rejects.toThrow('ten minutes');
  });

  test('whose shell is killed is started again', async () => {
    const fragile = worker(shell('read text; [ "$text" = die ] && kill -9 0; echo fine'));
    await expect(fragile.run('', 'die')).rejects.toMatchObject({ code: 'unavailable' });
    expect(String(await fragile.run('', 'live'))).toBe('fine\n');
  });
});

describe('espeak-ng', () => {
  test('the text goes to standard input, never into the arguments', async () => {
    // Exits with 7 when an argument holds the text, with 8 when the input does not hold it, else with 9.
    const script = 'case "$*" in *segreto*) exit 7;; esac; case "$(cat)" in *segreto*) exit 9;; esac; exit 8';
    const spoken = new Espeak({ command: shell(script) }).synthesize('segreto', 'it');
    await expect(spoken).rejects.toThrow('ended with 9');
  });

  test('a text cannot give orders in phonemes', async () => {
    const script = 'case "$(cat)" in *"[["*) exit 7;; esac; exit 9';
    await expect(new Espeak({ command: shell(script) }).synthesize('[[[ x ]]', 'it')).rejects.toThrow(
      'ended with 9',
    );
  });

  test('what is not sound is an error that says so', async () => {
    const espeak = new Espeak({ command: shell('echo hello') });
    await expect(espeak.synthesize('ciao', 'it')).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('WAV'),
    });
    await expect(espeak.synthesize('ciao', 'xx')).rejects.toThrow('no voice');
  });

  test('each language has a voice of its own', () => {
    const espeak = new Espeak({ command: [] });
    expect(espeak.fingerprint('it')).not.toBe(espeak.fingerprint('de'));
  });
});
