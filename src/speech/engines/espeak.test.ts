import { describe, expect, test } from '@jest/globals';
import { Espeak } from './espeak.ts';
import { runProgram } from './run-program.ts';

const options = { timeoutMs: 10_000, signal: undefined };
const shell = (script: string) => ['/bin/sh', '-c', script, 'sh'];

describe('a program for speech', () => {
  test('gets the input and gives the output', async () => {
    expect(String(await runProgram(shell('cat'), 'città', options))).toBe('città');
  });

  test('that does not read its input is no problem', async () => {
    expect(String(await runProgram(shell('echo ok'), 'x'.repeat(1_000_000), options))).toBe('ok\n');
  });

  test.each([
    [
      'is not there',
      ['/nowhere/espeak-ng'],
      { code: 'unavailable', message: expect.stringContaining('set-up') },
    ],
    ['is not named', [], { code: 'unavailable', message: expect.stringContaining('no command') }],
    [
      'fails',
      shell('echo no voice >&2; exit 3'),
      { code: 'failed', message: expect.stringContaining('3: no voice') },
    ],
  ])('that %s', async (_, command, error) => {
    await expect((async () => runProgram(command, 'segreto', options))()).rejects.toMatchObject(error);
  });

  test('that hangs is killed', async () => {
    const hanging = runProgram(shell('exec sleep 600'), '', { timeoutMs: 30, signal: undefined });
    await expect(hanging).rejects.toMatchObject({ code: 'timed-out' });
  });

  test('that is not wanted any more is killed', async () => {
    const controller = new AbortController();
    const running = runProgram(shell('exec sleep 600'), '', { timeoutMs: 60_000, signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that never stops writing is killed', async () => {
    await expect(runProgram(['cat', '/dev/zero'], '', options)).rejects.toThrow('ten minutes');
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
